package orca.servicemanager.record;

import orca.core.contract.Subject;
import orca.core.resource.Names;

/** Names a slice: a group of reservations that its guest thinks of as one thing. */
public record SliceName(String value) implements Subject, Comparable<SliceName> {
    public SliceName {
        Names.check("slice", value);
    }

    @Override
    public int compareTo(SliceName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
