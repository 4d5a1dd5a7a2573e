package orca.core.ticket;

import orca.core.contract.Subject;
import orca.core.resource.Names;

/** What an authority calls the right that it gave a broker. */
public record DelegationId(String value) implements Subject, Comparable<DelegationId> {
    public DelegationId {
        Names.check("delegation", value);
    }

    @Override
    public int compareTo(DelegationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
