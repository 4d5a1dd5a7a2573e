package orca.core.reservation;

import orca.core.table.State;

/** Where one leased unit stands in the guest. */
public enum MemberState implements State {
    /** Not in service yet, or no more. */
    OUT("the service manager", true),
    /** Its handler takes it into service. */
    JOINING("the guest's handler", false),
    /** In service. */
    IN("the guest", false),
    /** In service, and its handler is told of its new size or end. */
    CHANGING("the guest's handler", false),
    /** It has to leave, and the handler that still runs on it has to end first. */
    STOPPING("the guest's handler", false),
    /** Its handler takes it out of service. */
    LEAVING("the guest's handler", false);

    private final String owner;
    private final boolean end;

    MemberState(String owner, boolean end) {
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
