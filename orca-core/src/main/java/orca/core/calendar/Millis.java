package orca.core.calendar;

import java.time.Duration;
import java.time.Instant;
import orca.core.time.Term;

/** Instants and lengths as the ledger counts them inside: whole milliseconds since the epoch, so that a key is one long. */
final class Millis {
    static final long EARLIEST = Term.EARLIEST.toEpochMilli();
    static final long LATEST = Term.LATEST.toEpochMilli();

    private Millis() {}

    static long of(Duration length) {
        if (length.isNegative() || length.isZero() || length.getNano() % 1_000_000 != 0) {
            throw new IllegalArgumentException(
                    "calendar.length: must be a positive number of whole milliseconds, got " + length);
        }
        if (length.compareTo(Duration.ofMillis(LATEST - EARLIEST)) > 0) {
            throw new IllegalArgumentException("calendar.length: too long for any term, got " + length);
        }
        return length.toMillis();
    }

    /** The last one that is not after {@code instant}; never later than {@link #LATEST}, and -1 for what is before the first. */
    static long lastTo(Instant instant) {
        return instant.isBefore(Term.EARLIEST) ? -1 : instant.isAfter(Term.LATEST) ? LATEST : instant.toEpochMilli();
    }

    /** The first one that is not before {@code instant}. */
    static long firstFrom(Instant instant) {
        return instant.getNano() % 1_000_000 == 0 ? lastTo(instant) : lastTo(instant) + 1;
    }
}
