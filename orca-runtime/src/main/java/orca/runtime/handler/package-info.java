/**
 * Runs handlers' calls: as many at once as the site allows, each with a deadline, each heard of again as an event. What a
 * handler does to a unit is the handler's own affair, whether and what it is asked is the actor's. Start at
 * {@link orca.runtime.handler.HandlerRunner}.
 */
package orca.runtime.handler;
