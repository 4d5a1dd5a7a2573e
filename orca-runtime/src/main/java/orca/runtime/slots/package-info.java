/**
 * Answers people who look for slots at the brokers of this container: how many at once, how often, and for how long. What is free
 * when is found in {@code orca.broker.slots}; who may ask is known at the doors. Start at {@link orca.runtime.slots.SlotDesk}.
 */
package orca.runtime.slots;
