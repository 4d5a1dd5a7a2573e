package orca.servicemanager.record;

/** Where an all-or-nothing group stands. */
public enum GroupState {
    /** Some member has no ticket yet; none is redeemed. */
    OPEN,
    /** Every member has its ticket; they are redeemed. */
    COMPLETE,
    /** Every member has been in use; from here on each goes its own way. */
    DONE,
    /** Some member failed or was closed before that; all are given up. */
    BROKEN
}
