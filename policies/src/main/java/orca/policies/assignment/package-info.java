/**
 * Policies of authorities: which host each unit lives on. One policy is one class, one test and one page under
 * {@code docs/policies}; what a broker promises is decided elsewhere. Start at {@link orca.policies.assignment.BestFit}.
 */
package orca.policies.assignment;
