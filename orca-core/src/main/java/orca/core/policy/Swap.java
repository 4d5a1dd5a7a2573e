package orca.core.policy;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.contract.Refusal;
import orca.core.protocol.Command;
import orca.core.protocol.PolicyChoice;
import orca.core.protocol.Reply;

/**
 * What the command to follow another policy comes to, the same for every actor. Nothing that was promised is part of it: the
 * actor writes down what it follows, forgets what a policy of another name remembered, and asks the new one about all that waits.
 *
 * @param chosen what holds against the configuration from now on; empty when the configuration is followed
 * @param changes whether that is news
 * @param forgets whether what the policy before remembered is of no use to this one
 */
public record Swap(Optional<Chosen> chosen, boolean changes, boolean forgets, Cause cause) {
    public Swap {
        Objects.requireNonNull(chosen, "swap.chosen");
        Objects.requireNonNull(cause, "swap.cause");
    }

    /**
     * @param before what was chosen before
     * @param state what the policy before remembered
     */
    public static Swap of(Command.SetPolicy command, String operator, Instant now, Optional<Chosen> before,
            Optional<PolicyState> state) {
        Cause cause = new Cause(now, "SET_POLICY", "by " + operator);
        Optional<PolicyChoice> after = command.lasting() ? Optional.of(command.choice()) : Optional.empty();
        boolean foreign = state.filter(s -> !s.policy().equals(command.choice().policy())).isPresent();
        return new Swap(after.map(choice -> new Chosen(choice, cause)), !after.equals(before.map(Chosen::choice)), foreign,
                cause);
    }

    /** Why an actor that has one policy does not take {@code command}; empty when it does. */
    public static Optional<Refusal> misdirected(Command.SetPolicy command) {
        return command.slice().map(slice -> Refusal.of(Refusal.Kind.NEVER,
                "slice: only a service manager has a policy for each slice, its controllers; this actor has one policy"));
    }

    public Reply reply(Command.SetPolicy command) {
        return new Reply.Accepted(List.of(command.choice().policy()), changes ? "" : "it is followed already");
    }
}
