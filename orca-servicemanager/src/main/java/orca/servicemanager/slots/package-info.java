/**
 * Makes the best few offers of what many brokers say they have free, also such that take a part from each of several. Who asks
 * brokers, and how long he waits for them, is not known here. Start at {@link orca.servicemanager.slots.SlotOffers}.
 */
package orca.servicemanager.slots;
