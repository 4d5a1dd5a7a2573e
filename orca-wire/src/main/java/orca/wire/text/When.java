package orca.wire.text;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A point in time as people write it: {@code 2026-01-31T12:00:00+01:00}, {@code now}, {@code now+2h}, {@code +7d},
 * {@code now-5m}. The relative ones become an instant where somebody says what time it is.
 *
 * @param fixed the instant, if it is one
 * @param offset from now, if it is relative
 */
public record When(Optional<Instant> fixed, Duration offset) {
    public static final When NOW = new When(Optional.empty(), Duration.ZERO);

    public When {
        Objects.requireNonNull(fixed, "fixed");
        Objects.requireNonNull(offset, "offset");
    }

    public static When at(Instant instant) {
        return new When(Optional.of(instant), Duration.ZERO);
    }

    public static When in(Duration offset) {
        return new When(Optional.empty(), offset);
    }

    /** @throws IllegalArgumentException saying what is allowed */
    public static When parse(String text) {
        String rest = text.startsWith("now") ? text.substring(3) : text;
        if (rest.isEmpty() && text.equals("now")) {
            return NOW;
        }
        if (rest.startsWith("+")) {
            return in(Notation.duration(rest.substring(1)));
        }
        if (rest.startsWith("-") && text.startsWith("now")) {
            return in(Notation.duration(rest.substring(1)).negated());
        }
        return at(Notation.instant(text));
    }

    /** @throws IllegalArgumentException when it is beyond what an instant can say */
    public Instant from(Instant now) {
        try {
            return fixed.isPresent() ? fixed.get() : now.plus(offset);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("too far away, got " + this, e);
        }
    }

    @Override
    public String toString() {
        if (fixed.isPresent()) {
            return fixed.get().toString();
        }
        return offset.isZero() ? "now"
                : offset.isNegative() ? "now-" + Notation.show(offset.negated()) : "now+" + Notation.show(offset);
    }
}
