package orca.simulator.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.authority.state.LeaseFile;
import orca.authority.state.LeaseImage;
import orca.core.contract.Assurance;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.ticket.Demand;
import orca.core.ticket.TicketState;
import orca.core.time.Term;

/**
 * The people: guests who want things and change their minds, operators who interfere. Commands that got no answer are given
 * again.
 */
final class Crowd {
    private final Federation federation;
    private final Dice dice;
    private final Map<Node, Integer> asked = new LinkedHashMap<>();
    private final Map<Node, List<ReservationId>> known = new LinkedHashMap<>();
    private boolean busy = true;
    private long accepted;
    private long declined;

    Crowd(Federation federation, Dice dice) {
        this.federation = federation;
        this.dice = dice;
    }

    /** How many commands were accepted and declined. */
    long accepted() {
        return accepted;
    }

    long declined() {
        return declined;
    }

    /** Founds the sites, then lets everybody act until told to stop. */
    void start() {
        for (Node site : federation.sites()) {
            Scenery.founding(site, federation.brokers(), dice).forEach(command -> insist(site, command));
        }
        federation.guests().forEach(guest -> {
            known.put(guest, new ArrayList<>());
            federation.timeline().after(Duration.ofSeconds(5), () -> act(guest));
        });
        federation.timeline().after(Duration.ofSeconds(20), this::interfere);
    }

    void stop() {
        busy = false;
    }

    /** Gives a command, again and again, until it is answered. */
    private void insist(Node node, Command command) {
        boolean[] answered = {false};
        node.order(command, reply -> {
            if (!answered[0]) {
                answered[0] = true;
                count(node, command, reply);
            }
        });
        federation.timeline().after(Duration.ofSeconds(3), () -> {
            if (!answered[0]) {
                answered[0] = true;
                insist(node, command);
            }
        });
    }

    private void count(Node node, Command command, Reply reply) {
        switch (reply) {
            case Reply.Accepted(List<String> ids, String note) -> {
                accepted++;
                if (command instanceof Command.Request) {
                    ids.stream().map(ReservationId::new).filter(id -> !known.get(node).contains(id)).forEach(known
                            .get(node)::add);
                }
            }
            case Reply.Declined no -> declined++;
        }
    }

    private void act(Node guest) {
        if (!busy) {
            return;
        }
        List<ReservationId> mine = known.get(guest);
        int what = dice.index(100);
        if (mine.isEmpty() || what < 45) {
            insist(guest, request(guest, 1, false));
        } else if (what < 55) {
            insist(guest, request(guest, 2 + dice.index(2), dice.chance(600)));
        } else if (what < 80) {
            insist(guest, change(guest, dice.pick(mine)));
        } else {
            insist(guest, new Command.Close(dice.pick(mine)));
        }
        federation.timeline().after(dice.span(Duration.ofMillis(200), Duration.ofSeconds(15)), () -> act(guest));
    }

    private String requestId(Node guest) {
        return "r" + asked.merge(guest, 1, Integer::sum);
    }

    private Command.Request request(Node guest, int count, boolean together) {
        String name = requestId(guest);
        List<Command.Wish> wishes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ReservationId id = new ReservationId(guest.self() + "-" + name + "-" + i);
            List<ReservationId> before = i > 0 && dice.chance(500) ? List.of(wishes.get(i - 1).id().orElseThrow()) : List.of();
            boolean redeem = dice.chance(500);
            Optional<Instant> renew = dice.chance(200)
                    ? Optional.of(now().plus(Duration.ofMinutes(dice.between(2, 10)))) : Optional.empty();
            wishes.add(new Command.Wish(Optional.of(id), dice.pick(federation.brokers()).self(), demand(), renew,
                    redeem ? before : List.of(), redeem ? List.of() : before));
        }
        Optional<Instant> hold = together ? Optional.of(now().plus(Duration.ofSeconds(dice.between(5, 120)))) : Optional.empty();
        return new Command.Request(Optional.of(name), "s" + dice.index(3), wishes, together, hold);
    }

    private Demand demand() {
        ResourceType type = dice.chance(750) ? Scenery.VM : Scenery.LICENCE;
        long units = dice.between(1, 5);
        Instant start = now().plus(dice.chance(600) ? Duration.ZERO : dice.span(Duration.ofSeconds(1), Duration.ofMinutes(2)));
        Duration length = Duration.ofSeconds(dice.chance(850) ? dice.between(5, 240) : dice.between(900, 5400));
        Term term = Term.of(start, length);
        Instant latest = dice.chance(300) ? start.plus(dice.span(Duration.ofSeconds(1), Duration.ofMinutes(5))) : start;
        Optional<Instant> deadline =
                dice.chance(200) ? Optional.of(term.end().plus(Duration.ofSeconds(dice.between(0, 200)))) : Optional.empty();
        Optional<Principal> site = dice.chance(200) ? Optional.of(dice.pick(federation.sites()).self()) : Optional.empty();
        return new Demand(type.name(), units, dice.chance(300) ? dice.between(1, units) : units, sliver(type), term, latest,
                deadline, dice.pick(List.of(Assurance.values())), site, PropertyList.NONE);
    }

    private Amounts sliver(ResourceType type) {
        return type == Scenery.VM ? Amounts.of(250 * dice.between(1, 8), 512 * dice.between(1, 8)) : Amounts.EMPTY;
    }

    private Command change(Node guest, ReservationId id) {
        Optional<Duration> by = dice.chance(700) ? Optional.of(Duration.ofSeconds(dice.between(5, 200))) : Optional.empty();
        Optional<Long> units = dice.chance(400) ? Optional.of(dice.between(1, 5)) : Optional.empty();
        Optional<Amounts> size = dice.chance(250) ? Optional.of(sliver(Scenery.VM)) : Optional.empty();
        if (by.isEmpty() && units.isEmpty() && size.isEmpty()) {
            return new Command.Close(id);
        }
        return new Command.Change(
                Optional.of(requestId(guest)), id, Optional.empty(), by, units, size, List.of());
    }

    private void interfere() {
        if (!busy) {
            return;
        }
        int what = dice.index(100);
        if (what < 30) {
            revoke(dice.pick(federation.brokers()));
        } else if (what < 50) {
            revoke(dice.pick(federation.sites()));
        } else {
            repair();
        }
        federation.timeline().after(dice.span(Duration.ofSeconds(2), Duration.ofSeconds(60)), this::interfere);
    }

    private void revoke(Node node) {
        if (!node.isUp()) {
            return;
        }
        List<ContractKey> live = federation.brokers().contains(node)
                ? Actors.broker(node).tickets().stream().filter(t -> t.state() == TicketState.TICKETED).map(t -> t.key()).toList()
                : Actors.authority(node).leases().stream().map(LeaseFile::image).filter(l -> !l.over()).map(LeaseImage::key)
                        .toList();
        if (!live.isEmpty()) {
            insist(node, new Command.Revoke(dice.pick(live), "the operator wants it back"));
        }
    }

    /** Deals with every quarantined unit: another try, or the plug is pulled and that is put on record. */
    void repair() {
        for (Node site : federation.sites()) {
            if (!site.isUp()) {
                continue;
            }
            List<UnitId> stuck = Actors.authority(site).units().stream()
                    .filter(u -> u.state() == UnitState.QUARANTINED).map(u -> u.id()).toList();
            for (UnitId unit : stuck) {
                if (dice.chance(500)) {
                    insist(site, new Command.RetryTeardown(unit));
                } else {
                    federation.substrate().pull(unit);
                    insist(site, new Command.FreeUnit(unit, "the plug was pulled"));
                }
            }
        }
    }

    private Instant now() {
        return Term.grain(federation.timeline().now());
    }
}
