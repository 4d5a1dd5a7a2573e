package orca.core.ticket;

/** What can happen to a delegation, on either side. */
public enum DelegationTrigger {
    /** The authority offers it, or a renewed revision of it. */
    OFFER,
    /** The broker takes what is offered. */
    ACCEPT,
    /** The broker does not take what is offered. */
    REFUSE,
    /** The authority wants no more tickets issued on it. */
    RECLAIM,
    /** The last live ticket on it is gone. */
    DRAINED,
    /** Its term is over, turnaround included. */
    EXPIRE,
    /** Nothing can come late any more. */
    FORGET
}
