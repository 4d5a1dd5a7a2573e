package orca.core.ticket;

import orca.core.table.State;

/** Where a ticket stands at its broker. */
public enum TicketState implements State {
    /** Nobody spoke of it yet, or it is forgotten. */
    UNKNOWN("the holder", false),
    /** The policy has to answer; it may let a deferrable request wait here with an estimate. */
    REQUESTED("the broker's policy", false),
    /** The policy wants an operator's word before it answers. */
    APPROVAL("the broker's operator", false),
    /** Promised. */
    TICKETED("the holder", false),
    /** Promised, and the policy has to answer a changed demand; what was promised stands meanwhile. */
    RENEWING("the broker's policy", false),
    /** Promised, and an operator has to answer for a changed demand. */
    RENEWAL_APPROVAL("the broker's operator", false),
    /** Given up or revoked; the quantity is resold when the authority says that it is freed. */
    RELEASING("the authority", false),
    /** Answered with no. */
    REFUSED("nobody", true),
    /** Over; kept for a while to answer what comes late. */
    CLOSED("nobody", true);

    private final String owner;
    private final boolean end;

    TicketState(String owner, boolean end) {
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
