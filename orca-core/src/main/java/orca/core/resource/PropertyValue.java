package orca.core.resource;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** A property's value: what kind of thing it is stays known on its way through every actor. */
public sealed interface PropertyValue {
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

    /** The length of time that {@code value} is, as such or as {@link Lengths} reads it; empty: it is none. */
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
        try {
            return Optional.of(Lengths.read(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}
