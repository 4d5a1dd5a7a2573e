package orca.runtime.management;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import orca.wire.call.Neighbourhood;
import orca.wire.management.Problem;

/**
 * How much room is left to those of whom nothing is known: so many at once, so many of them from one place, and so many lines of
 * the log for what they are told. A key costs nobody anything, so a place is an address, or a network of IPv6. Safe for threads.
 */
final class Strangers {
    /** The most at once. A site has no more that come in one minute than it can look at. */
    static final int AT_ONCE = 32;
    /** The most of them from one place. */
    static final int FROM_ONE = 8;
    /** The most lines that one place gets in {@link #WINDOW}. */
    static final int LINES_OF_ONE = 10;
    /** The most that all get. */
    static final int LINES = 100;
    static final Duration WINDOW = Duration.ofMinutes(1);
    /** How many places are told apart; of more, the one that was heard of first is forgotten. */
    private static final int MOST_PLACES = 1_000;

    private final LongSupplier nanos;
    private final Map<Neighbourhood, Integer> inside = new HashMap<>();
    private final Map<Neighbourhood, Lines> lines = new LinkedHashMap<>();
    private final Lines all = new Lines(LINES);
    private int count;
    private long unsaid;

    /** @param nanos the time since some moment */
    Strangers(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** How much was said in a window. */
    private static final class Lines {
        private final int most;
        private OptionalLong began = OptionalLong.empty();
        private int said;

        Lines(int most) {
            this.most = most;
        }

        boolean mayAt(long now) {
            if (began.isEmpty() || now - began.getAsLong() >= WINDOW.toNanos()) {
                began = OptionalLong.of(now);
                said = 0;
            }
            return said < most;
        }
    }

    /** One comes in; it has to {@link #left leave}. @throws ApiException when there is no room */
    synchronized void entered(Neighbourhood from) {
        int there = inside.getOrDefault(from, 0);
        if (there >= FROM_ONE) {
            throw new ApiException(Problem.Kind.BUSY, FROM_ONE + " hosts are joining from " + from.name()
                    + ", which is all that may at once; try again");
        }
        if (count >= AT_ONCE) {
            throw new ApiException(Problem.Kind.BUSY, "more than " + AT_ONCE + " hosts are joining; try again");
        }
        inside.put(from, there + 1);
        count++;
    }

    /** One that came in goes. */
    synchronized void left(Neighbourhood from) {
        inside.computeIfPresent(from, (place, there) -> there == 1 ? null : there - 1);
        count--;
    }

    /**
     * Whether the log gets a line about somebody from there.
     *
     * @return the line with how many there were none about since, if it gets one
     */
    synchronized Optional<String> line(Neighbourhood from, String text) {
        long now = nanos.getAsLong();
        Lines own = lines.computeIfAbsent(from, place -> new Lines(LINES_OF_ONE));
        if (lines.size() > MOST_PLACES) {
            Iterator<Neighbourhood> first = lines.keySet().iterator();
            first.next();
            first.remove();
        }
        if (!own.mayAt(now) || !all.mayAt(now)) {
            unsaid++;
            return Optional.empty();
        }
        own.said++;
        all.said++;
        long before = unsaid;
        unsaid = 0;
        return Optional.of(before == 0 ? text : text + "; " + before + " more were told no, of which nothing is written here");
    }
}
