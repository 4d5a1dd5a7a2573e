package orca.authority.state;

import java.util.Objects;
import orca.core.lease.LeaseState;
import orca.core.lease.LeaseTable;
import orca.core.lease.LeaseTrigger;
import orca.core.lease.UnitState;
import orca.core.lease.UnitTable;
import orca.core.lease.UnitTrigger;
import orca.core.table.Table;
import orca.core.ticket.DelegationState;
import orca.core.ticket.DelegationTable;
import orca.core.ticket.DelegationTrigger;

/** The tables that an authority goes by; others than {@link #STANDARD} are for tests and simulations that plant faults. */
public record AuthorityTables(
        Table<LeaseState, LeaseTrigger> lease,
        Table<UnitState, UnitTrigger> unit,
        Table<DelegationState, DelegationTrigger> delegation) {
    public static final AuthorityTables STANDARD =
            new AuthorityTables(LeaseTable.TABLE, UnitTable.TABLE, DelegationTable.TABLE);

    public AuthorityTables {
        Objects.requireNonNull(lease, "tables.lease");
        Objects.requireNonNull(unit, "tables.unit");
        Objects.requireNonNull(delegation, "tables.delegation");
    }
}
