package orca.simulator.federation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.authority.state.DelegationImage;
import orca.broker.ledger.TicketImage;
import orca.core.actor.Outgoing;
import orca.core.contract.Answer;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.lease.LeaseState;
import orca.core.protocol.Message;
import orca.core.resource.PropertyList;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationState;
import orca.core.ticket.TicketChain;
import orca.core.ticket.TicketState;
import orca.servicemanager.record.ReservationImage;

/**
 * Speaks, under its own good signature, of contracts that are none of its business: ends other people's leases, frees other
 * people's tickets, redeems what was not promised to it. Nothing of that may change anything (invariant 4).
 */
final class Stranger implements Peer {
    private static final Stamp HIGH = new Stamp(9, 9_000_000);

    private final Principal self;
    private final Federation federation;
    private final Dice dice;
    private boolean busy = true;

    Stranger(Federation federation, Principal self, Dice dice) {
        this.self = self;
        this.federation = federation;
        this.dice = dice;
    }

    @Override
    public Principal self() {
        return self;
    }

    @Override
    public void receive(Principal from, Message message) {
        // whatever anybody says to it
    }

    void start() {
        federation.timeline().after(Duration.ofSeconds(15), this::act);
    }

    void stop() {
        busy = false;
    }

    private void act() {
        if (!busy) {
            return;
        }
        switch (dice.index(3)) {
            case 0 -> toGuest(dice.pick(federation.guests()));
            case 1 -> toBroker(dice.pick(federation.brokers()));
            default -> toSite(dice.pick(federation.sites()));
        }
        federation.timeline().after(dice.span(Duration.ofSeconds(1), Duration.ofSeconds(20)), this::act);
    }

    /** Of a contract that the guest has never heard of, or of one that it has with somebody else. */
    private void toGuest(Node guest) {
        if (!guest.isUp()) {
            return;
        }
        List<ReservationImage> all = Actors.guest(guest).reservations().stream().filter(r -> !r.state().isEnd()).toList();
        if (all.isEmpty() || dice.chance(200)) {
            say(guest, new Message.LeaseView(new ReservationId("nobody-s"), HIGH, new Stamp(1, Long.MAX_VALUE), LeaseState.ACTIVE,
                    new Answer.Granted(1, 1, ""), Optional.empty(), List.of(), true));
            return;
        }
        ReservationImage theirs = dice.pick(all);
        Answer answer = dice.chance(500) ? new Answer.Ended("because I say so")
                : new Answer.Refused(Refusal.of(Refusal.Kind.NEVER, "because I say so"));
        say(guest, dice.chance(500)
                ? new Message.TicketView(theirs.id(), HIGH, theirs.broker().stamp(), TicketState.CLOSED, answer,
                        Optional.empty(), List.of(), true)
                : new Message.LeaseView(theirs.id(), HIGH, theirs.site().stamp(), LeaseState.CLOSED, answer,
                        Optional.empty(), List.of(), true));
    }

    private void toBroker(Node broker) {
        if (!broker.isUp()) {
            return;
        }
        List<TicketImage> tickets = List.copyOf(Actors.broker(broker).tickets());
        List<Delegation> held = Actors.broker(broker).holdings().stream().map(h -> h.image().delegation()).toList();
        if (!tickets.isEmpty() && dice.chance(500)) {
            TicketImage theirs = dice.pick(tickets);
            say(broker, new Message.StandingView(theirs.key(),
                    theirs.standing().map(s -> s.stamp()).orElse(theirs.said()), true));
        } else if (!held.isEmpty()) {
            say(broker, new Message.DelegationOffer(DelegationChain.of(dice.pick(held)), HIGH, dice.chance(500),
                    "because I say so"));
        }
    }

    private void toSite(Node site) {
        if (!site.isUp()) {
            return;
        }
        List<DelegationImage> given = List.copyOf(Actors.authority(site).delegations());
        List<TicketImage> tickets = federation.brokers().stream().filter(Node::isUp)
                .flatMap(b -> Actors.broker(b).tickets().stream()).filter(t -> t.ticket().isPresent()).toList();
        if (given.isEmpty() || tickets.isEmpty()) {
            return;
        }
        Delegation delegation = dice.pick(given).newest();
        TicketImage theirs = dice.pick(tickets);
        say(site, switch (dice.index(3)) {
            case 0 -> new Message.TicketStanding(theirs.key(), rights(theirs).orElseGet(() -> DelegationChain.of(delegation)),
                    HIGH, Optional.empty(), true, "because I say so");
            case 1 -> new Message.DelegationView(delegation.id(), dice.pick(given).stamp(),
                    dice.pick(List.of(DelegationState.values())), 0, Optional.empty());
            default -> new Message.LeaseDemand(theirs.key().id(), Stamp.NONE.next(1), true,
                    Optional.of(new TicketChain(DelegationChain.of(delegation), theirs.ticket().orElseThrow())),
                    PropertyList.NONE, List.of(), Stamp.NONE);
        });
    }

    /** What a ticket stands on, which anybody may have heard who ever saw it. */
    private Optional<DelegationChain> rights(TicketImage ticket) {
        return federation.brokers().stream().filter(Node::isUp).flatMap(b -> Actors.broker(b).holdings().stream())
                .filter(h -> ticket.holding().filter(h.image().key()::equals).isPresent())
                .map(h -> h.image().chain()).findFirst();
    }

    private void say(Node to, Message message) {
        federation.say(self, new Outgoing(to.self(), message));
    }
}
