package orca.core.resource;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How people write lengths of time: in configurations, commands and settings of policies alike. */
public final class Lengths {
    /** The longest that is read: more than any term can last, and short enough for sums. */
    public static final Duration LONGEST = Duration.ofDays(3_000_000);

    private static final Pattern PART = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d|w)");

    private Lengths() {}

    /**
     * The length that {@code text} says: parts such as {@code 30s}, {@code 1h30m}, {@code 500ms}, {@code 7d}, {@code 2w}, or
     * ISO-8601 such as {@code PT5M}. A plain {@code 0} is no time at all.
     *
     * @throws IllegalArgumentException saying what is allowed
     */
    public static Duration read(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        try {
            if (text.startsWith("P")) {
                return bounded(Duration.parse(text), text);
            }
            Matcher part = PART.matcher(text);
            Duration sum = Duration.ZERO;
            int at = 0;
            while (at < text.length() && part.find(at) && part.start() == at) {
                sum = sum.plus(one(Long.parseLong(part.group(1)), part.group(2)));
                at = part.end();
            }
            if (at == text.length() && at > 0) {
                return bounded(sum, text);
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("too long or not a length of time, got " + Names.quoted(text), e);
        }
        throw new IllegalArgumentException(
                "must be a length of time such as 30s, 5m, 1h30m, 7d or PT5M, got " + Names.quoted(text));
    }

    private static Duration bounded(Duration length, String text) {
        if (length.isNegative() || length.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "must be a length of time from 0 to " + LONGEST.toDays() + "d, got " + Names.quoted(text));
        }
        return length;
    }

    private static Duration one(long number, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofDays(Math.multiplyExact(7, number));
        };
    }
}
