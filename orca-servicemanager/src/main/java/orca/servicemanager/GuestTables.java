package orca.servicemanager;

import java.util.Objects;
import orca.core.reservation.MemberState;
import orca.core.reservation.MemberTable;
import orca.core.reservation.MemberTrigger;
import orca.core.reservation.ReservationState;
import orca.core.reservation.ReservationTable;
import orca.core.reservation.ReservationTrigger;
import orca.core.table.Table;

/** The tables that a service manager obeys; others than {@link #STANDARD} are for tests that watch rows or plant faults. */
public record GuestTables(
        Table<ReservationState, ReservationTrigger> reservation, Table<MemberState, MemberTrigger> member) {
    public static final GuestTables STANDARD = new GuestTables(ReservationTable.TABLE, MemberTable.TABLE);

    public GuestTables {
        Objects.requireNonNull(reservation, "tables.reservation");
        Objects.requireNonNull(member, "tables.member");
    }
}
