/**
 * Figures of a process for those who watch it: how they are offered over HTTP, and what keeps the names in them few. What is
 * measured is decided where it happens, in containers and agents. Start at {@link orca.wire.metrics.MetricsEndpoint}.
 */
package orca.wire.metrics;
