package orca.simulator.check;

import java.util.List;
import java.util.Optional;
import orca.core.lease.LeaseState;
import orca.core.protocol.Message;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.TicketChain;

/** What is said, without the seals that prove it: the same for who says it and for who hears it. */
final class Bare {
    private Bare() {}

    static DelegationChain of(DelegationChain chain) {
        return new DelegationChain(chain.links(), List.of());
    }

    static TicketChain of(TicketChain chain) {
        return new TicketChain(of(chain.rights()), chain.ticket());
    }

    static Relinquishment of(Relinquishment paper) {
        return new Relinquishment(paper.reservation(), paper.revision(), paper.issuer(), paper.holder(), paper.delegation(),
                paper.start(), paper.kept(), Optional.empty());
    }

    /** A lease leaves only while it is in force, and what a holder gave up only when it has signed that. */
    static Message of(Message message) {
        return switch (message) {
            case Message.TicketDemand m -> new Message.TicketDemand(m.id(), m.stamp(), m.open(), m.demand(), m.seen(),
                    m.relinquishment().map(Bare::of), m.claim().map(Bare::of), m.held().map(Bare::of));
            case Message.TicketView m -> new Message.TicketView(m.id(), m.stamp(), m.answers(), m.state(), m.answer(),
                    m.chain().map(Bare::of), m.notices(), m.urgent());
            case Message.LeaseDemand m -> new Message.LeaseDemand(m.id(), m.stamp(), m.open(), m.chain().map(Bare::of),
                    m.properties(), m.victims(), m.seen());
            case Message.LeaseView m -> new Message.LeaseView(m.id(), m.stamp(), m.answers(), m.state(), m.answer(),
                    m.lease().filter(lease -> inForce(m.state())), Optional.empty(), m.notices(), m.urgent());
            case Message.DelegationOffer m -> new Message.DelegationOffer(of(m.chain()), m.stamp(), m.open(), m.reason());
            case Message.DelegationView m -> m;
            case Message.TicketStanding m -> new Message.TicketStanding(m.key(), of(m.rights()), m.stamp(),
                    m.holds().map(Bare::of), m.revoked(), m.reason());
            case Message.StandingView m -> m;
        };
    }

    private static boolean inForce(LeaseState state) {
        return state == LeaseState.ACTIVE || state == LeaseState.EXTENDING || state == LeaseState.MODIFYING;
    }
}
