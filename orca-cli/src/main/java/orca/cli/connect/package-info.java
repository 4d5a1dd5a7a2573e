/**
 * How a command finds the container that it talks to, and what it does when there is none or it says no. What is said to the
 * container lives with the verbs. Start at {@link orca.cli.connect.Containers}, then {@link orca.cli.connect.Failure}.
 */
package orca.cli.connect;
