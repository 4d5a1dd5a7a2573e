package orca.authority.state;

import java.util.Objects;
import orca.core.contract.Principal;
import orca.core.contract.Subject;
import orca.core.protocol.Message;

/** An answer to a broker that needs no memory: nothing is held any more, and the lease's own image keeps it so. */
public record StandingReply(Principal broker, Message.StandingView view) implements Subject {
    public StandingReply {
        Objects.requireNonNull(broker, "broker");
        Objects.requireNonNull(view, "view");
    }
}
