package orca.simulator.check;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import orca.authority.state.Bound;
import orca.authority.state.LeaseFile;
import orca.authority.state.LeaseImage;
import orca.authority.state.UnitImage;
import orca.broker.ledger.GrantImage;
import orca.broker.ledger.TicketImage;
import orca.core.actor.Outgoing;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.lease.LeaseState;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.ticket.Delegation;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.simulator.federation.Actors;
import orca.simulator.federation.Scene;
import orca.simulator.federation.Watched;
import orca.simulator.federation.Substrate;

/**
 * What was promised, by everything that was ever said aloud: tickets fit their delegation at every instant, leases bind
 * tickets that exist, and a broker that comes back stands by what it said (invariants 1 and 3).
 */
final class Promises {
    /** The newest ticket that each broker ever said aloud for a contract. */
    private final Map<Principal, Map<ContractKey, Ticket>> said = new LinkedHashMap<>();
    /** Every ticket ever said, by broker, contract and revision. */
    private final Map<String, Set<Ticket>> everSaid = new LinkedHashMap<>();

    void sending(Watched node, Outgoing outgoing) {
        if (outgoing.message() instanceof Message.TicketView over && over.chain().isEmpty()) {
            said.getOrDefault(node.self(), new LinkedHashMap<>()).remove(new ContractKey(outgoing.to(), over.id()));
        }
        if (outgoing.message() instanceof Message.TicketStanding standing) {
            standing.holds().ifPresent(chain -> remember(node, standing.key(), chain.ticket()));
        }
        if (outgoing.message() instanceof Message.TicketView view && view.chain().isPresent()) {
            Ticket ticket = view.chain().get().ticket();
            ContractKey key = new ContractKey(outgoing.to(), view.id());
            remember(node, key, ticket);
            Ticket other = said.getOrDefault(node.self(), Map.of()).get(key);
            if (other != null && other.revision() == ticket.revision() && !other.equals(ticket)) {
                throw new Broken(node + " gave two tickets one revision: " + other + " and " + ticket);
            }
            said.computeIfAbsent(node.self(), self -> new LinkedHashMap<>())
                    .merge(key, ticket, (a, b) -> b.revision() > a.revision() ? b : a);
        }
    }

    private void remember(Watched node, ContractKey key, Ticket ticket) {
        everSaid.computeIfAbsent(name(node.self(), key, ticket.revision()), n -> new LinkedHashSet<>()).add(ticket);
    }

    /** What an authority calls freed is gone: no unit of a closed lease is left. */
    void freed(Watched node, Message.StandingView view, Substrate substrate) {
        boolean over = Actors.authority(node).leases().stream().map(LeaseFile::image)
                .noneMatch(lease -> lease.key().equals(view.key()) && !lease.over());
        for (UnitImage unit : Actors.authority(node).units()) {
            if (over && unit.lease().equals(view.key()) && substrate.unit(unit.id()).isPresent()) {
                throw new Broken(node + " says that " + view.key() + " is freed, and unit " + unit.id() + " is there");
            }
        }
    }

    private static String name(Principal broker, ContractKey key, long revision) {
        return broker + " " + key + " " + revision;
    }

    /** What a broker said and has forgotten, it cannot stand by; see {@link Forgotten}. */
    void restored(Watched node) {
        said.remove(node.self());
    }

    /** Tickets in force and parts that were given never exceed the delegation that they are drawn from, turnaround included. */
    void broker(Watched node) {
        Map<ContractKey, Ticket> mine = said.getOrDefault(node.self(), Map.of());
        if (!mine.isEmpty()) {
            Actors.broker(node).tickets().stream().filter(image -> !image.live()).forEach(image -> mine.remove(image.key()));
        }
        Actors.broker(node).holdings().forEach(holding -> {
            Delegation delegation = holding.image().delegation();
            List<Load> drawn = new ArrayList<>();
            for (TicketImage image : Actors.broker(node).tickets()) {
                if (image.live() && image.holding().equals(Optional.of(holding.image().key()))) {
                    drawn.add(Load.of(delegation, image.ticket().orElseThrow()));
                }
            }
            for (GrantImage grant : Actors.broker(node).grants()) {
                if (grant.open() && grant.holding().equals(holding.image().key())) {
                    drawn.add(Load.of(grant.newest().last()));
                }
            }
            fits(node + " promises on " + delegation.id(), delegation, drawn, node.clock());
        });
    }

    /** What something weighs, and when. */
    private record Load(Amounts amounts, Term term, String what) {
        static Load of(Delegation on, Ticket ticket) {
            return new Load(ticket.load(), on.type().turnaround().occupied(ticket.term()), ticket.toString());
        }

        static Load of(Delegation part) {
            return new Load(part.promisable(), part.type().turnaround().occupied(part.term()), part.toString());
        }
    }

    /** Leases bind tickets that their brokers said, and no more than those say; nor than any delegation that these stand on. */
    void authority(Watched node) {
        Map<Delegation, List<Load>> byDelegation = new LinkedHashMap<>();
        for (LeaseFile file : Actors.authority(node).leases()) {
            LeaseImage lease = file.image();
            if (lease.state() == LeaseState.PRIMING || lease.state() == LeaseState.ACTIVE || lease.state() == LeaseState.EXTENDING
                    || lease.state() == LeaseState.MODIFYING) {
                Bound bound = lease.binding();
                Set<Ticket> known = everSaid.getOrDefault(name(lease.ticket().issuer(), lease.key(), bound.revision()), Set.of());
                Ticket ticket = known.stream().filter(t -> t.term().equals(bound.term()) && t.sliver().equals(bound.sliver())
                        && t.units() == bound.units()).findFirst().orElseThrow(() -> new Broken(
                                node + " binds what its broker never said: " + bound + "; said was " + known));
                long serving = Actors.authority(node).units().stream()
                        .filter(unit -> unit.lease().equals(lease.key()) && unit.serves()).count();
                if (serving > Math.max(bound.units(), lease.ticket().units())) {
                    throw new Broken(node + ": lease " + lease.key() + " has " + serving + " units on " + ticket);
                }
                TicketChain chain = lease.newest().orElseThrow();
                Actors.authority(node).delegations().stream()
                        .filter(image -> image.current().id().equals(chain.root().id()))
                        .filter(image -> image.renewal().isEmpty()) // while it is offered anew either may hold
                        // One that is over may have ended while it was offered anew: the revision that the ticket cites held.
                        .map(image -> image.state().isEnd() ? chain.root() : image.current())
                        .forEach(root -> byDelegation.computeIfAbsent(root, d -> new ArrayList<>()).add(Load.of(root, ticket)));
                // Further down the site knows of each revision only that tickets on it may not be more than it.
                chain.links().stream().skip(1).forEach(link -> byDelegation.computeIfAbsent(link, d -> new ArrayList<>())
                        .add(Load.of(link, ticket)));
            }
        }
        byDelegation.forEach((delegation, tickets) -> fits(
                node + " leases on " + delegation.id(), delegation, tickets, node.clock()));
    }

    /** What a broker said before it died, it still knows: the same revision or a later one, or that it is over. */
    void restarted(Watched node, Scene federation) {
        if (!federation.brokers().contains(node)) {
            return;
        }
        Map<ContractKey, TicketImage> now = new LinkedHashMap<>();
        Actors.broker(node).tickets().forEach(image -> now.put(image.key(), image));
        said.getOrDefault(node.self(), Map.of()).forEach((key, ticket) -> {
            Optional<TicketImage> image = Optional.ofNullable(now.get(key));
            boolean over =
                    image.map(i -> !i.live()).orElseGet(() -> node.clock().isAfter(ticket.term().end()));
            boolean kept = image.isPresent() && image.get().ticket().filter(t -> t.revision() >= ticket.revision()).isPresent();
            if (!over && !kept) {
                throw new Broken(node + " came back and does not know what it said: " + ticket);
            }
        });
    }

    /** From {@code now} on: what is past is nobody's any more, though a ticket that is granted late may begin there. */
    private static void fits(String what, Delegation delegation, List<Load> loads, Instant now) {
        Set<Instant> starts = new TreeSet<>();
        for (Load load : loads) {
            starts.add(load.term().start().isBefore(now) ? now : load.term().start());
        }
        for (Instant at : starts) {
            Amounts sum = Amounts.zero(delegation.promisable().size());
            for (Load load : loads) {
                sum = load.term().contains(at) ? sum.plus(load.amounts()) : sum;
            }
            if (!sum.fitsIn(delegation.promisable())) {
                throw new Broken(what + " " + sum + " at " + at + ", more than " + delegation.promisable() + ": " + loads);
            }
        }
    }
}
