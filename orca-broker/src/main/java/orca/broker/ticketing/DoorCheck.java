package orca.broker.ticketing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.broker.ledger.Booking;
import orca.broker.ledger.HoldingImage;
import orca.broker.ledger.Ledger;
import orca.broker.ledger.TicketDraft;
import orca.core.contract.Refusal;
import orca.core.contract.Refusal.Kind;
import orca.core.policy.ProvisioningView.Source;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;

/** What can be said of a demand without the policy: that it never will be granted, or that it asks for less than is held. */
final class DoorCheck {
    private final Ledger ledger;

    DoorCheck(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Why {@code demand} cannot be granted whatever the policy thinks; empty when it might be. */
    Optional<Refusal> objection(TicketDraft draft, Demand demand, Instant now) {
        Instant latestEnd = draft.ticket().isPresent() ? demand.term().end() : demand.lastStart().plus(demand.term().length());
        if (!latestEnd.isAfter(now)) {
            return no(Kind.LATE, "the term is over: " + demand.term() + ", and it is " + now);
        }
        return draft.ticket().isPresent()
                ? changeObjection(draft, draft.ticket().get(), demand)
                : sourceObjection(demand);
    }

    private Optional<Refusal> sourceObjection(Demand demand) {
        List<Source> ofType = ledger.sources().stream()
                .filter(s -> s.delegation().type().name().equals(demand.type())).toList();
        if (ofType.isEmpty()) {
            return no(Kind.UNKNOWN, "no delegation of type '" + demand.type() + "' is held here");
        }
        List<Source> there = ofType.stream()
                .filter(s -> s.suits(demand)).toList();
        if (there.isEmpty()) {
            return no(Kind.UNKNOWN, "no delegation of type '" + demand.type() + "' from site " + demand.site().get()
                    + " is held here");
        }
        if (there.stream().noneMatch(s -> s.delegation().type().measures(demand.sliver()))) {
            return no(Kind.NEVER, "demand.sliver: must have the dimensions of type '" + demand.type() + "', "
                    + there.get(0).delegation().type().dimensions().size() + " of them, got " + demand.sliver());
        }
        if (there.stream().noneMatch(s -> small(s, demand))) {
            return no(Kind.NEVER, "demand.sliver: larger than any unit may be, at most " + there.get(0).delegation().largest()
                    + ", got " + demand.sliver());
        }
        return Optional.empty();
    }

    private static boolean small(Source source, Demand demand) {
        return source.delegation().type().measures(demand.sliver()) && demand.sliver().fitsIn(source.delegation().largest());
    }

    private Optional<Refusal> changeObjection(TicketDraft draft, Ticket ticket, Demand demand) {
        HoldingImage holding = ledger.holding(draft.holding().orElseThrow()).orElseThrow().image();
        if (!demand.type().equals(ticket.type()) || demand.sliver().size() != ticket.sliver().size()) {
            return no(Kind.NEVER, "demand.type: a ticket keeps its type '" + ticket.type() + "' and its dimensions, got '"
                    + demand.type() + "' with " + demand.sliver());
        }
        if (demand.site().isPresent() && !demand.site().get().equals(holding.site())) {
            return no(Kind.NEVER, "demand.site: a ticket keeps its site " + holding.site());
        }
        if (!demand.term().start().equals(ticket.term().start())) {
            return no(Kind.NEVER, "demand.term.start: a ticket keeps its start " + ticket.term().start() + ", got "
                    + demand.term().start());
        }
        if (draft.bookings().size() >= Booking.MOST) {
            return no(Kind.NOT_NOW, "too many changes that the site has not confirmed yet");
        }
        if (less(ticket, demand)) {
            return Optional.empty();
        }
        if (!holding.sells()) {
            return no(Kind.NEVER, "the site takes back the delegation " + holding.key().id()
                    + "; nothing on it can grow or be extended");
        }
        if (!demand.sliver().fitsIn(holding.delegation().largest())) {
            return no(Kind.NEVER, "demand.sliver: larger than a unit may be, at most " + holding.delegation().largest() + ", got "
                    + demand.sliver());
        }
        return Optional.empty();
    }

    /**
     * Whether {@code demand} asks for no quantity and no time that {@code ticket} does not have already, so that nobody needs to
     * be asked. A broker gives away nothing else: other properties are for the site to grant.
     */
    static boolean less(Ticket ticket, Demand demand) {
        return demand.type().equals(ticket.type())
                && demand.units() <= ticket.units()
                && demand.sliver().size() == ticket.sliver().size()
                && demand.sliver().fitsIn(ticket.sliver())
                && demand.term().start().equals(ticket.term().start())
                && !demand.term().end().isAfter(ticket.term().end())
                && demand.assurance() == ticket.assurance();
    }

    /** Whether {@code demand} is what {@code ticket} says. */
    static boolean same(Ticket ticket, Demand demand) {
        return less(ticket, demand) && demand.units() == ticket.units() && demand.sliver().equals(ticket.sliver())
                && demand.term().equals(ticket.term()) && demand.minUnits() == ticket.minUnits()
                && demand.properties().equals(ticket.properties());
    }

    private static Optional<Refusal> no(Kind kind, String reason) {
        return Optional.of(Refusal.of(kind, reason));
    }
}
