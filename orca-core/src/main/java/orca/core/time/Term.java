package orca.core.time;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * When a promise holds: from {@code start}, included, until {@code end}, not included.
 *
 * <p>Half-open, so that two terms may touch without overlapping and a host can be handed over at an instant without
 * belonging to two holders at it.
 *
 * @param start the first instant inside; a whole millisecond between {@link #EARLIEST} and {@link #LATEST}
 * @param end the first instant after; a whole millisecond, later than {@code start} and no later than {@link #LATEST}
 */
public record Term(Instant start, Instant end) implements Comparable<Term> {
    /** The first instant a term may name: nothing in this system is older than the epoch. */
    public static final Instant EARLIEST = Instant.EPOCH;
    /** The last instant a term may name. Far enough for any contract, near enough that sums of instants never overflow. */
    public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    public Term {
        Objects.requireNonNull(start, "term.start");
        Objects.requireNonNull(end, "term.end");
        if (start.isBefore(EARLIEST) || end.isAfter(LATEST)) {
            throw new IllegalArgumentException(
                    "term: must lie within [" + EARLIEST + ", " + LATEST + "], got [" + start + ", " + end + ")");
        }
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("term.end: must be after term.start, got [" + start + ", " + end + ")");
        }
        if (start.getNano() % 1_000_000 != 0 || end.getNano() % 1_000_000 != 0) {
            throw new IllegalArgumentException("term: instants must be whole milliseconds, got [" + start + ", " + end + ")");
        }
    }

    /** The term that starts at {@code start} and lasts {@code length}; refused like the constructor refuses. */
    public static Term of(Instant start, Duration length) {
        Objects.requireNonNull(length, "term.length");
        if (length.compareTo(Duration.between(EARLIEST, LATEST)) > 0) {
            throw new IllegalArgumentException("term.length: too long, got " + length);
        }
        return new Term(start, start.plus(length));
    }

    /** The grain that terms are cut to: {@code instant} without what is finer than a millisecond. */
    public static Instant grain(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }

    public Duration length() {
        return Duration.between(start, end);
    }

    public boolean contains(Instant instant) {
        return !instant.isBefore(start) && instant.isBefore(end);
    }

    /** Whether every instant of {@code other} is inside this term. */
    public boolean contains(Term other) {
        return !other.start.isBefore(start) && !other.end.isAfter(end);
    }

    public boolean overlaps(Term other) {
        return start.isBefore(other.end) && other.start.isBefore(end);
    }

    /** Whether the term is over at {@code now}; the end itself is outside. */
    public boolean endedAt(Instant now) {
        return !now.isBefore(end);
    }

    public Term endingAt(Instant newEnd) {
        return new Term(start, newEnd);
    }

    /** The same length, begun at {@code newStart}. */
    public Term startingAt(Instant newStart) {
        return of(newStart, length());
    }

    /** Earlier starts first, then earlier ends. */
    @Override
    public int compareTo(Term other) {
        int byStart = start.compareTo(other.start);
        return byStart != 0 ? byStart : end.compareTo(other.end);
    }

    @Override
    public String toString() {
        return "[" + start + ", " + end + ")";
    }
}
