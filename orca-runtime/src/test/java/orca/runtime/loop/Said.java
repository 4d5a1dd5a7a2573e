package orca.runtime.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Answer;
import orca.core.contract.Assurance;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.lease.LeaseState;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.ticket.Demand;
import orca.core.ticket.TicketState;
import orca.core.time.Term;

/** Messages for tests, by a word each. */
public final class Said {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private Said() {}

    private static Demand demand(int units, PropertyList properties) {
        return new Demand(new TypeName("vm"), units, units, Amounts.of(1), Term.of(NOON, Duration.ofHours(1)), NOON,
                Optional.empty(), Assurance.RESERVED, Optional.empty(), properties);
    }

    /** The first demand for a ticket. */
    public static Message asks(String id) {
        return asks(id, 0);
    }

    /** The same, with so many characters in a property. */
    public static Message asks(String id, int size) {
        return new Message.TicketDemand(new ReservationId(id), new Stamp(1, 1), true,
                demand(1, size == 0 ? PropertyList.NONE : PropertyList.of("p", "x".repeat(size))), Stamp.NONE);
    }

    /** An extension. */
    public static Message extend(String id, long revision) {
        return new Message.TicketDemand(new ReservationId(id), new Stamp(1, revision), true, demand((int) revision,
                PropertyList.NONE), new Stamp(1, 1));
    }

    public static Message close(String id) {
        return new Message.TicketDemand(new ReservationId(id), new Stamp(1, 9), false, demand(1, PropertyList.NONE), Stamp.NONE);
    }

    /** A demand for a lease that is to be closed. */
    public static Message endLease(String id) {
        return new Message.LeaseDemand(new ReservationId(id), new Stamp(1, 2), false, Optional.empty(), PropertyList.NONE,
                List.of(), Stamp.NONE);
    }

    public static Message view(String id, long revision) {
        return new Message.TicketView(new ReservationId(id), new Stamp(1, revision), new Stamp(1, 1), TicketState.REQUESTED,
                new Answer.Pending("somebody", Optional.empty()), Optional.empty(), List.of(), false);
    }

    /** What a door says in the actor's place. */
    public static Message refused(String id) {
        return new Message.TicketView(new ReservationId(id), Stamp.NONE, new Stamp(1, 2), TicketState.REFUSED,
                new Answer.Pending("somebody", Optional.empty()), Optional.empty(), List.of(), false);
    }

    public static Message leaseView(String id, long revision) {
        return new Message.LeaseView(new ReservationId(id), new Stamp(1, revision), new Stamp(1, 1), LeaseState.ACTIVE,
                new Answer.Pending("somebody", Optional.empty()), Optional.empty(), List.of(), false);
    }
}
