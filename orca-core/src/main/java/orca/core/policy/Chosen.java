package orca.core.policy;

import java.util.Objects;
import orca.core.contract.Cause;
import orca.core.protocol.PolicyChoice;

/** What an operator chose against the configuration, and since when, by whose word. */
public record Chosen(PolicyChoice choice, Cause cause) {
    public Chosen {
        Objects.requireNonNull(choice, "chosen.choice");
        Objects.requireNonNull(cause, "chosen.cause");
    }
}
