/**
 * What a service manager writes down: the sealed family of its after-images, and the small values they are made of. No rule
 * about when one image follows another lives here. Start at {@link orca.servicemanager.record.GuestRecord}, then
 * {@link orca.servicemanager.record.ReservationImage}.
 */
package orca.servicemanager.record;
