package orca.core.lease;

import orca.core.table.State;

/** Where one unit stands at its authority. */
public enum UnitState implements State {
    /** Not made yet, or gone without a trace: the host may be given to another. */
    FREE("the authority", true),
    /** Its handler makes it, or will when the term starts. */
    SETUP("its handler", false),
    /** It is the holder's to use. */
    READY("the holder", false),
    /** Its handler changes it. */
    MODIFYING("its handler", false),
    /** Its handler takes it to another host; it is the holder's to use, and has a place on both. */
    MIGRATING("its handler", false),
    /** It was found dead or has to leave, and keeps its place until another one has come in its place, or is given up. */
    REPLACING("the authority", false),
    /** It is wanted no more, and the handler that still runs on it has to end first. */
    STOPPING("its handler", false),
    /** Its handler removes it. */
    TEARDOWN("its handler", false),
    /** It could not be removed; its host keeps its place until someone has looked. */
    QUARANTINED("the authority's operator", false);

    private final String owner;
    private final boolean end;

    UnitState(String owner, boolean end) {
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
