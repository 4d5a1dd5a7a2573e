package orca.core.policy;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.ContractKey;
import orca.core.contract.Refusal;

/**
 * What an assignment policy answers.
 *
 * @param choices at most one for each need; carried out in this order, each checked against what the ones before left
 * @param state what to remember, if that changed
 */
public record AssignmentPlan(List<Choice> choices, Optional<PolicyState> state) implements Proposal {
    public AssignmentPlan {
        choices = List.copyOf(choices);
        Objects.requireNonNull(state, "state");
    }

    /** The answer to one need. */
    public sealed interface Choice {
        ContractKey key();
    }

    /** Place the units: one host for each, the same host as often as it is to have units. */
    public record Assign(ContractKey key, List<String> hosts) implements Choice {
        public Assign {
            Objects.requireNonNull(key, "key");
            hosts = List.copyOf(hosts);
        }
    }

    /** Say no. */
    public record Refuse(ContractKey key, Refusal refusal) implements Choice {
        public Refuse {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(refusal, "refusal");
        }
    }

    /** Say nothing yet; asked again when a host has room, until the authority's time for an answer is over. */
    public record Wait(ContractKey key, String reason) implements Choice {
        public Wait {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** Ask the operator, who has until {@code deadline} to say yes or no; the lease waits where it is. */
    public record AskOperator(ContractKey key, Instant deadline, String reason) implements Choice {
        public AskOperator {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(deadline, "deadline");
            Objects.requireNonNull(reason, "reason");
        }
    }
}
