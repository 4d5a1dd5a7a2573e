package orca.simulator.federation;

import java.util.List;
import java.util.function.Consumer;
import orca.authority.Authority;
import orca.authority.state.AuthorityTables;
import orca.broker.Broker;
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
import orca.core.table.Row;
import orca.core.table.Table;
import orca.core.ticket.DelegationState;
import orca.core.ticket.DelegationTable;
import orca.core.ticket.DelegationTrigger;
import orca.core.ticket.TicketState;
import orca.core.ticket.TicketTable;
import orca.core.ticket.TicketTrigger;
import orca.servicemanager.GuestTables;
import orca.servicemanager.ServiceManager;

/** The six tables that a federation goes by; that of delegations serves authorities and brokers alike. */
public record Tables(
        Table<TicketState, TicketTrigger> ticket,
        Table<DelegationState, DelegationTrigger> delegation,
        Table<LeaseState, LeaseTrigger> lease,
        Table<UnitState, UnitTrigger> unit,
        Table<ReservationState, ReservationTrigger> reservation,
        Table<MemberState, MemberTrigger> member) {
    public static final Tables STANDARD = new Tables(TicketTable.TABLE, DelegationTable.TABLE, LeaseTable.TABLE, UnitTable.TABLE,
            ReservationTable.TABLE, MemberTable.TABLE);

    public Tables withTicket(Table<TicketState, TicketTrigger> other) {
        return new Tables(other, delegation, lease, unit, reservation, member);
    }

    public Tables withDelegation(Table<DelegationState, DelegationTrigger> other) {
        return new Tables(ticket, other, lease, unit, reservation, member);
    }

    public Tables withLease(Table<LeaseState, LeaseTrigger> other) {
        return new Tables(ticket, delegation, other, unit, reservation, member);
    }

    public Tables withUnit(Table<UnitState, UnitTrigger> other) {
        return new Tables(ticket, delegation, lease, other, reservation, member);
    }

    public Tables withReservation(Table<ReservationState, ReservationTrigger> other) {
        return new Tables(ticket, delegation, lease, unit, other, member);
    }

    public Tables withMember(Table<MemberState, MemberTrigger> other) {
        return new Tables(ticket, delegation, lease, unit, reservation, other);
    }

    /** The same tables; {@code watcher} hears the name of each cell that is used. */
    public Tables watchedBy(Consumer<String> watcher) {
        return new Tables(
                ticket.watchedBy(r -> watcher.accept(cell(ticket, r))),
                delegation.watchedBy(r -> watcher.accept(cell(delegation, r))),
                lease.watchedBy(r -> watcher.accept(cell(lease, r))),
                unit.watchedBy(r -> watcher.accept(cell(unit, r))),
                reservation.watchedBy(r -> watcher.accept(cell(reservation, r))),
                member.watchedBy(r -> watcher.accept(cell(member, r))));
    }

    /** The name of a row's cell, for people and for maps. */
    public static String cell(Table<?, ?> table, Row<?, ?> row) {
        return table.name() + ": " + row.from() + " on " + row.trigger();
    }

    /** All six. */
    public List<Table<?, ?>> all() {
        return List.of(ticket, delegation, lease, unit, reservation, member);
    }

    /** The actors as they are, going by these tables. */
    public Cast cast() {
        AuthorityTables site = new AuthorityTables(lease, unit, delegation);
        BrokerTables market = new BrokerTables(ticket, delegation);
        GuestTables guest = new GuestTables(reservation, member);
        return new Cast(
                born -> new Authority(Scenery.site(born.self()), site, born.epoch()),
                born -> new Broker(Scenery.market(born.self()), market, born.epoch()),
                born -> new ServiceManager(Scenery.guestSettings(born.self()), guest, born.epoch()));
    }
}
