/**
 * Asks policies: each on a thread of its own, under a budget, with what it throws or forgets to answer turned into a reason.
 * What a policy is shown and what becomes of its plan is the actor's affair. Start at
 * {@link orca.runtime.policy.PolicyRunner}.
 */
package orca.runtime.policy;
