/**
 * Stories about guests whose slices are ruled by controllers: the real service manager, brokers and authorities in virtual time,
 * without faults. Those with faults are the federation's. Start at {@link orca.simulator.guests.ControllerStoryTest}.
 */
package orca.simulator.guests;
