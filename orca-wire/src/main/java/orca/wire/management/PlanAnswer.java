package orca.wire.management;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the broker's policy would say now; nothing was done, and nothing is held.
 *
 * @param outcomes one for each wish, in order; each with those before it granted
 */
public record PlanAnswer(List<Outcome> outcomes) {
    /**
     * What would come of one wish.
     *
     * @param verdict {@code granted}, {@code refused}, {@code waits}, {@code asks-operator} or {@code unanswered}
     * @param asked units wanted
     * @param granted units that would be ticketed; 0 when none
     * @param term when, if granted
     * @param site the authority, if granted
     * @param estimate when it may start, if it waits
     * @param why a sentence, or empty
     * @param problem what it would be refused with
     */
    public record Outcome(
            String verdict,
            String broker,
            long asked,
            long granted,
            Optional<TermView> term,
            Optional<String> site,
            Optional<Instant> estimate,
            String why,
            Optional<Problem> problem) {}
}
