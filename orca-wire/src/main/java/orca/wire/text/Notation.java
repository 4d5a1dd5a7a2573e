package orca.wire.text;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import orca.core.resource.Lengths;
import orca.core.resource.Names;
import orca.core.resource.PropertyValue;

/** How people write lengths of time, and how they are shown. */
public final class Notation {
    private Notation() {}

    /**
     * The length that {@code text} says, as {@link Lengths#read} reads it.
     *
     * @throws IllegalArgumentException saying what is allowed
     */
    public static Duration duration(String text) {
        return Lengths.read(text);
    }

    /** The shortest notation that {@link #duration} reads back as {@code length}, cut to milliseconds. */
    public static String show(Duration length) {
        if (length.isNegative()) {
            return length.toString();
        }
        StringBuilder text = new StringBuilder();
        add(text, length.toDays(), "d");
        add(text, length.toHoursPart(), "h");
        add(text, length.toMinutesPart(), "m");
        add(text, length.toSecondsPart(), "s");
        add(text, length.toMillisPart(), "ms");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void add(StringBuilder text, long number, String unit) {
        if (number > 0) {
            text.append(String.format(Locale.ROOT, "%d%s", number, unit));
        }
    }

    /** A name from a closed set as people write it: {@code BEST_EFFORT} is {@code best-effort}. */
    public static String word(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * A property as somebody types it behind an option: a whole number, {@code true} or {@code false}, else a text, in which
     * whoever gets it finds lengths of time and instants as he does in a configuration.
     */
    public static PropertyValue property(String text) {
        if (text.matches("-?(0|[1-9][0-9]{0,17})")) {
            return new PropertyValue.Whole(Long.parseLong(text));
        }
        return text.equals("true") || text.equals("false")
                ? new PropertyValue.Flag(Boolean.parseBoolean(text))
                : new PropertyValue.Text(text);
    }

    /** The instant that ISO-8601 {@code text} with a zone says. */
    static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("must be a time such as 2026-01-31T12:00:00Z, now, now+2h or +7d, got "
                    + Names.quoted(text), e);
        }
    }
}
