/**
 * Hosts any set of actors in one process, as a configuration file says: their loops, journals, runners and the way between
 * them, and the management API in front. Who an actor is and what it decides lives in the actors' own modules. Start at
 * {@link orca.runtime.container.Main}, then {@link orca.runtime.container.Container}.
 */
package orca.runtime.container;
