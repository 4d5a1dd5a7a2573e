/**
 * The policy laboratory: workloads, their replay through the real actors in virtual time under any policy, and what came of it.
 * Nothing here decides who gets what; that is the policy's and the actors' affair. Start at
 * {@link orca.simulator.lab.LeaseReplay}.
 */
package orca.simulator.lab;
