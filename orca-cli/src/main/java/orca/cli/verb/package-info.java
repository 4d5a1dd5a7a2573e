/**
 * The verbs: what each takes, what it asks the container, what it prints, what it exits with. How answers look lives in
 * {@code orca.cli.output}. Start at {@link orca.cli.verb.Orca}, then {@link orca.cli.verb.Asking} and
 * {@link orca.cli.verb.Request}.
 */
package orca.cli.verb;
