/**
 * A federation of real processes under attack: they are killed, frozen, cut off from one another, left without disk and with
 * wrong clocks, while guests ask for leases; then it is looked from outside whether anything was lost. Virtual time, and
 * crashes between any two steps of one actor, are the business of the storms in {@code orca.simulator.federation}. Start with
 * {@link orca.simulator.siege.Siege}.
 */
package orca.simulator.siege;
