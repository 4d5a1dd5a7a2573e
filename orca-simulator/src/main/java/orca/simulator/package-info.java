/**
 * The way in: {@code orca sim}, {@code orca bench}. The federation that is simulated lives in {@code federation}, what must
 * hold in it in {@code check}, the benchmarks in {@code bench}. Start at {@link orca.simulator.Main}.
 */
package orca.simulator;
