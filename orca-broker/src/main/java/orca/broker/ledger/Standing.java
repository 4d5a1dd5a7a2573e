package orca.broker.ledger;

import java.util.Objects;
import orca.core.contract.Stamp;

/**
 * What the authority is told, until it says that the rest is freed.
 *
 * @param stamp of the telling
 * @param valid the revision that still holds; 0 when none does
 * @param revoked whether the broker took it back
 */
public record Standing(Stamp stamp, long valid, boolean revoked, String reason) {
    public Standing {
        Objects.requireNonNull(stamp, "standing.stamp");
        Objects.requireNonNull(reason, "standing.reason");
    }
}
