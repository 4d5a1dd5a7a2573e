package orca.core.lease;

import orca.core.contract.Subject;
import orca.core.resource.Names;

/** One concrete thing in a lease, named by the authority that gives it. */
public record UnitId(String value) implements Subject, Comparable<UnitId> {
    public UnitId {
        Names.check("unit", value);
    }

    @Override
    public int compareTo(UnitId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
