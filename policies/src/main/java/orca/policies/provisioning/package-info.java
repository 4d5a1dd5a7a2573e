/**
 * Policies for brokers: who gets how much, when, from which delegation. One policy is one file here, one test and one page in
 * the documentation. Start at {@link orca.policies.provisioning.FirstComeCalendar}, the one that a broker has if it is told
 * nothing else.
 */
package orca.policies.provisioning;
