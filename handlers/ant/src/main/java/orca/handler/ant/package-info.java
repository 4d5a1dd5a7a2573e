/**
 * Handlers that are Ant scripts: an operator writes targets, and needs no Java and no build. Here is what runs a script for one
 * call, and the few tasks that Ant has not; what scripts do is theirs. Start at {@link orca.handler.ant.AntHandler}; for the
 * author of a script there is {@code docs/handlers/ant.md}.
 */
package orca.handler.ant;
