package orca.wire.call;

import java.time.Duration;

/** How long a caller is told to wait, as a number of seconds, in a fault and in the HTTP header {@code Retry-After}. */
public final class RetryAfter {
    private static final int MOST_DIGITS = 9;

    private RetryAfter() {}

    /** What {@code text} says, at most {@link CallRefused#LONGEST_AFTER}; nothing when it is no number of seconds. */
    public static Duration read(String text) {
        if (text.isEmpty() || text.length() > MOST_DIGITS || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Duration.ZERO;
        }
        Duration said = Duration.ofSeconds(Long.parseLong(text));
        return said.compareTo(CallRefused.LONGEST_AFTER) > 0 ? CallRefused.LONGEST_AFTER : said;
    }
}
