package orca.broker.ledger;

import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Subject;
import orca.core.protocol.Message;

/**
 * A ticket that its holder shows, and that cannot be in force beside what is known here.
 *
 * @param said what it said; empty in records of the first version, and without the ticket in those of the second, which noted
 *     whoever spoke of one
 */
public record StrayImage(ContractKey key, Cause cause, Optional<Message.TicketDemand> said) implements BrokerRecord {
    /** A stray as a subject, beside the ticket of that name that may come. */
    public record Stray(ContractKey key) implements Subject {}

    public StrayImage {
        Objects.requireNonNull(key, "stray.key");
        Objects.requireNonNull(cause, "stray.cause");
        Objects.requireNonNull(said, "stray.said");
    }

    @Override
    public Stray subject() {
        return new Stray(key);
    }
}
