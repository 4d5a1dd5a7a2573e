package orca.core.lease;

import static orca.core.lease.LeaseState.*;
import static orca.core.lease.LeaseTrigger.*;

import orca.core.table.Table;

/**
 * Every legal move of a lease at its authority, on one screen. A timer that rings late never gets here: it is known by its
 * stale mark. Nor does a policy's answer to what is not asked any more.
 */
public final class LeaseTable {
    public static final Table<LeaseState, LeaseTrigger> TABLE =
            Table.named("lease", LeaseState.class, LeaseTrigger.class)
            .row(UNKNOWN, REDEEM, REQUESTED)
            .row(UNKNOWN, CLOSE, CLOSED) // closed before it was redeemed: the ticket may still be on its way
            .row(UNKNOWN, REVOKE, CLOSED)

            .row(REQUESTED, REDEEM, REQUESTED)
            .row(REQUESTED, ASSIGN, PRIMING)
            .row(REQUESTED, REFUSE, REFUSED)
            .row(REQUESTED, OVERDUE, REFUSED)
            .row(REQUESTED, CLOSE, CLOSED)
            .row(REQUESTED, REVOKE, CLOSED)
            .row(REQUESTED, EXPIRE, CLOSED)

            .row(PRIMING, PRIMED, ACTIVE)
            .row(PRIMING, FALLEN, CLOSING) // half a setup is still torn down
            .row(PRIMING, CLOSE, CLOSING)
            .row(PRIMING, REVOKE, CLOSING)
            .row(PRIMING, EXPIRE, CLOSING)
            .ignore(PRIMING, REDEEM) // answered when it is active; the holder repeats

            .row(ACTIVE, REDEEM, EXTENDING)
            .row(ACTIVE, REPAIR, EXTENDING) // of what it has: a dead unit is to be replaced
            .row(ACTIVE, FALLEN, CLOSING) // a dead unit was not replaced, and the holder needs it
            .row(ACTIVE, CLOSE, CLOSING)
            .row(ACTIVE, REVOKE, CLOSING)
            .row(ACTIVE, EXPIRE, CLOSING)

            .row(EXTENDING, REDEEM, EXTENDING)
            .row(EXTENDING, ASSIGN, MODIFYING) // the new term binds here, and re-arms the expiry
            .row(EXTENDING, REFUSE, ACTIVE) // a refused extension keeps the current term
            .row(EXTENDING, OVERDUE, ACTIVE)
            .row(EXTENDING, CLOSE, CLOSING)
            .row(EXTENDING, REVOKE, CLOSING)
            .row(EXTENDING, EXPIRE, CLOSING)

            .row(MODIFYING, MODIFIED, ACTIVE) // a failed modify undoes the resize, never the term
            .row(MODIFYING, CLOSE, CLOSING)
            .row(MODIFYING, REVOKE, CLOSING)
            .row(MODIFYING, EXPIRE, CLOSING)
            .ignore(MODIFYING, REDEEM)

            .row(CLOSING, TORN_DOWN, CLOSED)
            .row(CLOSING, STUCK, FAILED)
            .ignore(CLOSING, REDEEM)
            .ignore(CLOSING, CLOSE)
            .ignore(CLOSING, REVOKE)

            .row(FAILED, TORN_DOWN, CLOSED)
            .ignore(FAILED, REDEEM)
            .ignore(FAILED, CLOSE)
            .ignore(FAILED, REVOKE)
            .ignore(FAILED, STUCK)

            .row(REFUSED, REDEEM, REQUESTED) // another ticket under the same name
            .row(REFUSED, CLOSE, CLOSED)
            .row(REFUSED, REVOKE, CLOSED)
            .row(REFUSED, FORGET, UNKNOWN)

            .row(CLOSED, FORGET, UNKNOWN)
            .ignore(CLOSED, REDEEM)
            .ignore(CLOSED, CLOSE)
            .ignore(CLOSED, REVOKE)
            .table();

    private LeaseTable() {}
}
