package orca.broker.ledger;

import java.util.Objects;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Subject;

/** A ticket that its holder spoke of while a loss was open, and that is not known. */
public record StrayImage(ContractKey key, Cause cause) implements BrokerRecord {
    /** A stray as a subject, beside the ticket of that name that may come. */
    public record Stray(ContractKey key) implements Subject {}

    public StrayImage {
        Objects.requireNonNull(key, "stray.key");
        Objects.requireNonNull(cause, "stray.cause");
    }

    @Override
    public Subject subject() {
        return new Stray(key);
    }
}
