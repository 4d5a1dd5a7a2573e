package orca.simulator.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.broker.ledger.GrantImage;
import orca.broker.ledger.Holding;
import orca.core.protocol.Command;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import orca.core.time.Term;

/** What the operators of brokers do among themselves: they give parts of what they hold, change them and take them back. */
final class Dealing {
    private final Federation federation;
    private final Dice dice;
    private final Desk desk;
    private int changes;

    Dealing(Federation federation, Dice dice, Desk desk) {
        this.federation = federation;
        this.dice = dice;
        this.desk = desk;
    }

    /** One of them does something. */
    void act() {
        Node giver = dice.pick(federation.brokers());
        if (!giver.isUp()) {
            return;
        }
        List<GrantImage> given = List.copyOf(Actors.broker(giver).grants());
        if (given.isEmpty() || dice.chance(400)) {
            give(giver);
            return;
        }
        List<GrantImage> odd = given.stream().filter(g -> g.state() != DelegationState.HELD).toList();
        GrantImage grant = dice.pick(odd.isEmpty() || dice.chance(600) ? given : odd);
        if (dice.chance(300)) {
            desk.insist(giver, new Command.Reclaim(grant.id(), "its broker needs it"));
            return;
        }
        change(giver, grant.newest().last());
        if (dice.chance(150)) {
            desk.insist(giver, new Command.Reclaim(grant.id(), "its broker thinks again"));
        }
    }

    /** A part of something that is held, now and then of more than there is, or to somebody who may not have it. */
    private void give(Node giver) {
        List<Holding> held = Actors.broker(giver).holdings().stream().filter(h -> h.image().sells()).toList();
        if (held.isEmpty()) {
            return;
        }
        Node to = dice.chance(600) ? federation.brokers().get(federation.brokers().size() - 1) : dice.pick(federation.brokers());
        Holding holding = dice.pick(held);
        Delegation whole = holding.image().delegation();
        Instant end = dice.chance(400) ? whole.term().end()
                : now().plus(Duration.ofSeconds(dice.chance(300) ? dice.between(2, 40) : dice.between(40, 1200)));
        if (!end.isAfter(now())) {
            return;
        }
        Optional<DelegationId> from = dice.chance(500) ? Optional.of(whole.id()) : Optional.empty();
        Optional<DelegationId> id = dice.chance(300) ? Optional.of(new DelegationId("common")) : Optional.empty();
        desk.insist(giver, new Command.Delegate(id, from, to.self(), whole.type().name(),
                share(whole.capacity(), dice.between(10, 70)), whole.largest(), new Term(now(), end),
                dice.chance(850) ? 100 : (int) dice.between(100, 130), PropertyList.NONE));
    }

    private void change(Node giver, Delegation part) {
        Instant end = dice.chance(500) ? part.term().end() : now().plus(Duration.ofSeconds(dice.between(2, 900)));
        if (!end.isAfter(part.term().start())) {
            return;
        }
        desk.insist(giver, new Command.Delegate(Optional.of(part.id()), part.holder(), part.type().name(),
                dice.chance(400) ? part.capacity() : share(part.capacity(), dice.between(30, 150)), part.largest(),
                part.term().endingAt(end), part.oversubscription(), PropertyList.of("deal", "n" + ++changes)));
    }

    private static Amounts share(Amounts amounts, long hundredths) {
        long[] all = amounts.toArray();
        for (int i = 0; i < all.length; i++) {
            all[i] = Math.max(1, all[i] * hundredths / 100);
        }
        return Amounts.of(all);
    }

    private Instant now() {
        return Term.grain(federation.timeline().now());
    }
}
