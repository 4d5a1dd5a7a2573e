package orca.servicemanager;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.actor.Outgoing;
import orca.core.contract.Principal;
import orca.core.contract.Stamp;
import orca.core.contract.Subject;
import orca.core.protocol.Message;
import orca.core.resource.PropertyList;
import orca.core.ticket.Demand;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.Ticket;

/**
 * The unknown contract: a peer speaks of a reservation that the guest does not have, because it is long over or because the
 * guest was restored from before it. Whatever the peer still holds is given up. Nothing is remembered of it: the answer
 * follows from the view alone, and a repeated view gets the same answer.
 */
record Stranger(Outgoing answer) implements Subject {
    Stranger {
        Objects.requireNonNull(answer, "answer");
    }

    /**
     * What to say to a broker; empty when there is nothing to give up, or no ticket to speak of.
     *
     * @param self signs that it gives the ticket up, if it is its own, and no other's
     */
    static Optional<Stranger> answer(Principal from, Message.TicketView view, long epoch, Principal self) {
        boolean holds = switch (view.state()) {
            case REQUESTED, APPROVAL, TICKETED, RENEWING, RENEWAL_APPROVAL -> true;
            case UNKNOWN, RELEASING, REFUSED, CLOSED -> view.urgent();
        };
        if (!holds) {
            return Optional.empty();
        }
        return view.chain().map(chain -> {
            Ticket ticket = chain.ticket();
            Demand demand = new Demand(ticket.type(), ticket.units(), ticket.minUnits(), ticket.sliver(), ticket.term(),
                    ticket.term().start(), Optional.empty(), ticket.assurance(), Optional.empty(), PropertyList.NONE);
            boolean mine = ticket.holder().equals(self) && ticket.issuer().equals(from) && ticket.reservation().equals(view.id());
            Optional<Relinquishment> own = mine ? Relinquishment.with(false, demand, ticket) : Optional.empty();
            return new Stranger(new Outgoing(from,
                    new Message.TicketDemand(view.id(), above(view.answers(), epoch), false, demand, view.stamp(), own)));
        });
    }

    /** What to say to an authority; empty when there is nothing to give up. */
    static Optional<Stranger> answer(Principal from, Message.LeaseView view, long epoch) {
        boolean holds = switch (view.state()) {
            case REQUESTED, PRIMING, ACTIVE, EXTENDING, MODIFYING -> true;
            case UNKNOWN, CLOSING, FAILED, REFUSED, CLOSED -> view.urgent();
        };
        if (!holds) {
            return Optional.empty();
        }
        return Optional.of(new Stranger(new Outgoing(from, new Message.LeaseDemand(view.id(), above(view.answers(), epoch), false,
                Optional.empty(), PropertyList.NONE, List.of(), view.stamp()))));
    }

    private static Stamp above(Stamp known, long epoch) {
        return known.next(Math.max(epoch, known.epoch()));
    }
}
