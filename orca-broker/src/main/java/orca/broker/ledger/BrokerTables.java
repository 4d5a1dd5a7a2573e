package orca.broker.ledger;

import java.util.Objects;
import orca.core.table.Table;
import orca.core.ticket.DelegationState;
import orca.core.ticket.DelegationTable;
import orca.core.ticket.DelegationTrigger;
import orca.core.ticket.TicketState;
import orca.core.ticket.TicketTable;
import orca.core.ticket.TicketTrigger;

/** The tables that a broker follows; others than the standard ones only where a simulation plants faults. */
public record BrokerTables(
        Table<TicketState, TicketTrigger> ticket, Table<DelegationState, DelegationTrigger> delegation) {
    public static final BrokerTables STANDARD = new BrokerTables(TicketTable.TABLE, DelegationTable.TABLE);

    public BrokerTables {
        Objects.requireNonNull(ticket, "tables.ticket");
        Objects.requireNonNull(delegation, "tables.delegation");
    }
}
