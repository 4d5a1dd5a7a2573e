/**
 * For plug-in authors and for our own tests: a stage on which one actor plays in virtual time, and the contracts that each
 * policy must keep. Nothing here is part of a running system, and nothing here knows an actor by name. Start at
 * {@link orca.testkit.Stage}.
 */
package orca.testkit;
