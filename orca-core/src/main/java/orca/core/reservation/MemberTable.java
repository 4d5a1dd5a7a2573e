package orca.core.reservation;

import static orca.core.reservation.MemberState.*;
import static orca.core.reservation.MemberTrigger.*;

import orca.core.table.Table;

/**
 * Every legal move of a leased unit in the guest, on one screen. The outcome of a call that is not running any more never gets
 * here: it is known by the call's name.
 */
public final class MemberTable {
    public static final Table<MemberState, MemberTrigger> TABLE =
            Table.named("member", MemberState.class, MemberTrigger.class)
            .row(OUT, JOIN, JOINING)
            .ignore(OUT, LEAVE)

            .row(JOINING, DONE, IN)
            .row(JOINING, RETRY, JOINING)
            .row(JOINING, FAIL, LEAVING) // half a join is still undone
            .row(JOINING, LEAVE, STOPPING)

            .row(IN, CHANGE, CHANGING)
            .row(IN, LEAVE, LEAVING)

            .row(CHANGING, DONE, IN)
            .row(CHANGING, RETRY, CHANGING)
            .row(CHANGING, FAIL, IN)
            .row(CHANGING, LEAVE, STOPPING)

            .row(STOPPING, DONE, LEAVING)
            .row(STOPPING, RETRY, LEAVING)
            .row(STOPPING, FAIL, LEAVING)
            .ignore(STOPPING, LEAVE)

            .row(LEAVING, DONE, OUT)
            .row(LEAVING, RETRY, LEAVING)
            .row(LEAVING, FAIL, OUT) // the unit goes back to the site all the same
            .ignore(LEAVING, LEAVE)
            .table();

    private MemberTable() {}
}
