package orca.policies.guest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.policies.settings.Given;

/**
 * How a number of units follows advice that is noisy and late.
 *
 * <p>It grows as soon as the advice says so, but not again before {@code growAfter}. It shrinks only when every advice throughout
 * {@code shrinkAfter} was lower, and then to the highest of them. So a spike is answered at once, and a dip costs nothing.
 *
 * @param min never fewer
 * @param max never more, at most {@link Wants#MOST}
 * @param stale how old a sample may be
 */
record Steering(long min, long max, Duration growAfter, Duration shrinkAfter, double tolerance, Duration stale) {
    static final List<String> KNOWN = List.of("min", "max", "grow-after", "shrink-after", "tolerance", "stale");

    static Steering of(Given given) {
        long max = given.whole("max", 1, Wants.MOST, Optional.empty());
        long min = given.whole("min", 0, max, Optional.of(Math.min(1, max)));
        double tolerance = given.number("tolerance", Optional.of("0.1"));
        if (tolerance >= 1) {
            throw given.no("tolerance", "must be less than 1, got " + tolerance);
        }
        return new Steering(min, max, given.span("grow-after", Duration.ofMinutes(1)),
                given.span("shrink-after", Duration.ofMinutes(5)), tolerance, given.span("stale", Duration.ofMinutes(5)));
    }

    /**
     * What is wanted by now.
     *
     * @param changedAt when it changed last
     * @param lowSince since when all advice was lower; the epoch when it is not
     * @param highest the highest advice since then
     * @param seen the instant of the newest sample that was looked at
     * @param used how many units were in use then
     * @param usedSince since when
     */
    record Memory(long wanted, Instant changedAt, Instant lowSince, long highest, Instant seen, long used, Instant usedSince) {
        static final int WORDS = 7;

        /** Nothing is remembered: what is there is wanted. */
        static Memory first(long wanted, long used, Instant now) {
            return new Memory(wanted, Instant.EPOCH, Instant.EPOCH, 0, Instant.EPOCH, used, now);
        }

        List<Long> numbers() {
            return List.of(wanted, changedAt.toEpochMilli(), lowSince.toEpochMilli(), highest, seen.toEpochMilli(), used,
                    usedSince.toEpochMilli());
        }

        static Memory of(List<Long> numbers) {
            List<Instant> at = new ArrayList<>();
            numbers.forEach(n -> at.add(Instant.ofEpochMilli(n)));
            return new Memory(
                    numbers.get(0), at.get(1), at.get(2), numbers.get(3), at.get(4), numbers.get(5), at.get(6));
        }

        /** The same, with what is in use noted when that changed. */
        Memory using(long units, Instant now) {
            return units == used ? this : new Memory(wanted, changedAt, lowSince, highest, seen, units, now);
        }
    }

    long bounded(long units) {
        return Math.clamp(units, min, max);
    }

    /**
     * Whether a sample says anything new: it is not too old, was not looked at before, and, if it is one {@code ofUnits}, was
     * taken at as many as are in use now.
     */
    boolean speaks(Memory memory, Instant sampledAt, boolean ofUnits, Instant now) {
        return sampledAt.isAfter(memory.seen) && !(ofUnits && sampledAt.isBefore(memory.usedSince)) && !sampledAt.isAfter(now)
                && !sampledAt.plus(stale).isBefore(now);
    }

    /** What is wanted after {@code advice}, which a sample of {@code sampledAt} gave. */
    Memory advised(Memory before, long advice, Instant sampledAt, Instant now) {
        long units = bounded(advice);
        Instant seen = Instant.ofEpochMilli(sampledAt.toEpochMilli());
        Memory steady = new Memory(
                bounded(before.wanted), before.changedAt, Instant.EPOCH, 0, seen, before.used, before.usedSince);
        if (units == steady.wanted) {
            return steady;
        }
        if (units > steady.wanted) {
            boolean early = now.isBefore(before.changedAt.plus(growAfter));
            return early ? steady : changed(steady, units, now);
        }
        boolean begins = before.lowSince.equals(Instant.EPOCH);
        Instant since = begins ? now : before.lowSince;
        long highest = begins ? units : Math.max(before.highest, units);
        if (!begins && !now.isBefore(since.plus(shrinkAfter)) && !now.isBefore(before.changedAt.plus(shrinkAfter))) {
            return changed(steady, highest, now);
        }
        return new Memory(
                steady.wanted, steady.changedAt, since, highest, steady.seen, steady.used, steady.usedSince);
    }

    private static Memory changed(Memory steady, long units, Instant now) {
        return new Memory(units, now, Instant.EPOCH, 0, steady.seen, steady.used, steady.usedSince);
    }
}
