package orca.broker.ledger;

import java.util.Objects;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Subject;

/** What was paid: by whom, and how the payer calls it. It has no peer and owes nothing. */
public record ClaimKey(Principal payer, ReservationId id) implements Subject, Comparable<ClaimKey> {
    public ClaimKey {
        Objects.requireNonNull(payer, "claim.payer");
        Objects.requireNonNull(id, "claim.id");
    }

    @Override
    public int compareTo(ClaimKey other) {
        int byPayer = payer.compareTo(other.payer);
        return byPayer != 0 ? byPayer : id.compareTo(other.id);
    }
}
