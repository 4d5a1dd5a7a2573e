package orca.core.policy;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.ContractKey;
import orca.core.contract.Refusal;
import orca.core.lease.UnitId;

/**
 * What an assignment policy answers.
 *
 * @param choices at most one for each need; carried out in this order, each checked against what the ones before left
 * @param moves units that are to go to other hosts; begun after the choices, in this order, each checked against what is left
 *     then. The old place is free only when the unit has arrived, so nothing else in this plan can have it
 * @param stays units that should be elsewhere and stay where they are, and why; for operators
 * @param again when to ask about moves again though nothing has changed
 * @param state what to remember, if that changed
 */
public record AssignmentPlan(
        List<Choice> choices, List<Move> moves, List<Stay> stays, Optional<Instant> again, Optional<PolicyState> state)
        implements Proposal {
    public AssignmentPlan {
        choices = List.copyOf(choices);
        moves = List.copyOf(moves);
        stays = List.copyOf(stays);
        Objects.requireNonNull(again, "again");
        Objects.requireNonNull(state, "state");
    }

    /** A plan of which all that is moved is as it should be. */
    public AssignmentPlan(List<Choice> choices, List<Move> moves, Optional<PolicyState> state) {
        this(choices, moves, List.of(), Optional.empty(), state);
    }

    /** A plan that moves nothing. */
    public AssignmentPlan(List<Choice> choices, Optional<PolicyState> state) {
        this(choices, List.of(), state);
    }

    /** The same, remembering {@code next}. */
    public AssignmentPlan remembering(Optional<PolicyState> next) {
        return new AssignmentPlan(choices, moves, stays, again, next);
    }

    /** The answer to one need. */
    public sealed interface Choice {
        ContractKey key();
    }

    /**
     * Place the units: one host for each, the same host as often as it is to have units. Those that have to leave their hosts
     * take the first ones, and are moved.
     */
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

    /**
     * Move a unit that is up, by its handler and while it runs if the handler can. What cannot be is left undone, and the reason
     * is on record; the units of one plan beyond {@link AssignmentView#moves} are left where they are.
     *
     * @param unit one of {@link AssignmentView#movable}
     * @param host where to: one of {@link AssignmentView#hosts}, of the unit's type, with room for it
     * @param reason for the holder and the operator
     */
    public record Move(UnitId unit, String host, String reason) {
        public Move {
            Objects.requireNonNull(unit, "unit");
            Objects.requireNonNull(host, "host");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** A unit that stays on a drained host, because it can live nowhere else just now. */
    public record Stay(UnitId unit, String reason) {
        public Stay {
            Objects.requireNonNull(unit, "unit");
            Objects.requireNonNull(reason, "reason");
        }
    }
}
