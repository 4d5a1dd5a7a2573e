/**
 * Looks through a broker's calendars for those who only want to know what they could have. It is given what the broker holds as
 * it stood at one instant, decides nothing and books nothing, so it may run beside the broker. Start at
 * {@link orca.broker.slots.SlotSearch}.
 */
package orca.broker.slots;
