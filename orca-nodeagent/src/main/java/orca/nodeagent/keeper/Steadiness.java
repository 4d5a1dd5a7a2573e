package orca.nodeagent.keeper;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import orca.nodeagent.disk.Cells;
import orca.wire.text.Notation;
import orca.wire.text.RecordForm;

/**
 * What time this host believes it is. Intuition: whoever sets the clock on the wall does not make time pass. So the time is
 * counted from an anchor by the clock that nobody can set; the wall clock is followed as long as it moves in small steps, as a
 * time server makes it do, and when it jumps by more than the skew, that is an alarm until it is back or an operator says that
 * it is right now.
 *
 * <p>Hard: the anchor of this boot, and the latest time seen. Over a reboot only the wall clock is left: when it then shows less
 * than was seen before, beyond the skew, the time goes on from what was seen, with an alarm; when it shows more, nobody can tell
 * that from a long sleep, and it is believed.
 */
final class Steadiness {
    private static final String CELL = "clock";
    /** How far the latest time may have moved before it is written again; the anchor, half the skew. */
    private static final Duration WORTH_WRITING = Duration.ofMinutes(1);

    private final Cells cells;
    private final HostClock clock;
    private final Duration skew;
    /** What has to be added to the time since the boot to get the time. */
    private Duration offset;
    private SeenClock kept;
    private Optional<String> alarm = Optional.empty();

    Steadiness(Cells cells, HostClock clock, Duration skew) throws IOException {
        this.cells = cells;
        this.clock = clock;
        this.skew = skew;
        String text = cells.all().get(CELL);
        Instant wall = clock.wall();
        offset = sinceEpoch(wall).minus(clock.up());
        if (text != null) {
            kept = RecordForm.readJson(SeenClock.class, text);
            Instant seen = Instant.ofEpochMilli(kept.seen());
            if (kept.boot().equals(clock.boot())) {
                offset = Duration.ofMillis(kept.begin());
            } else if (wall.isBefore(seen.minus(skew))) {
                offset = sinceEpoch(seen).minus(clock.up());
            }
        }
        look();
    }

    private static Duration sinceEpoch(Instant instant) {
        return Duration.between(Instant.EPOCH, instant);
    }

    /** What time it is. */
    synchronized Instant now() {
        return Instant.EPOCH.plus(offset).plus(clock.up());
    }

    /** What is wrong with the wall clock. */
    synchronized Optional<String> alarm() {
        return alarm;
    }

    /** To be called often: sees what the wall clock does. */
    synchronized void look() throws IOException {
        Duration shown = sinceEpoch(clock.wall()).minus(clock.up());
        Duration step = shown.minus(offset);
        if (step.abs().compareTo(skew) > 0) {
            alarm = Optional.of("the clock of this host was set " + (step.isNegative() ? "back" : "forward") + " by "
                    + Notation.show(Duration.ofSeconds(step.abs().toSeconds())) + ", more than the skew of " + Notation.show(skew)
                    + "; terms are counted as before");
        } else {
            alarm = Optional.empty();
            offset = shown;
        }
        if (kept == null || !kept.boot().equals(clock.boot()) || far(kept.begin(), offset.toMillis(), skew.dividedBy(2))
                || far(kept.seen(), now().toEpochMilli(), WORTH_WRITING)) {
            write();
        }
    }

    private static boolean far(long before, long now, Duration much) {
        return Math.abs(before - now) >= much.toMillis();
    }

    private void write() throws IOException {
        SeenClock next = new SeenClock(clock.boot(), offset.toMillis(), now().toEpochMilli());
        cells.put(CELL, RecordForm.json(next));
        kept = next;
    }

    /** An operator has looked, and the wall clock is right now. */
    synchronized void accept() throws IOException {
        offset = sinceEpoch(clock.wall()).minus(clock.up());
        alarm = Optional.empty();
        write();
    }
}
