package orca.core.lease;

/** What can happen to a lease at its authority. */
public enum LeaseTrigger {
    /** The holder redeems a ticket, for the first time or a newer one. */
    REDEEM,
    /** Every unit has a host; the term of the ticket binds. */
    ASSIGN,
    /** There is no place for it, or the ticket does not hold. */
    REFUSE,
    /** The time for an answer is over. */
    OVERDUE,
    /** Every unit is up, or enough of them are and the others are given up. */
    PRIMED,
    /** A unit was found dead, and a host is wanted for another one. */
    REPAIR,
    /** Fewer units are left than the holder can use. */
    FALLEN,
    /** Every unit was changed, or was left as it was. */
    MODIFIED,
    /** The holder wants no more of it. */
    CLOSE,
    /** The broker or the site takes it back. */
    REVOKE,
    /** The term is over. */
    EXPIRE,
    /** No unit is left. */
    TORN_DOWN,
    /** Every unit is gone or quarantined, and some are quarantined. */
    STUCK,
    /** Nothing can come late any more. */
    FORGET
}
