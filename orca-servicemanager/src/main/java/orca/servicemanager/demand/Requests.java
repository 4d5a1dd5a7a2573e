package orca.servicemanager.demand;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import orca.core.contract.Refusal;
import orca.core.contract.ReservationId;
import orca.core.protocol.Command;
import orca.core.ticket.Demand;
import orca.servicemanager.record.ReservationImage;

/** Whether a request may be carried out. What only the broker can know (types, sizes, quantities) is not asked here. */
public final class Requests {
    private Requests() {}

    /** What is there already. */
    public interface Present {
        /** The reservation of this name, whatever its state. */
        Optional<ReservationImage> reservation(ReservationId id);
    }

    /**
     * Why {@code request} must not be carried out; empty when it may.
     *
     * @param margin how long before a term's end the guest gives it up
     */
    public static Optional<Refusal> flaw(Command.Request request, Present present, Instant now, Duration margin) {
        if (request.holdUntil().isPresent() && !request.together()) {
            return no("request.holdUntil: is for requests that are made together");
        }
        if (request.holdUntil().filter(until -> !until.isAfter(now)).isPresent()) {
            return late("request.holdUntil: must be after now, got " + request.holdUntil().get());
        }
        Set<ReservationId> named = new LinkedHashSet<>();
        for (Command.Wish wish : request.wishes()) {
            Optional<ReservationId> id = wish.id();
            if (id.isPresent() && present.reservation(id.get()).isPresent()) {
                return Optional.of(Refusal.of(Refusal.Kind.CONFLICT, "wish.id: there is a reservation " + id.get() + " already"));
            }
            if (id.isPresent() && !named.add(id.get())) {
                return no("wish.id: " + id.get() + " twice in one request");
            }
            Optional<Refusal> flaw = flaw(wish, now, margin);
            if (flaw.isPresent()) {
                return flaw;
            }
        }
        return predecessorFlaw(request.wishes(), named, present);
    }

    private static Optional<Refusal> flaw(Command.Wish wish, Instant now, Duration margin) {
        Demand demand = wish.demand();
        if (demand.term().length().compareTo(margin) <= 0) {
            return no("demand.term: must be longer than the guest's margin of " + margin + ", got " + demand.term());
        }
        if (!lastEnd(demand).minus(margin).isAfter(now)) {
            return late("demand.term: is over, or nearly, at " + now + ", got " + demand.term());
        }
        if (wish.renewUntil().filter(until -> until.isBefore(demand.term().end())).isPresent()) {
            return no("wish.renewUntil: must not be before term.end, got " + wish.renewUntil().get() + " for " + demand.term());
        }
        return Optional.empty();
    }

    private static Optional<Refusal> predecessorFlaw(
            List<Command.Wish> wishes, Set<ReservationId> named, Present present) {
        for (Command.Wish wish : wishes) {
            for (ReservationId before : new Predecessors(wish)) {
                Optional<ReservationImage> known = present.reservation(before);
                if (known.isEmpty() && !named.contains(before)) {
                    return Optional.of(Refusal.of(Refusal.Kind.UNKNOWN, "predecessors: there is no reservation " + before));
                }
                if (known.filter(r -> r.goingOrGone()).isPresent()) {
                    return late("predecessors: " + before + " is " + known.get().state());
                }
            }
        }
        return Predecessors.cycle(wishes).flatMap(Requests::no);
    }

    /** The last instant that a ticket for {@code demand} can end at. */
    public static Instant lastEnd(Demand demand) {
        return demand.lastStart().plus(demand.term().length());
    }

    private static Optional<Refusal> no(String reason) {
        return Optional.of(Refusal.of(Refusal.Kind.NEVER, reason));
    }

    private static Optional<Refusal> late(String reason) {
        return Optional.of(Refusal.of(Refusal.Kind.LATE, reason));
    }
}
