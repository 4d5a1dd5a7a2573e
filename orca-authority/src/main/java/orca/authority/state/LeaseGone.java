package orca.authority.state;

import java.util.Objects;
import orca.core.contract.ContractKey;
import orca.core.contract.Subject;

/** A lease is forgotten. */
public record LeaseGone(ContractKey key) implements AuthorityRecord {
    public LeaseGone {
        Objects.requireNonNull(key, "key");
    }

    @Override
    public Subject subject() {
        return key;
    }
}
