/**
 * The guest's view: one reservation from the wish to the end, and each of its units in service. What peers hold of it is in
 * {@code orca.core.ticket} and {@code orca.core.lease}. Start at {@link orca.core.reservation.ReservationTable}.
 */
package orca.core.reservation;
