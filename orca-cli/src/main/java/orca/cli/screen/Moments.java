package orca.cli.screen;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * Instants and lengths as people read them, seen from one instant in one zone.
 *
 * @param now what is called now
 * @param zone the reader's
 */
public record Moments(Instant now, ZoneId zone) {
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    public Moments {
        Objects.requireNonNull(now, "now");
        Objects.requireNonNull(zone, "zone");
    }

    /** Local time: {@code 14:05:10} today, {@code 22 Nov 14:05} this year, {@code 2027-11-22 14:05} else. */
    public String at(Instant instant) {
        LocalDateTime local = LocalDateTime.ofInstant(instant, zone);
        LocalDateTime today = LocalDateTime.ofInstant(now, zone);
        if (local.toLocalDate().equals(today.toLocalDate())) {
            return two(local.getHour()) + ":" + two(local.getMinute()) + ":" + two(local.getSecond());
        }
        String clock = " " + two(local.getHour()) + ":" + two(local.getMinute());
        return local.getYear() == today.getYear()
                ? local.getDayOfMonth() + " " + MONTHS[local.getMonthValue() - 1] + clock
                : local.toLocalDate() + clock;
    }

    /** Local time to the second with the zone's offset, such as {@code 2026-11-22T14:05:10+01:00}. */
    public String full(Instant instant) {
        return OffsetDateTime.ofInstant(instant.truncatedTo(ChronoUnit.SECONDS), zone).toString().replaceAll(
                "(T\\d\\d:\\d\\d)([Z+-])", "$1:00$2");
    }

    /** How far off an instant is: {@code in 1 h 58 m}, {@code 3 m ago}, {@code now}. */
    public String distance(Instant instant) {
        Duration way = Duration.between(now, instant);
        if (way.abs().compareTo(Duration.ofSeconds(1)) < 0) {
            return "now";
        }
        return way.isNegative() ? length(way.negated()) + " ago" : "in " + length(way);
    }

    /** The two largest parts of a length: {@code 6 d 23 h}, {@code 1 h 58 m}, {@code 45 s}, {@code 300 ms}. */
    public static String length(Duration length) {
        if (length.compareTo(Duration.ofSeconds(1)) < 0 && length.toMillis() > 0) {
            return length.toMillis() + " ms";
        }
        long[] parts = {length.toDays(), length.toHoursPart(), length.toMinutesPart(), length.toSecondsPart()};
        String[] names = {"d", "h", "m", "s"};
        int first = 0;
        while (first < parts.length - 1 && parts[first] == 0) {
            first++;
        }
        String text = parts[first] + " " + names[first];
        boolean more = first + 1 < parts.length && parts[first + 1] > 0;
        return more ? text + " " + parts[first + 1] + " " + names[first + 1] : text;
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }
}
