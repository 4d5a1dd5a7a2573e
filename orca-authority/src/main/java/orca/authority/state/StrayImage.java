package orca.authority.state;

import java.util.Objects;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Subject;

/** A contract that a peer spoke of while a loss was open, and that is not known, or not as the peer knows it. */
public record StrayImage(ContractKey key, Cause cause) implements AuthorityRecord {
    public StrayImage {
        Objects.requireNonNull(key, "stray.key");
        Objects.requireNonNull(cause, "stray.cause");
    }

    @Override
    public Subject subject() {
        return new SiteSubject("stray", key.toString());
    }
}
