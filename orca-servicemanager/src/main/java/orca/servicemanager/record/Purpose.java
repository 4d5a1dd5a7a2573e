package orca.servicemanager.record;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;

/**
 * What a reservation was made for; the part of it that never changes.
 *
 * @param broker whom it is asked of
 * @param group the all-or-nothing group that it belongs to
 * @param redeemAfter what must be in use before it is redeemed
 * @param joinAfter what must be in use before its units join
 * @param renewUntil it is renewed again and again until then
 * @param length by how much; the length of the term that was first asked for
 */
public record Purpose(
        SliceName slice,
        Principal broker,
        Optional<GroupId> group,
        List<ReservationId> redeemAfter,
        List<ReservationId> joinAfter,
        Optional<Instant> renewUntil,
        Duration length) {
    public Purpose {
        Objects.requireNonNull(slice, "purpose.slice");
        Objects.requireNonNull(broker, "purpose.broker");
        Objects.requireNonNull(group, "purpose.group");
        redeemAfter = List.copyOf(redeemAfter);
        joinAfter = List.copyOf(joinAfter);
        Objects.requireNonNull(renewUntil, "purpose.renewUntil");
        Objects.requireNonNull(length, "purpose.length");
    }
}
