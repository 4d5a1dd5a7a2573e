package orca.simulator.federation;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.lease.UnitId;

/**
 * Looks after the units that a node watches, in virtual time: now and then, not always with success, and only when it has seen a
 * unit dead twice it tells. In storms in which units die, they die here; in others nobody looks, for all would be alive.
 */
final class Rounds {
    private static final int DIES = 60;
    private static final int TROUBLE = 100;
    private static final int BELIEVED = 2;

    private final Timeline timeline;
    private final Optional<Dice> dice;
    private final Substrate substrate;
    private final Map<UnitId, Seen> watched = new LinkedHashMap<>();
    private boolean calm;

    /** A unit that is watched, and how often in a row it was seen dead. */
    private static final class Seen {
        private final Duties.Watch watch;
        private int deaths;

        Seen(Duties.Watch watch) {
            this.watch = watch;
        }
    }

    /** @param dice of storms in which units die */
    Rounds(Timeline timeline, Optional<Dice> dice, Substrate substrate) {
        this.timeline = timeline;
        this.dice = dice;
        this.substrate = substrate;
    }

    void watch(Duties.Watch watch, Consumer<Event> report) {
        dice.ifPresent(d -> {
            Seen seen = new Seen(watch);
            watched.put(watch.unit(), seen);
            next(seen, d, report);
        });
    }

    void unwatch(UnitId unit) {
        watched.remove(unit);
    }

    /** The node dies, and knows nothing of what it watched. */
    void die() {
        watched.clear();
    }

    /** From now on nobody dies any more. */
    void calm() {
        calm = true;
    }

    private void next(Seen seen, Dice d, Consumer<Event> report) {
        timeline.after(Duration.ofMillis(d.between(2_000, 8_000)), () -> {
            if (watched.get(seen.watch.unit()) == seen) {
                look(seen, d, report);
                next(seen, d, report);
            }
        });
    }

    private void look(Seen seen, Dice d, Consumer<Event> report) {
        UnitId unit = seen.watch.unit();
        if (!calm && d.chance(DIES)) {
            substrate.die(unit);
        }
        if (d.chance(calm ? 0 : TROUBLE)) {
            return; // nobody knows
        }
        seen.deaths = substrate.isDead(unit) ? seen.deaths + 1 : 0;
        if (seen.deaths >= BELIEVED) {
            report.accept(new Event.Died(unit, seen.watch.mark(), "it was seen dead " + seen.deaths + " times"));
        }
    }
}
