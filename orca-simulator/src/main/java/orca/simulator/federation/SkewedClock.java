package orca.simulator.federation;

import java.time.Duration;
import java.time.Instant;
import orca.core.time.Term;

/** A node's own idea of the time: it drifts and jumps, but never further from the truth than half the declared skew. */
final class SkewedClock {
    private final Timeline timeline;
    private final Dice dice;
    private final long boundMillis;
    private Instant since;
    private double offsetMillis;
    private double driftPerMilli;

    SkewedClock(Timeline timeline, Dice dice, Duration skew) {
        this.timeline = timeline;
        this.dice = dice;
        this.boundMillis = skew.toMillis() / 2;
        this.since = timeline.now();
        this.offsetMillis = boundMillis == 0 ? 0 : dice.between(-boundMillis, boundMillis);
    }

    /** What the clock shows, to the millisecond; may stand before what it showed last. */
    Instant read() {
        return Term.grain(timeline.now().plusMillis(Math.round(offset())));
    }

    /** When, in true time, it will show {@code reading} if it goes on as now. At least a millisecond from now. */
    Instant trueTime(Instant reading) {
        long ahead = Math.max(1, Duration.between(read(), reading).toMillis());
        return timeline.now().plusMillis((long) Math.ceil(ahead / (1 + driftPerMilli)));
    }

    /** Another drift from now on, and maybe a jump. */
    void disturb() {
        offsetMillis = offset();
        since = timeline.now();
        driftPerMilli = dice.between(-200, 200) / 1_000_000.0;
        if (boundMillis > 0 && dice.chance(200)) {
            offsetMillis = dice.between(-boundMillis, boundMillis);
        }
    }

    private double offset() {
        double drifted = offsetMillis + driftPerMilli * Duration.between(since, timeline.now()).toMillis();
        return Math.max(-boundMillis, Math.min(boundMillis, drifted));
    }
}
