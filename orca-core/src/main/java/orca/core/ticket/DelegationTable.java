package orca.core.ticket;

import static orca.core.ticket.DelegationState.*;
import static orca.core.ticket.DelegationTrigger.*;

import orca.core.table.Table;

/**
 * Every legal move of a delegation, on one screen; authority and broker each keep their own copy of its state. What a broker
 * says to an older offer, or of what is over, never gets here.
 */
public final class DelegationTable {
    public static final Table<DelegationState, DelegationTrigger> TABLE =
            Table.named("delegation", DelegationState.class, DelegationTrigger.class)
            .row(UNKNOWN, OFFER, OFFERED)
            .row(UNKNOWN, RECLAIM, CLOSED) // taken back before it was heard of

            .row(OFFERED, ACCEPT, HELD)
            .row(OFFERED, REFUSE, REFUSED)
            .row(OFFERED, RECLAIM, RECLAIMING)
            .row(OFFERED, EXPIRE, CLOSED)

            .row(HELD, OFFER, EXTENDING)
            .row(HELD, RECLAIM, RECLAIMING)
            .row(HELD, EXPIRE, CLOSED)
            .ignore(HELD, ACCEPT)

            .row(EXTENDING, ACCEPT, HELD)
            .row(EXTENDING, REFUSE, HELD)
            .row(EXTENDING, RECLAIM, RECLAIMING)
            .row(EXTENDING, EXPIRE, CLOSED)

            .row(RECLAIMING, DRAINED, CLOSED)
            .row(RECLAIMING, EXPIRE, CLOSED)
            .ignore(RECLAIMING, OFFER)
            .ignore(RECLAIMING, RECLAIM)

            .row(REFUSED, FORGET, UNKNOWN)
            .row(REFUSED, RECLAIM, CLOSED)
            .ignore(REFUSED, OFFER)

            .row(CLOSED, FORGET, UNKNOWN)
            .ignore(CLOSED, OFFER)
            .ignore(CLOSED, RECLAIM)
            .table();

    private DelegationTable() {}
}
