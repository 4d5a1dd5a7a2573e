package orca.simulator.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Assurance;
import orca.core.contract.ReservationId;
import orca.core.protocol.Command;
import orca.core.reservation.ReservationState;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Demand;
import orca.core.time.Term;

/**
 * Guests who take several small machines and want larger ones when they have them: more than the hosts have room for on which
 * they are, so that some have to be moved. They ask sites that move units, which have some more hosts for that and delegate them
 * to one broker; some of the guests think again in the middle.
 */
final class Growers {
    private static final String SLICE = "growing";
    private static final int HOSTS = 8;
    /** Small ones, so that four small machines fill them. */
    private static final Amounts HOST = Amounts.of(4, 2000, 4096);

    private final Federation federation;
    private final Dice dice;
    private final Desk desk;
    private int asked;
    private boolean busy = true;

    Growers(Federation federation, Dice dice, Desk desk) {
        this.federation = federation;
        this.dice = dice;
        this.desk = desk;
    }

    void start() {
        for (Node site : movers()) {
            for (int i = 1; i <= HOSTS; i++) {
                desk.insist(site, new Command.SetHost(site.name() + "-g" + i, Scenery.VM.name(), HOST,
                        PropertyList.of("rack", "g" + i), true));
            }
            desk.insist(site, new Command.Delegate(Optional.of(new DelegationId(site.name() + "-" + SLICE)), dealer().self(),
                    Scenery.VM.name(), HOST.times(HOSTS), Amounts.of(2000, 4096),
                    Scenery.SEASON, 100, PropertyList.NONE));
        }
        federation.timeline().after(Duration.ofSeconds(12), this::act);
    }

    void stop() {
        busy = false;
    }

    private void act() {
        if (!busy) {
            return;
        }
        Node guest = dice.pick(federation.guests());
        List<ReservationId> mine = has(guest);
        if (mine.isEmpty() || dice.chance(250)) {
            ask(guest);
        } else {
            grow(guest, dice.pick(mine));
        }
        federation.timeline().after(dice.span(Duration.ofMillis(400), Duration.ofSeconds(4)), this::act);
    }

    private static List<ReservationId> has(Node guest) {
        return !guest.isUp() ? List.of() : Actors.guest(guest).reservations().stream()
                .filter(r -> r.state() == ReservationState.ACTIVE && r.id().value().startsWith(guest.name() + "-grow"))
                .map(r -> r.id()).toList();
    }

    /** Every other site, as {@link Operators} found them. */
    private List<Node> movers() {
        return federation.sites().stream().filter(site -> federation.sites().indexOf(site) % 2 == 0).toList();
    }

    private Node dealer() {
        return federation.dealers().get(0);
    }

    private void ask(Node guest) {
        String name = "grow" + ++asked;
        ReservationId id = new ReservationId(guest.name() + "-" + name);
        Term term = Term.of(now(), Duration.ofSeconds(dice.between(90, 300)));
        long units = dice.between(3, 6);
        Demand demand = new Demand(Scenery.VM.name(), units, dice.between(1, units), Amounts.of(500, 1024), term, term.start(),
                Optional.empty(), Assurance.RESERVED, Optional.of(dice.pick(movers()).self()),
                PropertyList.NONE.with("bid", 5));
        desk.insist(guest, new Command.Request(Optional.of(name), SLICE, List.of(new Command.Wish(Optional.of(id),
                dealer().self(), demand, Optional.empty(), List.of(), List.of())), false,
                Optional.empty()));
    }

    private void grow(Node guest, ReservationId id) {
        long factor = dice.chance(200) ? 1 : dice.between(2, 4);
        Optional<Amounts> sliver = Optional.of(Amounts.of(500 * factor, 1024 * dice.between(1, factor)));
        Optional<Duration> by = dice.chance(300) ? Optional.of(Duration.ofSeconds(dice.between(5, 60))) : Optional.empty();
        Optional<Long> units = dice.chance(300) ? Optional.of(dice.between(2, 6)) : Optional.empty();
        desk.insist(guest, new Command.Change(Optional.empty(), id, Optional.empty(), by, units, sliver, List.of(),
                PropertyList.NONE, List.of()));
        if (dice.chance(100)) {
            federation.timeline().after(dice.span(Duration.ofMillis(500), Duration.ofSeconds(12)),
                    () -> desk.insist(guest, new Command.Close(id)));
        }
    }

    private Instant now() {
        return Term.grain(federation.timeline().now());
    }
}
