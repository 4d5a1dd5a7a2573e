package orca.core.ticket;

import orca.core.table.State;

/** Where a delegation stands, at the authority that gave it and, in the same words, at the broker that holds it. */
public enum DelegationState implements State {
    /** Nobody spoke of it yet, or it is forgotten. */
    UNKNOWN("the authority", false),
    /** The broker has to say whether it takes it. */
    OFFERED("the broker", false),
    /** The broker issues tickets on it. */
    HELD("the broker", false),
    /** Held, and a renewed revision of it is offered. */
    EXTENDING("the broker", false),
    /** No new tickets; the live ones run to their end. */
    RECLAIMING("the holders of live tickets", false),
    /** The broker did not want it. */
    REFUSED("nobody", true),
    /** No ticket on it is live. */
    CLOSED("nobody", true);

    private final String owner;
    private final boolean end;

    DelegationState(String owner, boolean end) {
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
