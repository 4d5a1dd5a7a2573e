package orca.core.handler;

/** What surrounds a running call: where its words go, and whether it is still wanted. */
public interface CallContext {
    /** Keeps one line of output with the unit, for {@code orca logs}; bounded, the oldest lines go first. */
    void say(String line);

    /**
     * Whether the call should end early: its deadline passed or its unit is being closed. The thread is interrupted at
     * the same moment, so a handler that blocks in the usual ways needs not ask.
     */
    boolean cancelled();
}
