package orca.broker.ledger;

import java.util.Objects;
import orca.core.contract.Stamp;

/**
 * That the authority is told which ticket still holds, until it says that the rest is freed: the newest, or none when the
 * ticket is released.
 *
 * @param stamp of the telling
 * @param revoked whether the broker took it back
 * @param held whether the authority answered that it holds something beyond that still
 */
public record Standing(Stamp stamp, boolean revoked, String reason, boolean held) {
    public Standing {
        Objects.requireNonNull(stamp, "standing.stamp");
        Objects.requireNonNull(reason, "standing.reason");
    }
}
