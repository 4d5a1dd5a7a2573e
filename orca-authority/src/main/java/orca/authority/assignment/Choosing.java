package orca.authority.assignment;

import java.util.Optional;
import orca.authority.state.ChoiceImage;
import orca.authority.state.Draft;
import orca.authority.state.PolicyImage;
import orca.core.contract.Refusal;
import orca.core.policy.PolicyView;
import orca.core.policy.Swap;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;

/** An operator wants another policy to be followed: that is written down, and whoever waits for room is asked about anew. */
public final class Choosing {
    private Choosing() {}

    public static Reply follow(Draft draft, Command.SetPolicy command, String operator) {
        Optional<Refusal> no = Swap.misdirected(command);
        if (no.isPresent()) {
            return new Reply.Declined(no.get());
        }
        Swap swap = Swap.of(command, operator, draft.now(), Optional.ofNullable(draft.site().chosen().get(PolicyView.OWN)),
                draft.site().policy().flatMap(PolicyImage::state));
        if (swap.changes()) {
            draft.put(new ChoiceImage(swap.chosen(), draft.freedRoom(), swap.cause()));
        }
        if (swap.changes() && swap.forgets()) {
            draft.put(new PolicyImage(Optional.empty(), Optional.empty(), swap.cause()));
        }
        return swap.reply(command);
    }
}
