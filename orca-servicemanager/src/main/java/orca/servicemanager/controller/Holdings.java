package orca.servicemanager.controller;

import java.util.List;
import orca.core.lease.Lease;
import orca.core.policy.GuestView;
import orca.servicemanager.record.ReservationImage;

/** Reservations as a controller is shown them. */
public final class Holdings {
    private Holdings() {}

    public static GuestView.Holding of(ReservationImage reservation) {
        return new GuestView.Holding(
                reservation.id(),
                reservation.purpose().broker(),
                reservation.state(),
                reservation.asks(),
                reservation.term(),
                reservation.lease().map(Lease::units).orElse(List.of()),
                reservation.failure().orElse(reservation.cause().why()));
    }

    /** Whether a controller would see any difference between the two. */
    public static boolean differ(ReservationImage before, ReservationImage after) {
        return before.state() != after.state()
                || !before.asks().equals(after.asks())
                || !before.cause().equals(after.cause())
                || !before.failure().equals(after.failure())
                || !before.lease().equals(after.lease());
    }
}
