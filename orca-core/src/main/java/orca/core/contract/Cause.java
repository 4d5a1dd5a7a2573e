package orca.core.contract;

import java.time.Instant;
import java.util.Objects;

/**
 * Why something is as it is: the last thing that happened to it, for the journal and for people.
 *
 * @param at when, by the clock of its actor
 * @param what the trigger's name
 * @param why a sentence, or empty; at most {@link Refusal#MAX_REASON} characters are kept
 */
public record Cause(Instant at, String what, String why) {
    public Cause {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(why, "why");
        why = why.length() > Refusal.MAX_REASON ? why.substring(0, Refusal.MAX_REASON) : why;
    }
}
