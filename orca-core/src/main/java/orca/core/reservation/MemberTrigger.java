package orca.core.reservation;

/** What can happen to a leased unit in the guest. */
public enum MemberTrigger {
    /** The lease names it. */
    JOIN,
    /** Its handler did what it was asked. */
    DONE,
    /** Its handler failed and may be tried again. */
    RETRY,
    /** Its handler failed for good. */
    FAIL,
    /** The lease gives it another size or end. */
    CHANGE,
    /** It is to leave. */
    LEAVE
}
