package orca.simulator.plants;

import java.util.function.Consumer;
import orca.authority.Authority;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.AuthorityTables;
import orca.broker.Broker;
import orca.broker.ledger.BrokerSettings;
import orca.broker.ledger.BrokerTables;
import orca.core.lease.LeaseState;
import orca.core.lease.LeaseTable;
import orca.core.lease.LeaseTrigger;
import orca.core.lease.UnitState;
import orca.core.lease.UnitTable;
import orca.core.lease.UnitTrigger;
import orca.core.reservation.MemberState;
import orca.core.reservation.MemberTable;
import orca.core.reservation.MemberTrigger;
import orca.core.reservation.ReservationState;
import orca.core.reservation.ReservationTable;
import orca.core.reservation.ReservationTrigger;
import orca.core.table.Table;
import orca.core.ticket.DelegationState;
import orca.core.ticket.DelegationTable;
import orca.core.ticket.DelegationTrigger;
import orca.core.ticket.TicketState;
import orca.core.ticket.TicketTable;
import orca.core.ticket.TicketTrigger;
import orca.servicemanager.GuestSettings;
import orca.servicemanager.GuestTables;
import orca.servicemanager.ServiceManager;
import orca.simulator.federation.Cast;

/** The six tables that a federation goes by; that of delegations serves authorities and brokers alike. */
record Six(
        Table<TicketState, TicketTrigger> ticket,
        Table<DelegationState, DelegationTrigger> delegation,
        Table<LeaseState, LeaseTrigger> lease,
        Table<UnitState, UnitTrigger> unit,
        Table<ReservationState, ReservationTrigger> reservation,
        Table<MemberState, MemberTrigger> member) {
    static final Six STANDARD = new Six(TicketTable.TABLE, DelegationTable.TABLE, LeaseTable.TABLE, UnitTable.TABLE,
            ReservationTable.TABLE, MemberTable.TABLE);

    Six withTicket(Table<TicketState, TicketTrigger> other) {
        return new Six(other, delegation, lease, unit, reservation, member);
    }

    Six withDelegation(Table<DelegationState, DelegationTrigger> other) {
        return new Six(ticket, other, lease, unit, reservation, member);
    }

    Six withLease(Table<LeaseState, LeaseTrigger> other) {
        return new Six(ticket, delegation, other, unit, reservation, member);
    }

    Six withUnit(Table<UnitState, UnitTrigger> other) {
        return new Six(ticket, delegation, lease, other, reservation, member);
    }

    Six withReservation(Table<ReservationState, ReservationTrigger> other) {
        return new Six(ticket, delegation, lease, unit, other, member);
    }

    Six withMember(Table<MemberState, MemberTrigger> other) {
        return new Six(ticket, delegation, lease, unit, reservation, other);
    }

    /** The same tables; {@code watcher} hears the name of each cell that is used. */
    Six watchedBy(Consumer<String> watcher) {
        return new Six(
                ticket.watchedBy(r -> watcher.accept(Mutation.cell(ticket, r))),
                delegation.watchedBy(r -> watcher.accept(Mutation.cell(delegation, r))),
                lease.watchedBy(r -> watcher.accept(Mutation.cell(lease, r))),
                unit.watchedBy(r -> watcher.accept(Mutation.cell(unit, r))),
                reservation.watchedBy(r -> watcher.accept(Mutation.cell(reservation, r))),
                member.watchedBy(r -> watcher.accept(Mutation.cell(member, r))));
    }

    /** The actors as they are, going by these tables. */
    Cast cast() {
        AuthorityTables site = new AuthorityTables(lease, unit, delegation);
        BrokerTables market = new BrokerTables(ticket, delegation);
        GuestTables guest = new GuestTables(reservation, member);
        return new Cast(
                self -> new Authority(AuthoritySettings.usual(self), site, 1),
                self -> new Broker(BrokerSettings.usual(self), market, 1),
                self -> new ServiceManager(GuestSettings.usual(self), guest, 1));
    }
}
