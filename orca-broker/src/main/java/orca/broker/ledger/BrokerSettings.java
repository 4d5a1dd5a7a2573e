package orca.broker.ledger;

import java.time.Duration;
import java.util.Objects;
import orca.core.contract.Principal;

/**
 * What a broker is told before it starts. Durations are longer than nothing, counts 1 or more.
 *
 * @param self who it is
 * @param answerWithin how long a demand may wait for the policy, unless it may start later than that
 * @param askAgain how long to leave a policy alone that failed, or left a demand out; shorter than {@code answerWithin}
 * @param longestApproval how long an operator may be given for an answer at most
 * @param tombstone how long to remember what is over, after its bookings are over too; longer where it could be shown again
 * @param mostTries how often the policy may propose what cannot be before the demand is refused
 * @param mostTickets tickets and demands that are not over
 * @param mostPerHolder the same, of one holder; and as many of its that are over, but for those that could be shown again
 * @param mostRemembered the same with what is over; of that, what would be forgotten next is forgotten early for something new
 * @param mostHoldings delegations that are held, with those that are over; and as many that are given
 */
public record BrokerSettings(
        Principal self,
        Duration answerWithin,
        Duration askAgain,
        Duration longestApproval,
        Duration tombstone,
        int mostTries,
        int mostTickets,
        int mostPerHolder,
        int mostRemembered,
        int mostHoldings) {
    /** The longest of the durations. */
    public static final Duration LONGEST = Duration.ofDays(366);

    public BrokerSettings {
        Objects.requireNonNull(self, "broker.self");
        check("answerWithin", answerWithin);
        check("askAgain", askAgain);
        check("longestApproval", longestApproval);
        check("tombstone", tombstone);
        check("mostTries", mostTries);
        check("mostTickets", mostTickets);
        check("mostPerHolder", mostPerHolder);
        check("mostRemembered", mostRemembered);
        check("mostHoldings", mostHoldings);
        if (askAgain.compareTo(answerWithin) >= 0) {
            throw new IllegalArgumentException(
                    "broker.askAgain: must be shorter than answerWithin (" + answerWithin + "), got " + askAgain);
        }
        if (mostRemembered < mostTickets) {
            throw new IllegalArgumentException(
                    "broker.mostRemembered: must not be less than mostTickets (" + mostTickets + "), got " + mostRemembered);
        }
    }

    /** The defaults. */
    public static BrokerSettings usual(Principal self) {
        return new BrokerSettings(self, Duration.ofMinutes(1), Duration.ofSeconds(5), Duration.ofDays(7), Duration.ofMinutes(10),
                3, 200_000, 100_000, 300_000, 1_000);
    }

    private static void check(String field, Duration value) {
        Objects.requireNonNull(value, "broker." + field);
        if (value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("broker." + field + ": must be more than nothing and at most " + LONGEST
                    + ", got " + value);
        }
    }

    private static void check(String field, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("broker." + field + ": must be 1 or more, got " + value);
        }
    }
}
