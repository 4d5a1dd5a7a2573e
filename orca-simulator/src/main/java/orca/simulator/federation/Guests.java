package orca.simulator.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.protocol.Command;
import orca.core.reservation.ReservationState;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;

/** What guests want: reservations alone and in groups, and other things before they have got the first ones. */
final class Guests {
    private static final int MOST_KNOWN = 60;
    private static final Set<ReservationState> BUSY = EnumSet.of(ReservationState.NASCENT, ReservationState.TICKETED,
            ReservationState.REDEEMING, ReservationState.JOINING, ReservationState.EXTENDING_TICKET,
            ReservationState.EXTENDING_LEASE, ReservationState.RETURNING, ReservationState.LEAVING);

    private final Federation federation;
    private final Dice dice;
    private final Desk desk;
    private final Wishes wishes;
    private final Map<Node, Integer> asked = new LinkedHashMap<>();
    private final Map<Node, List<ReservationId>> known = new LinkedHashMap<>();
    private boolean busy = true;

    Guests(Federation federation, Dice dice, Desk desk) {
        this.federation = federation;
        this.dice = dice;
        this.desk = desk;
        this.wishes = new Wishes(federation, dice.split());
    }

    void start() {
        federation.guests().forEach(guest -> {
            known.put(guest, new ArrayList<>());
            federation.timeline().after(Duration.ofSeconds(5), () -> act(guest));
        });
    }

    void stop() {
        busy = false;
    }

    private void act(Node guest) {
        if (!busy) {
            return;
        }
        List<ReservationId> mine = dice.chance(400) ? busy(guest) : known.get(guest);
        int what = dice.index(100);
        if (mine.isEmpty() || what < 40) {
            ask(guest, 1, false);
        } else if (what < 52) {
            ask(guest, 2 + dice.index(2), dice.chance(600));
        } else if (what < 80) {
            change(guest, dice.pick(mine));
        } else {
            desk.insist(guest, new Command.Close(dice.pick(mine)));
        }
        federation.timeline().after(dice.span(Duration.ofMillis(200), Duration.ofSeconds(15)), () -> act(guest));
    }

    /** Those of its reservations that are between two states in which nothing moves. */
    private List<ReservationId> busy(Node guest) {
        if (!guest.isUp()) {
            return List.of();
        }
        return Actors.guest(guest).reservations().stream().filter(r -> BUSY.contains(r.state())).map(r -> r.id()).toList();
    }

    private void ask(Node guest, int count, boolean together) {
        Command.Request request = request(guest, count, together);
        desk.insist(guest, request, ids -> remember(guest, ids));
        if (dice.chance(150)) {
            ReservationId first = request.wishes().get(0).id().orElseThrow();
            for (int i = 1 + dice.index(3); i > 0; i--) {
                federation.timeline().after(dice.span(Duration.ofMillis(20), Duration.ofSeconds(8)), () -> change(guest, first));
            }
            if (dice.chance(300)) {
                federation.timeline().after(dice.span(Duration.ofMillis(20), Duration.ofSeconds(8)),
                        () -> desk.insist(guest, new Command.Close(first)));
            }
        }
    }

    private void remember(Node guest, List<String> ids) {
        List<ReservationId> mine = known.get(guest);
        ids.stream().map(ReservationId::new).filter(id -> !mine.contains(id)).forEach(mine::add);
        while (mine.size() > MOST_KNOWN) {
            mine.remove(0);
        }
    }

    private String requestId(Node guest) {
        return "r" + asked.merge(guest, 1, Integer::sum);
    }

    private Command.Request request(Node guest, int count, boolean together) {
        String name = requestId(guest);
        List<Command.Wish> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ReservationId id = new ReservationId(guest.name() + "-" + name + "-" + i);
            List<ReservationId> before = before(guest, all);
            boolean redeem = dice.chance(500);
            Optional<Instant> renew = dice.chance(200)
                    ? Optional.of(wishes.now().plus(Duration.ofMinutes(dice.between(2, 10)))) : Optional.empty();
            all.add(new Command.Wish(Optional.of(id), broker(), wishes.demand(), renew,
                    redeem ? before : List.of(), redeem ? List.of() : before));
        }
        Optional<Instant> hold =
                together ? Optional.of(wishes.now().plus(Duration.ofSeconds(dice.between(5, 120)))) : Optional.empty();
        return new Command.Request(Optional.of(name), "s" + dice.index(3), all, together, hold);
    }

    /** The one before in the same command, or any other, which may be over. */
    private List<ReservationId> before(Node guest, List<Command.Wish> all) {
        if (!all.isEmpty() && dice.chance(500)) {
            return List.of(all.get(all.size() - 1).id().orElseThrow());
        }
        return !known.get(guest).isEmpty() && dice.chance(60) ? List.of(dice.pick(known.get(guest))) : List.of();
    }

    private Principal broker() {
        return dice.chance(60) ? federation.liar() : dice.pick(federation.brokers()).self();
    }

    private void change(Node guest, ReservationId id) {
        if (!busy) {
            return;
        }
        Optional<Duration> by = dice.chance(700) ? Optional.of(Duration.ofSeconds(dice.between(5, 200))) : Optional.empty();
        Optional<Long> units = dice.chance(400) ? Optional.of(dice.between(1, 5)) : Optional.empty();
        Optional<Amounts> size = dice.chance(350) ? Optional.of(wishes.sliver(Scenery.VM)) : Optional.empty();
        Optional<Instant> end = by.isEmpty() && dice.chance(600)
                ? Optional.of(wishes.now().plus(Duration.ofSeconds(dice.between(3, 40)))) : Optional.empty();
        PropertyList set = dice.chance(250) ? wishes.properties() : PropertyList.NONE;
        List<String> dropped = set.isEmpty() && dice.chance(100) ? List.of("place") : List.of();
        if (by.isEmpty() && end.isEmpty() && units.isEmpty() && size.isEmpty() && set.isEmpty() && dropped.isEmpty()) {
            desk.insist(guest, new Command.Close(id));
        } else {
            List<UnitId> victims = units.isPresent() && dice.chance(500) ? victims(guest, id) : List.of();
            desk.insist(guest, new Command.Change(
                    Optional.of(requestId(guest)), id, end, by, units, size, victims, set, dropped));
        }
    }

    private List<UnitId> victims(Node guest, ReservationId id) {
        if (!guest.isUp()) {
            return List.of();
        }
        return Actors.guest(guest).reservations().stream().filter(r -> r.id().equals(id)).findFirst()
                .flatMap(r -> r.lease()).map(l -> l.units().stream().map(LeasedUnit::id)
                .limit(1).toList()).orElse(List.of());
    }
}
