/**
 * Policies of authorities: which host each unit lives on. One policy is one class with what it prefers, one test and one page
 * under {@code docs/policies}; what all have in common is in {@link orca.policies.assignment.Placing}, what holders may ask in
 * {@link orca.policies.assignment.Rules}. Start at {@link orca.policies.assignment.BestFit}.
 */
package orca.policies.assignment;
