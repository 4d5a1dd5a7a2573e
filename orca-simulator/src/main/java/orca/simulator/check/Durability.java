package orca.simulator.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.authority.state.StandingReply;
import orca.broker.ledger.HoldingKey;
import orca.core.actor.Actor;
import orca.core.actor.Duties;
import orca.core.actor.Outgoing;
import orca.core.contract.ContractKey;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.contract.Subject;
import orca.core.protocol.Message;
import orca.core.ticket.TicketState;
import orca.simulator.federation.Actors;
import orca.simulator.federation.Watched;

/**
 * No effect leaves before its record is durable (invariant 3): whatever a node says or starts, its replica, which knows only
 * what is durable, would say or start as well.
 */
final class Durability {
    void sending(Watched node, Outgoing outgoing) {
        Actor replica = node.replica();
        if (givesUpTheUnknown(node, outgoing.message()) || asksAboutTheUnknown(node, outgoing)) {
            return;
        }
        List<Outgoing> may = new ArrayList<>();
        for (Subject subject : about(node, outgoing)) {
            may.addAll(replica.view(subject));
            may.addAll(replica.reminder(subject));
            may.addAll(replica.duties(subject).messages());
        }
        if (!may.contains(outgoing)) {
            throw new Broken(node + " says what is not durable: " + outgoing + "; durable would be " + may);
        }
    }

    /** What a guest knows nothing of it gives up, from the peer's view alone; nothing of that has to be durable. */
    private static boolean givesUpTheUnknown(Watched node, Message message) {
        Optional<ReservationId> id = switch (message) {
            case Message.TicketDemand m when !m.open() -> Optional.of(m.id());
            case Message.LeaseDemand m when !m.open() -> Optional.of(m.id());
            case Message.TicketDemand m -> Optional.empty();
            case Message.LeaseDemand m -> Optional.empty();
            case Message.TicketView m -> Optional.empty();
            case Message.LeaseView m -> Optional.empty();
            case Message.DelegationOffer m -> Optional.empty();
            case Message.DelegationView m -> Optional.empty();
            case Message.TicketStanding m -> Optional.empty();
            case Message.StandingView m -> Optional.empty();
        };
        return id.filter(i -> !node.replica().subjects().contains(new ContractKey(node.self(), i))).isPresent();
    }

    /** What a broker has no ticket of it asks about, which promises nothing; nothing of that has to be durable. */
    private static boolean asksAboutTheUnknown(Watched node, Outgoing outgoing) {
        return outgoing.message() instanceof Message.TicketView view && view.state() == TicketState.UNKNOWN
                && view.answers().equals(Stamp.NONE) && view.chain().isEmpty() && Actors.maybeBroker(node.replica())
                        .filter(broker -> broker.chain(new ContractKey(outgoing.to(), view.id())).isEmpty()).isPresent();
    }

    void starting(Watched node, Duties.Run run) {
        Optional<Duties.Run> owed = node.replica().duties(run.call().unit()).run();
        if (!owed.equals(Optional.of(run))) {
            throw new Broken(node + " starts what is not durable: " + run + "; durable would be " + owed);
        }
    }

    /** The subjects that a message can be about, at its sender. */
    private static List<Subject> about(Watched node, Outgoing outgoing) {
        return switch (outgoing.message()) {
            case Message.TicketDemand m -> List.of(new ContractKey(node.self(), m.id()));
            case Message.LeaseDemand m -> List.of(new ContractKey(node.self(), m.id()));
            case Message.TicketView m -> List.of(new ContractKey(outgoing.to(), m.id()));
            case Message.LeaseView m -> List.of(new ContractKey(outgoing.to(), m.id()));
            case Message.DelegationOffer m -> List.of(m.delegation().id());
            case Message.DelegationView m -> List.of(new HoldingKey(outgoing.to(), m.id()));
            case Message.TicketStanding m -> List.of(m.key());
            case Message.StandingView m -> List.of(new StandingReply(outgoing.to(), m));
        };
    }
}
