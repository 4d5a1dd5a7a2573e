package orca.servicemanager;

import orca.core.contract.ReservationId;
import orca.core.contract.Subject;

/** One peer of a reservation, to be told that its view was seen: the present demand does that, with the view's stamp. */
sealed interface Ack extends Subject {
    record OfTicket(ReservationId id) implements Ack {}

    record OfLease(ReservationId id) implements Ack {}
}
