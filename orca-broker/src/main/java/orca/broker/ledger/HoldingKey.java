package orca.broker.ledger;

import java.util.Objects;
import orca.core.contract.Principal;
import orca.core.contract.Subject;
import orca.core.ticket.DelegationId;

/**
 * Names a delegation at its broker. Who gave it is part of the name, so that none can occupy an id that another is about to
 * use.
 *
 * @param giver an authority, or the broker that holds what this is a part of
 */
public record HoldingKey(Principal giver, DelegationId id) implements Subject, Comparable<HoldingKey> {
    public HoldingKey {
        Objects.requireNonNull(giver, "giver");
        Objects.requireNonNull(id, "id");
    }

    @Override
    public int compareTo(HoldingKey other) {
        int byGiver = giver.compareTo(other.giver);
        return byGiver != 0 ? byGiver : id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return giver + "/" + id;
    }
}
