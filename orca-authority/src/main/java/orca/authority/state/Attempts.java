package orca.authority.state;

import orca.core.handler.Action;

/** How often each action was begun on a unit; so no call's name is ever used for another call. */
public record Attempts(int setup, int modify, int teardown) {
    /** Nothing was begun. */
    public static final Attempts NONE = new Attempts(0, 0, 0);

    public int of(Action action) {
        return switch (action) {
            case SETUP -> setup;
            case MODIFY -> modify;
            case TEARDOWN -> teardown;
            case PROBE, JOIN, LEAVE -> throw new IllegalArgumentException("attempts: a site does not call " + action);
        };
    }

    public Attempts another(Action action) {
        return switch (action) {
            case SETUP -> new Attempts(setup + 1, modify, teardown);
            case MODIFY -> new Attempts(setup, modify + 1, teardown);
            case TEARDOWN -> new Attempts(setup, modify, teardown + 1);
            case PROBE, JOIN, LEAVE -> throw new IllegalArgumentException("attempts: a site does not call " + action);
        };
    }
}
