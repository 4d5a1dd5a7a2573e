package orca.cli.verb;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.cli.screen.Moments;
import orca.core.resource.Names;
import orca.wire.text.When;

/**
 * Points in time as people name them where they are: {@code friday}, {@code tomorrow 14:00}, {@code 2026-12-24}. A day without
 * a time of day is its beginning. A weekday is the next one that has not begun; with a time of day it is today where that is
 * to come.
 */
public final class Days {
    private static final Pattern DAY = Pattern.compile(
            "([a-z]+|[0-9]{4}-[0-9]{2}-[0-9]{2})(?: ([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?))?");

    private Days() {}

    /**
     * What {@code text} says, seen from {@code moments}.
     *
     * @throws IllegalArgumentException saying what is allowed
     */
    public static When when(String text, Moments moments) {
        Matcher day = DAY.matcher(text.strip().toLowerCase(Locale.ROOT));
        Optional<LocalDateTime> local = day.matches() && !text.equals("now") ? local(day.group(1), time(day, text), moments)
                : Optional.empty();
        if (local.isPresent()) {
            return When.at(local.get().atZone(moments.zone()).toInstant());
        }
        try {
            return When.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be a time such as friday, tomorrow 14:00, 2026-12-24 18:00, +3h or "
                    + "2026-01-31T12:00:00Z, got " + Names.quoted(text), e);
        }
    }

    private static Optional<LocalTime> time(Matcher day, String text) {
        try {
            String time = day.group(2);
            return Optional.ofNullable(time).map(t -> LocalTime.parse(t.indexOf(':') == 1 ? "0" + t : t));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("there is no such time of day, got " + Names.quoted(text), e);
        }
    }

    private static Optional<LocalDateTime> local(String day, Optional<LocalTime> time, Moments moments) {
        LocalDate today = LocalDate.ofInstant(moments.now(), moments.zone());
        return switch (day) {
            case "today" -> Optional.of(at(today, time));
            case "tomorrow" -> Optional.of(at(today.plusDays(1), time));
            default -> weekday(day).map(week -> next(at(today.with(TemporalAdjusters.nextOrSame(week)), time), moments))
                    .or(() -> date(day).map(date -> at(date, time)));
        };
    }

    private static LocalDateTime at(LocalDate day, Optional<LocalTime> time) {
        return day.atTime(time.orElse(LocalTime.MIDNIGHT));
    }

    /** A week later where it is over. */
    private static LocalDateTime next(LocalDateTime local, Moments moments) {
        Instant now = moments.now();
        ZoneId zone = moments.zone();
        return local.atZone(zone).toInstant().isAfter(now) ? local : local.plusWeeks(1);
    }

    /** In full, or its first three letters. */
    private static Optional<DayOfWeek> weekday(String word) {
        for (DayOfWeek day : DayOfWeek.values()) {
            String name = day.name().toLowerCase(Locale.ROOT);
            if (word.equals(name) || word.equals(name.substring(0, 3))) {
                return Optional.of(day);
            }
        }
        return Optional.empty();
    }

    private static Optional<LocalDate> date(String text) {
        try {
            return text.startsWith("2") || text.startsWith("1") ? Optional.of(LocalDate.parse(text)) : Optional.empty();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("there is no such day, got " + Names.quoted(text), e);
        }
    }
}
