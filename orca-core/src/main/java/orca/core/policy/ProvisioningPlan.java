package orca.core.policy;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.ContractKey;
import orca.core.contract.Refusal;
import orca.core.ticket.DelegationId;
import orca.core.time.Term;

/**
 * What a provisioning policy answers.
 *
 * @param choices at most one for each bid; carried out in this order, each checked against what the ones before left
 * @param state what to remember, if that changed
 * @param asTold whether every demand that is left out, and was told something before, goes on waiting with that; otherwise what
 *     is left out of the view's {@code bids} got no answer, and is asked about again after a while
 */
public record ProvisioningPlan(List<Choice> choices, Optional<PolicyState> state, boolean asTold) implements Proposal {
    public ProvisioningPlan {
        choices = List.copyOf(choices);
        Objects.requireNonNull(state, "state");
    }

    /** A plan that says all there is to say. */
    public ProvisioningPlan(List<Choice> choices, Optional<PolicyState> state) {
        this(choices, state, false);
    }

    /** The answer to one bid. */
    public sealed interface Choice {
        ContractKey key();
    }

    /** Issue a ticket: within the demand, and within the delegation throughout the term. */
    public record Grant(ContractKey key, DelegationId delegation, long units, Term term, String why) implements Choice {
        public Grant {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(delegation, "delegation");
            Objects.requireNonNull(term, "term");
            Objects.requireNonNull(why, "why");
        }
    }

    /** Say no. */
    public record Refuse(ContractKey key, Refusal refusal) implements Choice {
        public Refuse {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(refusal, "refusal");
        }
    }

    /**
     * Say nothing yet: the demand is deferrable, and may be granted later.
     *
     * @param estimate when; its holder is told
     * @param again when to be asked again at the latest; in any case that is whenever quantity comes free before
     */
    public record Wait(ContractKey key, Optional<Instant> estimate, Optional<Instant> again, String reason) implements Choice {
        public Wait {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(estimate, "estimate");
            Objects.requireNonNull(again, "again");
            Objects.requireNonNull(reason, "reason");
        }

        /** Until the estimate. */
        public Wait(ContractKey key, Optional<Instant> estimate, String reason) {
            this(key, estimate, estimate, reason);
        }
    }

    /** Ask the operator, who has until {@code deadline} to say yes or no. */
    public record AskOperator(ContractKey key, Instant deadline, String reason) implements Choice {
        public AskOperator {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(deadline, "deadline");
            Objects.requireNonNull(reason, "reason");
        }
    }
}
