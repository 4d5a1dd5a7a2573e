package orca.simulator.federation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.actor.Outgoing;
import orca.core.contract.Answer;
import orca.core.contract.ContractKey;
import orca.core.contract.Notice;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.Stamp;
import orca.core.lease.Lease;
import orca.core.lease.LeaseState;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.ticket.TicketState;
import orca.core.time.Term;

/**
 * A broker and site of its own on whose word nothing can be built: it grants, takes back, answers what nobody asked and says the
 * opposite a moment later. Guests who fell for it may lose what they had of it, and nothing else. Once the faults have stopped
 * it says no more than that all is over.
 */
final class Liar implements Peer {

    private final Principal self;
    private final Federation federation;
    private final Dice dice;
    private final Map<ContractKey, Victim> victims = new LinkedHashMap<>();
    private long units;
    private boolean over;

    Liar(Federation federation, Principal self, Dice dice) {
        this.self = self;
        this.federation = federation;
        this.dice = dice;
    }

    /** What one guest wants, and what it was told. */
    private static final class Victim {
        private final ContractKey key;
        private Message.TicketDemand asked;
        private Optional<Message.LeaseDemand> redeemed = Optional.empty();
        private Stamp ticketSaid = Stamp.NONE;
        private Stamp leaseSaid = Stamp.NONE;
        private Optional<TicketChain> chain = Optional.empty();
        private Optional<Lease> lease = Optional.empty();

        Victim(ContractKey key, Message.TicketDemand asked) {
            this.key = key;
            this.asked = asked;
        }
    }

    @Override
    public Principal self() {
        return self;
    }

    void start() {
        federation.timeline().after(Duration.ofSeconds(8), this::act);
    }

    /** From now on all is over, whatever is asked. */
    void stop() {
        over = true;
        confess();
    }

    private void confess() {
        for (Victim victim : victims.values()) {
            victim.redeemed.ifPresent(said -> lease(victim, LeaseState.CLOSED, new Answer.Ended("it never was"), true));
            ticket(victim, TicketState.CLOSED, new Answer.Ended("it never was"), Optional.empty(), true);
        }
        boolean wanted = victims.keySet().stream().anyMatch(key -> federation.guests().stream()
                .filter(guest -> guest.self().equals(key.holder()))
                .anyMatch(guest -> !guest.isUp() || Actors.guest(guest).reservations().stream()
                        .anyMatch(r -> r.id().equals(key.id()) && !r.state().isEnd())));
        if (wanted) {
            federation.timeline().after(Duration.ofSeconds(10), this::confess);
        }
    }

    private void act() {
        if (over) {
            return;
        }
        if (!victims.isEmpty()) {
            Victim victim = dice.pick(List.copyOf(victims.values()));
            if (victim.redeemed.isPresent() && dice.chance(500)) {
                anyLease(victim);
            } else {
                anyTicket(victim);
            }
        }
        federation.timeline().after(dice.span(Duration.ofMillis(200), Duration.ofSeconds(5)), this::act);
    }

    @Override
    public void receive(Principal from, Message message) {
        switch (message) {
            case Message.TicketDemand demand -> ticketDemanded(new ContractKey(from, demand.id()), demand);
            case Message.LeaseDemand demand -> leaseDemanded(new ContractKey(from, demand.id()), demand);
            case Message.TicketView strange -> { }
            case Message.LeaseView strange -> { }
            case Message.DelegationOffer strange -> { }
            case Message.DelegationView strange -> { }
            case Message.TicketStanding strange -> { }
            case Message.StandingView strange -> { }
        }
    }

    private void ticketDemanded(ContractKey key, Message.TicketDemand demand) {
        Victim victim = victims.computeIfAbsent(key, k -> new Victim(k, demand));
        victim.asked = demand;
        if (over || !demand.open()) {
            ticket(victim, TicketState.CLOSED, new Answer.Ended("as you like"), Optional.empty(), false);
        } else if (dice.chance(600)) {
            honest(victim);
        } else if (dice.chance(600)) {
            anyTicket(victim);
        }
    }

    private void honest(Victim victim) {
        boolean same = victim.chain.filter(c -> c.ticket().term().equals(victim.asked.demand().term())
                && c.ticket().units() == victim.asked.demand().units()
                && c.ticket().sliver().equals(victim.asked.demand().sliver())).isPresent();
        if (!same) {
            victim.chain = Optional.of(chain(victim, victim.asked.demand().units()));
        }
        long granted = victim.chain.get().ticket().units();
        ticket(victim, TicketState.TICKETED, new Answer.Granted(granted, granted, ""), victim.chain, false);
    }

    private TicketChain chain(Victim victim, long number) {
        var demand = victim.asked.demand();
        ResourceType type = demand.type().equals(Scenery.VM.name()) ? Scenery.VM
                : new ResourceType(demand.type(), Scenery.LICENCE.dimensions(), Scenery.LICENCE.turnaround());
        boolean machines = demand.sliver().size() == Scenery.VM.dimensions().size();
        ResourceType used = machines && type != Scenery.VM
                ? new ResourceType(demand.type(), Scenery.VM.dimensions(), Scenery.VM.turnaround()) : type;
        Delegation root = new Delegation(new DelegationId("castle-in-the-air"), 1, self, self, used,
                machines ? Amounts.of(10_000, 100_000_000, 100_000_000) : Amounts.of(10_000),
                machines ? Amounts.of(10_000, 10_000) : Amounts.EMPTY, new Term(Federation.BEGINNING, Term.LATEST), 100,
                PropertyList.NONE);
        long revision = victim.chain.map(c -> c.ticket().revision()).orElse(0L) + 1;
        return new TicketChain(DelegationChain.of(root), new Ticket(victim.key.id(), revision, self, victim.key.holder(),
                root.id(), demand.type(), number, Math.min(number, demand.minUnits()), demand.sliver(), demand.assurance(),
                demand.term(), demand.properties()));
    }

    private void anyTicket(Victim victim) {
        Optional<TicketChain> chain = dice.chance(200) ? Optional.empty()
                : dice.chance(200) ? Optional.of(chain(victim, 1 + dice.index(9))) : victim.chain;
        ticket(victim, dice.pick(List.of(TicketState.values())), answer(victim.asked.demand().units()), chain, dice.chance(200));
    }

    private Answer answer(long number) {
        return switch (dice.index(8)) {
            case 0 -> new Answer.Pending("the weather", Optional.empty());
            case 1, 2, 3 -> new Answer.Granted(number, dice.between(1, number), "");
            case 4, 5, 6 -> new Answer.Refused(Refusal.of(dice.pick(List.of(Refusal.Kind.values())), "for no reason"));
            default -> new Answer.Ended("for no reason");
        };
    }

    private void ticket(Victim victim, TicketState state, Answer answer, Optional<TicketChain> chain, boolean urgent) {
        victim.ticketSaid = above(victim.ticketSaid, victim.asked.seen());
        Stamp answers = over || dice.chance(850) ? victim.asked.stamp() : victim.asked.stamp().next(1);
        federation.say(self, new Outgoing(victim.key.holder(), new Message.TicketView(victim.key.id(), victim.ticketSaid,
                answers, state, answer, chain, notices(urgent), urgent)));
    }

    private void leaseDemanded(ContractKey key, Message.LeaseDemand demand) {
        Victim victim = victims.get(key);
        if (victim == null) {
            return;
        }
        victim.redeemed = Optional.of(demand);
        if (over || !demand.open()) {
            lease(victim, LeaseState.CLOSED, new Answer.Ended("as you like"), false);
            return;
        }
        Ticket ticket = demand.chain().orElseThrow().ticket();
        if (victim.lease.filter(l -> l.ticketRevision() == ticket.revision()).isEmpty()) {
            victim.lease = Optional.of(lease(victim, ticket));
        }
        if (dice.chance(600)) {
            lease(victim, LeaseState.ACTIVE, new Answer.Granted(ticket.units(), ticket.units(), ""), false);
        } else if (dice.chance(600)) {
            anyLease(victim);
        }
    }

    private Lease lease(Victim victim, Ticket ticket) {
        List<LeasedUnit> all = new ArrayList<>();
        victim.lease.ifPresent(before -> before.units().stream().limit(ticket.units()).forEach(all::add));
        while (all.size() < ticket.units()) {
            all.add(new LeasedUnit(new UnitId("liar-u" + ++units), "nowhere", ticket.sliver(), UnitState.READY,
                    PropertyList.NONE));
        }
        return new Lease(victim.key.id(), ticket.revision(), self, victim.key.holder(), ticket.type(), ticket.assurance(),
                ticket.term(), all);
    }

    private void anyLease(Victim victim) {
        lease(victim, dice.pick(List.of(LeaseState.values())), answer(victim.asked.demand().units()), dice.chance(200));
    }

    private void lease(Victim victim, LeaseState state, Answer answer, boolean urgent) {
        Message.LeaseDemand said = victim.redeemed.orElseThrow();
        victim.leaseSaid = above(victim.leaseSaid, said.seen());
        Stamp answers = over || dice.chance(850) ? said.stamp() : said.stamp().next(1);
        federation.say(self, new Outgoing(victim.key.holder(), new Message.LeaseView(victim.key.id(), victim.leaseSaid, answers,
                state, answer, over || dice.chance(150) ? Optional.empty() : victim.lease, notices(urgent), urgent)));
    }

    private List<Notice> notices(boolean urgent) {
        return urgent ? List.of(new Notice(1, federation.timeline().now(), "listen to me")) : List.of();
    }

    private static Stamp above(Stamp said, Stamp seen) {
        return said.isAfter(seen) ? said.next(said.epoch()) : seen.next(Math.max(1, seen.epoch()));
    }
}
