package orca.core.actor;

import java.util.Objects;
import orca.core.contract.Principal;
import orca.core.protocol.Message;

/** A message and whom it is for. */
public record Outgoing(Principal to, Message message) {
    public Outgoing {
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(message, "message");
    }
}
