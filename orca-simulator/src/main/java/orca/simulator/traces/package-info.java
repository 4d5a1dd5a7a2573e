/**
 * Where recorded workloads are found, and how a trace of placements, and the lines of any log, are read. The files themselves
 * are data outside the repository and outside the product. Start at {@link orca.simulator.traces.Traces}.
 */
package orca.simulator.traces;
