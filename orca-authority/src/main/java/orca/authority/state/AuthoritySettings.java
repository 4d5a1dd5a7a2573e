package orca.authority.state;

import java.time.Duration;
import java.util.Objects;
import orca.core.contract.Principal;
import orca.core.resource.Names;

/**
 * Everything that can be set about an authority.
 *
 * @param self who it is
 * @param name begins the names of its units and delegations; a name of at most {@link #MOST_NAME} characters
 * @param limits how much it takes on
 * @param retries how patient it is with handlers
 * @param answerWithin how long a redeemed ticket may wait for hosts before it is refused; more than nothing, at most 30 days
 * @param askAgain when a policy that let a lease wait, or failed, is asked again though nothing changed; likewise
 * @param tombstone how long a lease is remembered after nothing of it can come any more; not negative, at most 30 days
 */
public record AuthoritySettings(
        Principal self,
        String name,
        Limits limits,
        Retries retries,
        Duration answerWithin,
        Duration askAgain,
        Duration tombstone) {
    /** The longest {@link #name}. */
    public static final int MOST_NAME = 32;
    /** The largest entry of a host's or delegation's capacity, so that no sum of any number of them overflows. */
    public static final long LARGEST = 1L << 39;
    private static final Duration LONGEST = Duration.ofDays(30);

    public AuthoritySettings {
        Objects.requireNonNull(self, "settings.self");
        Names.check("settings.name", name);
        Objects.requireNonNull(limits, "settings.limits");
        Objects.requireNonNull(retries, "settings.retries");
        if (name.length() > MOST_NAME) {
            throw new IllegalArgumentException("settings.name: at most " + MOST_NAME + " characters, got " + name.length());
        }
        check(answerWithin, "answerWithin", false);
        check(askAgain, "askAgain", false);
        check(tombstone, "tombstone", true);
    }

    private static void check(Duration value, String field, boolean zero) {
        Objects.requireNonNull(value, "settings." + field);
        if (value.isNegative() || value.isZero() && !zero || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("settings." + field + ": must be " + (zero ? "from 0 to "
                    : "more than 0 and at most ")
                    + LONGEST + ", got " + value);
        }
    }

    /** What suits most sites; named like its principal. */
    public static AuthoritySettings usual(Principal self) {
        String name = self.value();
        return new AuthoritySettings(self, name.substring(0, Math.min(name.length(), 16)), Limits.USUAL, Retries.USUAL,
                Duration.ofMinutes(1), Duration.ofSeconds(15), Duration.ofMinutes(10));
    }
}
