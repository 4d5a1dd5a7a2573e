package orca.servicemanager.record;

import orca.core.contract.Subject;
import orca.core.resource.Names;

/** Names an all-or-nothing group of reservations. */
public record GroupId(String value) implements Subject, Comparable<GroupId> {
    public GroupId {
        Names.check("group", value);
    }

    @Override
    public int compareTo(GroupId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
