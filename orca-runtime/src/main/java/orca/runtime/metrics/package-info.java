/**
 * What a container measures of itself, and tells its log. The actors know nothing of it: what they decide is counted and told
 * where it is journaled, and the rest where the hands do it. Start at {@link orca.runtime.metrics.ContainerFigures}, then
 * {@link orca.runtime.metrics.ActorWatch}, which is where an actor's hands are measured.
 */
package orca.runtime.metrics;
