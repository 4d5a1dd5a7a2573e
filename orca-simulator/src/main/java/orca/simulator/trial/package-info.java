/**
 * {@code orca handler test}: the contract of handlers, held against a script that an operator writes. The checks themselves are
 * in orca-testkit, and the handler that runs scripts in {@code handlers/ant}. Start at
 * {@link orca.simulator.trial.HandlerCommand}.
 */
package orca.simulator.trial;
