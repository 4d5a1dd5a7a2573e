package orca.servicemanager;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import orca.core.ticket.DelegationChain;

/**
 * What a guest pays markets with: credits that a bank, or whoever had them from there, gave it.
 *
 * @param credits sealed, as the giver wrote them; the guest must be their holder, and they have one dimension
 * @param lasts for how long a claim is its market's; then its credits are the guest's again
 * @param most how many of the credits it may have promised at a time, as it passed on the others; empty for all
 */
public record Purse(Optional<DelegationChain> credits, Duration lasts, Optional<Long> most) {
    /** What a demand says that it pays, in credits. */
    public static final String PROPERTY = "pay";
    private static final Duration LONGEST = Duration.ofDays(365);
    /** A guest that pays nothing. */
    public static final Purse NONE = new Purse(Optional.empty(), Duration.ofMinutes(90), Optional.empty());

    public Purse {
        Objects.requireNonNull(credits, "purse.credits");
        if (lasts.compareTo(Duration.ofSeconds(1)) < 0 || lasts.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("purse.lasts: must be from a second to 365 days, got " + lasts);
        }
        if (most.filter(credit -> credit < 0).isPresent()) {
            throw new IllegalArgumentException("purse.most: must be 0 or more, got " + most.get());
        }
        credits.ifPresent(chain -> {
            if (chain.last().type().dimensions().size() != 1) {
                throw new IllegalArgumentException("purse.credits: must be of a type with one dimension, the credits, got "
                        + chain.last().type().dimensions());
            }
        });
    }

    /** How many credits it may have promised at a time. */
    long budget() {
        long all = credits.map(chain -> chain.last().promisable().get(1)).orElse(0L);
        return Math.min(all, most.orElse(all));
    }
}
