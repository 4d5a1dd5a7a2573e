package orca.core.lease;

import static orca.core.lease.UnitState.*;
import static orca.core.lease.UnitTrigger.*;

import orca.core.table.Table;

/**
 * Every legal move of one unit, on one screen. A unit is free only after a confirmed teardown or by an operator's word. The
 * outcome of a call that is not running any more never gets here: it is known by the call's name.
 */
public final class UnitTable {
    public static final Table<UnitState, UnitTrigger> TABLE =
            Table.named("unit", UnitState.class, UnitTrigger.class)
            .row(FREE, ASSIGN, SETUP)

            .row(SETUP, DONE, READY)
            .row(SETUP, RETRY, SETUP)
            .row(SETUP, FAIL, TEARDOWN)
            .row(SETUP, CLOSE, STOPPING)

            .row(READY, CHANGE, MODIFYING)
            .row(READY, MOVE, MIGRATING) // its place on the other host is booked first
            .row(READY, DIE, REPLACING) // it keeps its place, another one is looked for first
            .row(READY, LEAVE, REPLACING) // likewise, though it lives
            .row(READY, CLOSE, TEARDOWN)

            .row(MODIFYING, DONE, READY)
            .row(MODIFYING, RETRY, MODIFYING)
            .row(MODIFYING, FAIL, READY) // it stays as it was
            .row(MODIFYING, CLOSE, STOPPING)

            .row(MIGRATING, DONE, READY) // it has arrived, or is back; the other place is given up with that
            .row(MIGRATING, RETRY, MIGRATING) // once more, or back to where it was
            .row(MIGRATING, FAIL, READY) // it is where it was
            .row(MIGRATING, LOST, QUARANTINED) // and keeps both places
            .row(MIGRATING, CHANGE, MIGRATING) // its handler hears of it when the move is over
            .row(MIGRATING, CLOSE, STOPPING)

            .row(REPLACING, CLOSE, TEARDOWN) // swapped, or given up
            .row(REPLACING, STAY, READY) // it lives, and nobody came in its place

            .row(STOPPING, DONE, TEARDOWN)
            .row(STOPPING, RETRY, TEARDOWN)
            .row(STOPPING, FAIL, TEARDOWN)

            .row(TEARDOWN, DONE, FREE)
            .row(TEARDOWN, RETRY, TEARDOWN)
            .row(TEARDOWN, FAIL, QUARANTINED)
            .ignore(TEARDOWN, CLOSE)

            .row(QUARANTINED, AGAIN, TEARDOWN)
            .row(QUARANTINED, FREE_BY_HAND, FREE)
            .ignore(QUARANTINED, CLOSE)
            .table();

    private UnitTable() {}
}
