package orca.servicemanager.record;

import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Subject;

/**
 * A reservation that a peer spoke of while a loss was open, and that is not known.
 *
 * @param peer who holds something for it
 * @param site whose rights the ticket is drawn from, when a broker showed one
 */
public record StrayImage(Principal peer, ReservationId id, Cause cause, Optional<Principal> site) implements GuestRecord {
    /** A stray as a subject, beside the reservation of that name that may come. */
    public record Stray(Principal peer, ReservationId id) implements Subject {}

    public StrayImage {
        Objects.requireNonNull(peer, "stray.peer");
        Objects.requireNonNull(id, "stray.id");
        Objects.requireNonNull(cause, "stray.cause");
        Objects.requireNonNull(site, "stray.site");
    }

    @Override
    public Stray subject() {
        return new Stray(peer, id);
    }
}
