package orca.broker.ledger;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A demand that wants an answer.
 *
 * @param turn its place in the line: lower ones came first
 * @param since when it came
 * @param answerBy when the time for an answer is over, the policy's or the operator's
 * @param approved whether an operator said yes
 * @param tries how often the policy proposed what cannot be
 * @param rest what the policy was asked and said; empty when it was not asked about it as it is
 */
public record Bidding(long turn, Instant since, Instant answerBy, boolean approved, int tries, Optional<Rest> rest) {
    public Bidding {
        Objects.requireNonNull(since, "bidding.since");
        Objects.requireNonNull(answerBy, "bidding.answerBy");
        Objects.requireNonNull(rest, "bidding.rest");
    }

    /**
     * The policy was asked, and is asked again at {@code until} or when something came free.
     */
    public record Rest(Optional<Instant> until) {
        public Rest {
            Objects.requireNonNull(until, "rest.until");
        }
    }

    public Bidding resting(Optional<Instant> until) {
        return new Bidding(turn, since, answerBy, approved, tries, Optional.of(new Rest(until)));
    }

    public Bidding awake() {
        return new Bidding(turn, since, answerBy, approved, tries, Optional.empty());
    }

    /** The policy proposed what cannot be once more; it is asked again. */
    public Bidding failed() {
        return new Bidding(turn, since, answerBy, approved, tries + 1, Optional.empty());
    }

    public Bidding answeredBy(Instant deadline, boolean nowApproved) {
        return new Bidding(turn, since, deadline, nowApproved, tries, Optional.empty());
    }
}
