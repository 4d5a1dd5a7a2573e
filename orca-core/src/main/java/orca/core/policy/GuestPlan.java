package orca.core.policy;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.protocol.Command;

/**
 * What a guest controller answers: commands as the guest's operator could give them, at most {@link #MOST_MOVES}.
 *
 * @param slice the slice that it was shown
 * @param state what to remember, if that changed
 */
public record GuestPlan(String slice, List<Command.Guest> moves, Optional<PolicyState> state) implements Proposal {
    /** The most commands in one plan. */
    public static final int MOST_MOVES = 256;

    public GuestPlan {
        Objects.requireNonNull(slice, "slice");
        moves = List.copyOf(moves);
        Objects.requireNonNull(state, "state");
        if (moves.size() > MOST_MOVES) {
            throw new IllegalArgumentException("plan.moves: at most " + MOST_MOVES + ", got " + moves.size());
        }
    }
}
