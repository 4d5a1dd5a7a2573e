package orca.wire.text;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;

/**
 * Instants as they are nearly always written, such as {@code 2026-01-31T12:00:00Z} or {@code 2026-01-31T12:00:00.250Z}. The
 * parser of the JDK understands many other forms besides, and takes longer; several of these stand in each message.
 */
public final class PlainInstant {
    private static final String FORM = "0000-00-00T00:00:00";
    private static final int SECONDS_LENGTH = FORM.length() + "Z".length();
    private static final int MILLIS_LENGTH = FORM.length() + ".000Z".length();
    private static final int NANOS_OF_MILLI = 1_000_000;

    private PlainInstant() {}

    /** The instant that {@code text} says in that form; empty for any other, be it an instant or not. */
    public static Optional<Instant> of(String text) {
        int length = text.length();
        if (length != SECONDS_LENGTH && length != MILLIS_LENGTH || text.charAt(length - 1) != 'Z' || !hasForm(text)) {
            return Optional.empty();
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 2);
        int day = digits(text, 8, 2);
        int hour = digits(text, 11, 2);
        int minute = digits(text, 14, 2);
        int second = digits(text, 17, 2);
        int millis = length == SECONDS_LENGTH ? 0 : text.charAt(FORM.length()) == '.' ? digits(text, FORM.length() + 1, 3) : -1;
        boolean time = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60 && millis >= 0;
        if (!time || year < 0 || month < 1 || month > 12 || day < 1 || day > YearMonth.of(year, month).lengthOfMonth()) {
            return Optional.empty();
        }
        long seconds = LocalDate.of(year, month, day).toEpochDay() * 86_400 + hour * 3_600 + minute * 60 + second;
        return Optional.of(Instant.ofEpochSecond(seconds, (long) millis * NANOS_OF_MILLI));
    }

    private static boolean hasForm(String text) {
        return text.charAt(4) == '-' && text.charAt(7) == '-' && text.charAt(10) == 'T' && text.charAt(13) == ':'
                && text.charAt(16) == ':';
    }

    /** Less than 0 when they are not all digits. */
    private static int digits(String text, int from, int count) {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + c - '0';
        }
        return value;
    }
}
