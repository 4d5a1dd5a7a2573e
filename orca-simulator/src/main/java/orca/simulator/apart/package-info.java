/**
 * Containers in processes of their own, as their owners would run them: each with its key, its address book and its folder. For
 * the demo and the benchmarks; nothing here knows what they do. Start at {@link orca.simulator.apart.Settlement}.
 */
package orca.simulator.apart;
