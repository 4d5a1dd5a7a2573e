package orca.core.resource;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A property's value: what kind of thing it is stays known on its way through every actor. */
public sealed interface PropertyValue {
    /** A number and its unit, as in 1h30m. */
    Pattern PART = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d|w)");
    /** Words; at most {@link #MAX_TEXT} characters. */
    record Text(String value) implements PropertyValue {
        public Text {
            Objects.requireNonNull(value, "property");
            if (value.length() > MAX_TEXT) {
                throw new IllegalArgumentException("property: at most " + MAX_TEXT + " characters, got " + value.length());
            }
        }

        @Override
        public String toString() {
            return value;
        }
    }

    /** A whole number. */
    record Whole(long value) implements PropertyValue {
        @Override
        public String toString() {
            return Long.toString(value);
        }
    }

    /** Yes or no. */
    record Flag(boolean value) implements PropertyValue {
        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }

    /** A point in time. */
    record Moment(Instant value) implements PropertyValue {
        public Moment {
            Objects.requireNonNull(value, "property");
        }

        @Override
        public String toString() {
            return value.toString();
        }
    }

    /** A length of time. */
    record Span(Duration value) implements PropertyValue {
        public Span {
            Objects.requireNonNull(value, "property");
        }

        @Override
        public String toString() {
            return value.toString();
        }
    }

    /** The most characters of a text. */
    int MAX_TEXT = 8192;

    /** What kind of thing it is, in a word: text, whole, flag, moment or span. */
    default String kind() {
        return switch (this) {
            case Text text -> "text";
            case Whole whole -> "whole";
            case Flag flag -> "flag";
            case Moment moment -> "moment";
            case Span span -> "span";
        };
    }

    /** The length of time that {@code value} is, as such or in the words of a configuration such as 1h30m; empty: it is none. */
    static Optional<Duration> length(PropertyValue value) {
        return switch (value) {
            case Span(Duration span) -> Optional.of(span);
            case Text(String text) -> length(text);
            case Whole whole -> Optional.empty();
            case Flag flag -> Optional.empty();
            case Moment moment -> Optional.empty();
        };
    }

    private static Optional<Duration> length(String text) {
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        int at = 0;
        while (at < text.length() && part.find(at) && part.start() == at) {
            long number = Long.parseLong(part.group(1));
            sum = sum.plus(switch (part.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                case "d" -> Duration.ofDays(number);
                default -> Duration.ofDays(7 * number);
            });
            at = part.end();
        }
        return at > 0 && at == text.length() ? Optional.of(sum) : Optional.empty();
    }
}
