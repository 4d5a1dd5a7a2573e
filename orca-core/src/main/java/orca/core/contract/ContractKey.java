package orca.core.contract;

import java.util.Objects;

/**
 * Names a ticket or lease at its broker or authority. The holder is part of the name, so that no guest can occupy an id
 * that another is about to use.
 */
public record ContractKey(Principal holder, ReservationId id) implements Subject, Comparable<ContractKey> {
    public ContractKey {
        Objects.requireNonNull(holder, "holder");
        Objects.requireNonNull(id, "id");
    }

    @Override
    public int compareTo(ContractKey other) {
        int byHolder = holder.compareTo(other.holder);
        return byHolder != 0 ? byHolder : id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return holder + "/" + id;
    }
}
