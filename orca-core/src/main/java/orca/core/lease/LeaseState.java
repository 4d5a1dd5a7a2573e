package orca.core.lease;

import orca.core.table.State;

/** Where a lease stands at its authority. */
public enum LeaseState implements State {
    /** Nobody redeemed it yet, or it is forgotten. */
    UNKNOWN("the holder", false),
    /** A ticket was redeemed and hosts have to be found for its units. */
    REQUESTED("the authority's policy", false),
    /** Its units are being set up, or wait for the term to start. */
    PRIMING("the handlers of its units", false),
    /** Its units are the holder's to use. */
    ACTIVE("the holder", false),
    /** Active, and a newer ticket was redeemed for which hosts have to be found. */
    EXTENDING("the authority's policy", false),
    /** The new term and size bind; its units are being changed to them. */
    MODIFYING("the handlers of its units", false),
    /** Its units are being torn down. */
    CLOSING("the handlers of its units", false),
    /** Over, but some unit could not be torn down and is quarantined. */
    FAILED("the authority's operator", false),
    /** Answered with no. */
    REFUSED("nobody", true),
    /** Over, and nothing of it is left; kept for a while to answer what comes late. */
    CLOSED("nobody", true);

    private final String owner;
    private final boolean end;

    LeaseState(String owner, boolean end) {
        this.owner = owner;
        this.end = end;
    }

    @Override
    public String owner() {
        return owner;
    }

    @Override
    public boolean isEnd() {
        return end;
    }
}
