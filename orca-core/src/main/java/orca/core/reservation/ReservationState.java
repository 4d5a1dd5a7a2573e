package orca.core.reservation;

import orca.core.table.State;

/** Where a reservation stands at its service manager. */
public enum ReservationState implements State {
    /** Wanted, and not yet asked for. */
    NASCENT("the service manager", false),
    /** Asked for; the broker has to answer. */
    TICKETING("the broker", false),
    /** Promised; it is redeemed when its term, its predecessors and its group allow. */
    TICKETED("the service manager", false),
    /** The ticket was sent to the authority, which has to bind it. */
    REDEEMING("the authority", false),
    /** The lease holds; its units are taken into service. */
    JOINING("the guest's handlers", false),
    /** In use. */
    ACTIVE("the guest", false),
    /** In use, and the broker has to answer a changed demand. */
    EXTENDING_TICKET("the broker", false),
    /** In use, and the authority has to bind a newer ticket. */
    EXTENDING_LEASE("the authority", false),
    /** In use; what the authority refused is being given back to the broker. */
    RETURNING("the broker", false),
    /** Its units are taken out of service. */
    LEAVING("the guest's handlers", false),
    /** Authority and broker have to say that it is over. */
    CLOSING("authority and broker", false),
    /** Over. */
    CLOSED("nobody", true),
    /** Over, other than the guest wanted; the reason is kept. */
    FAILED("nobody", true);

    private final String owner;
    private final boolean end;

    ReservationState(String owner, boolean end) {
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
