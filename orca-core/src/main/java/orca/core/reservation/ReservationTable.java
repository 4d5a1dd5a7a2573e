package orca.core.reservation;

import static orca.core.reservation.ReservationState.*;
import static orca.core.reservation.ReservationTrigger.*;

import orca.core.table.Table;

/** Every legal move of a reservation at its service manager, on one screen. */
public final class ReservationTable {
    public static final Table<ReservationState, ReservationTrigger> TABLE =
            Table.named("reservation", ReservationState.class, ReservationTrigger.class)
            .row(NASCENT, DEMAND, TICKETING)
            .row(NASCENT, CLOSE, CLOSED)
            .row(NASCENT, REFUSED, FAILED) // a predecessor or a group failed first

            .row(TICKETING, TICKET, TICKETED)
            .row(TICKETING, REFUSED, FAILED)
            .row(TICKETING, EXTEND, TICKETING) // the demand changed while it waits
            .row(TICKETING, CLOSE, CLOSING)
            .row(TICKETING, EXPIRE, CLOSING)
            .row(TICKETING, LOST, FAILED)

            .row(TICKETED, REDEEM, REDEEMING)
            .row(TICKETED, CLOSE, CLOSING)
            .row(TICKETED, EXPIRE, CLOSING)
            .row(TICKETED, LOST, CLOSING)

            .row(REDEEMING, LEASE, JOINING)
            .row(REDEEMING, REFUSED, CLOSING) // the ticket goes back to the broker
            .row(REDEEMING, CLOSE, CLOSING)
            .row(REDEEMING, EXPIRE, CLOSING)
            .row(REDEEMING, LOST, CLOSING)

            .row(JOINING, JOINED, ACTIVE)
            .row(JOINING, FALLEN, LEAVING)
            .row(JOINING, CLOSE, LEAVING)
            .row(JOINING, EXPIRE, LEAVING)
            .row(JOINING, LOST, LEAVING)

            .row(ACTIVE, EXTEND, EXTENDING_TICKET)
            .row(ACTIVE, GIVE_BACK, RETURNING) // what the site could not set up is the broker's to sell again
            .row(ACTIVE, CLOSE, LEAVING)
            .row(ACTIVE, EXPIRE, LEAVING)
            .row(ACTIVE, LOST, LEAVING)
            .ignore(ACTIVE, TICKET)
            .ignore(ACTIVE, LEASE)
            .ignore(ACTIVE, REFUSED)

            .row(EXTENDING_TICKET, TICKET, EXTENDING_LEASE)
            .row(EXTENDING_TICKET, REFUSED, ACTIVE) // the current term is kept
            .row(EXTENDING_TICKET, CLOSE, LEAVING)
            .row(EXTENDING_TICKET, EXPIRE, LEAVING)
            .row(EXTENDING_TICKET, LOST, LEAVING)

            .row(EXTENDING_LEASE, LEASE, JOINING) // new units join, changed ones are told
            .row(EXTENDING_LEASE, REFUSED, RETURNING)
            .row(EXTENDING_LEASE, CLOSE, LEAVING)
            .row(EXTENDING_LEASE, EXPIRE, LEAVING)
            .row(EXTENDING_LEASE, LOST, LEAVING)

            .row(RETURNING, TICKET, ACTIVE)
            .row(RETURNING, REFUSED, ACTIVE)
            .row(RETURNING, CLOSE, LEAVING)
            .row(RETURNING, EXPIRE, LEAVING)
            .row(RETURNING, LOST, LEAVING)

            .row(LEAVING, LEFT, CLOSING)
            .ignore(LEAVING, CLOSE)
            .ignore(LEAVING, EXPIRE)
            .ignore(LEAVING, LOST)
            .ignore(LEAVING, TICKET)
            .ignore(LEAVING, LEASE)
            .ignore(LEAVING, REFUSED)

            .row(CLOSING, SETTLED, CLOSED)
            .row(CLOSING, SETTLED_BADLY, FAILED)
            .ignore(CLOSING, CLOSE)
            .ignore(CLOSING, EXPIRE)
            .ignore(CLOSING, LOST)
            .ignore(CLOSING, TICKET)
            .ignore(CLOSING, LEASE)
            .ignore(CLOSING, REFUSED)

            .ignore(CLOSED, CLOSE)
            .ignore(CLOSED, EXPIRE)
            .ignore(CLOSED, LOST)
            .ignore(CLOSED, TICKET)
            .ignore(CLOSED, LEASE)
            .ignore(CLOSED, REFUSED)
            .row(CLOSED, FORGET, NASCENT)

            .ignore(FAILED, CLOSE)
            .ignore(FAILED, EXPIRE)
            .ignore(FAILED, LOST)
            .ignore(FAILED, TICKET)
            .ignore(FAILED, LEASE)
            .ignore(FAILED, REFUSED)
            .row(FAILED, FORGET, NASCENT)
            .table();

    private ReservationTable() {}
}
