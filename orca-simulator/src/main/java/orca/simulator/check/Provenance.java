package orca.simulator.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import orca.core.actor.Event;
import orca.core.actor.Outgoing;
import orca.core.contract.Principal;
import orca.core.lease.Lease;
import orca.core.protocol.Message;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.TicketChain;
import orca.simulator.federation.Bank;
import orca.simulator.federation.Watched;

/**
 * What an actor hears was said by whom it takes for the sender, to this actor and in these words; and whatever contract stands
 * in it was issued by whom it names (invariant 4). The book for that is kept by listening at the mouths of those who do not
 * forge, before anything is signed; it knows nothing of keys and seals.
 */
final class Provenance {
    private final Set<Principal> forgers;
    private final Map<Principal, Set<Outgoing>> said = new LinkedHashMap<>();
    private final Set<List<Delegation>> rights = new LinkedHashSet<>();
    private final Set<TicketChain> tickets = new LinkedHashSet<>();
    private final Set<Lease> leases = new LinkedHashSet<>();
    private final Set<Relinquishment> given = new LinkedHashSet<>();

    /** @param forgers those of whom everything is believed but their own contracts */
    Provenance(Set<Principal> forgers) {
        this.forgers = new LinkedHashSet<>(forgers);
    }

    /** The contracts in a message. */
    private record Contracts(List<DelegationChain> rights, List<TicketChain> tickets, Optional<Lease> lease,
            Optional<Relinquishment> given) {
        Contracts(List<DelegationChain> rights, List<TicketChain> tickets, Optional<Lease> lease) {
            this(rights, tickets, lease, Optional.empty());
        }

        static Contracts of(Message message) {
            return switch (message) {
                case Message.TicketDemand m -> {
                    List<TicketChain> shown = Stream.concat(m.claim().stream(), m.held().stream()).toList();
                    yield new Contracts(shown.stream().map(TicketChain::rights).toList(),
                            shown.stream().map(Bare::of).toList(), Optional.empty(), m.relinquishment().map(Bare::of));
                }
                case Message.TicketView m -> of(m.chain());
                case Message.LeaseDemand m -> of(m.chain());
                case Message.LeaseView m -> new Contracts(List.of(), List.of(), m.lease());
                case Message.DelegationOffer m -> new Contracts(List.of(Bare.of(m.chain())), List.of(), Optional.empty());
                case Message.DelegationView m -> new Contracts(List.of(), List.of(), Optional.empty());
                case Message.TicketStanding m -> {
                    List<DelegationChain> all = new ArrayList<>(List.of(m.rights()));
                    m.holds().map(TicketChain::rights).ifPresent(all::add);
                    yield new Contracts(all, m.holds().map(Bare::of).stream().toList(), Optional.empty(),
                            m.relinquishment().map(Bare::of));
                }
                case Message.StandingView m -> new Contracts(List.of(), List.of(), Optional.empty());
            };
        }

        private static Contracts of(Optional<TicketChain> chain) {
            return new Contracts(chain.stream().map(TicketChain::rights).toList(), chain.map(Bare::of).stream().toList(),
                    Optional.empty());
        }
    }

    /** Somebody who does not forge says something: what it issues is issued from now on. */
    void said(Principal from, Outgoing outgoing) {
        Message bare = Bare.of(outgoing.message());
        said.computeIfAbsent(from, f -> new LinkedHashSet<>()).add(new Outgoing(outgoing.to(), bare));
        Contracts contracts = Contracts.of(outgoing.message());
        for (DelegationChain chain : contracts.rights()) {
            for (int i = 0; i < chain.links().size(); i++) {
                if (chain.links().get(i).issuer().equals(from)) {
                    rights.add(List.copyOf(chain.links().subList(0, i + 1)));
                }
            }
        }
        contracts.tickets().stream().filter(chain -> chain.ticket().issuer().equals(from)).forEach(tickets::add);
        contracts.lease().filter(lease -> lease.issuer().equals(from)).ifPresent(leases::add);
        contracts.given().filter(paper -> paper.holder().equals(from)).ifPresent(given::add);
    }

    /** A message is about to reach an actor: it got past everything that should keep it out. */
    void offering(Watched node, Event event) {
        if (!(event instanceof Event.Arrived(Principal from, Message message))) {
            return;
        }
        Message bare = Bare.of(message);
        if (!forgers.contains(from) && !said.getOrDefault(from, Set.of()).contains(new Outgoing(node.self(), bare))) {
            throw new Broken(node + " hears from " + from + " what that never said to it: " + message);
        }
        Contracts contracts = Contracts.of(message);
        for (DelegationChain chain : contracts.rights()) {
            for (int i = 0; i < chain.links().size(); i++) {
                List<Delegation> links = List.copyOf(chain.links().subList(0, i + 1));
                if (!forgers.contains(links.get(i).issuer()) && !rights.contains(links)
                        && !isBudget(links)) {
                    throw new Broken(node + " takes from " + from + " a delegation that was never issued so: " + links.get(i));
                }
            }
        }
        for (TicketChain chain : contracts.tickets()) {
            if (!forgers.contains(chain.ticket().issuer()) && !tickets.contains(chain)) {
                throw new Broken(node + " takes from " + from + " a ticket that was never issued so: " + chain.ticket());
            }
        }
        contracts.lease().filter(lease -> !forgers.contains(lease.issuer()) && !leases.contains(lease)).ifPresent(lease -> {
            throw new Broken(node + " takes from " + from + " a lease that was never issued so: " + lease);
        });
        contracts.given().filter(paper -> !forgers.contains(paper.holder()) && !given.contains(paper)).ifPresent(paper -> {
            throw new Broken(node + " takes from " + from + " what its holder never gave up: " + paper);
        });
    }

    /** Budgets were there before anything was said. */
    private boolean isBudget(List<Delegation> links) {
        return links.equals(Bank.credits(links.get(0).holder()).links()) && rights.add(links);
    }
}
