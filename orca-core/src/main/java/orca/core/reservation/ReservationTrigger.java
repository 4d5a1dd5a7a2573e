package orca.core.reservation;

/** What can happen to a reservation at its service manager. */
public enum ReservationTrigger {
    /** It is asked for. */
    DEMAND,
    /** The broker grants what was demanded. */
    TICKET,
    /** Broker or authority say no to what was demanded. */
    REFUSED,
    /** Term, predecessors and group allow it. */
    REDEEM,
    /** The authority has bound the newest ticket and its units are up. */
    LEASE,
    /** Every unit is in service. */
    JOINED,
    /** No unit could be taken into service. */
    FALLEN,
    /** The guest, its controller or the renewal wants another term or size. */
    EXTEND,
    /** The site could not set up all that the ticket gives: the rest is not wanted any more. */
    GIVE_BACK,
    /** The guest wants no more of it. */
    CLOSE,
    /** Its own end is reached, the margin for clocks taken off. */
    EXPIRE,
    /** Broker or authority say that it is over. */
    LOST,
    /** Every unit is out of service. */
    LEFT,
    /** Both peers said that it is over, or their time to say so is, and that was wanted. */
    SETTLED,
    /** The same, after something had failed. */
    SETTLED_BADLY,
    /** Nothing can come late any more. */
    FORGET
}
