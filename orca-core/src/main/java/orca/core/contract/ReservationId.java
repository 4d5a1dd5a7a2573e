package orca.core.contract;

import orca.core.resource.Names;

/** What a guest calls one of its reservations; ticket and lease carry the same id. Unique for one holder only. */
public record ReservationId(String value) implements Comparable<ReservationId> {
    public ReservationId {
        Names.check("reservation", value);
    }

    @Override
    public int compareTo(ReservationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
