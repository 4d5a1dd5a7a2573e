/**
 * The command {@code orca}: what operators, brokers and guests type. It is a client of the management API and knows nothing
 * that the API does not say; {@code up}, {@code demo}, {@code journal} and {@code sim} are other programs, which the
 * launcher starts. Start at {@link orca.cli.Main}, then {@link orca.cli.verb.Orca}.
 */
package orca.cli;
