/** Actors that were put back to an earlier state, among peers that were not. Start at {@link orca.simulator.restored.Hamlet}. */
package orca.simulator.restored;
