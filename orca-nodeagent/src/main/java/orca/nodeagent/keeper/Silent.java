package orca.nodeagent.keeper;

import orca.core.handler.CallContext;

/** The context of what nobody listens to. */
enum Silent implements CallContext {
    CONTEXT;

    @Override
    public void say(String line) {
        // Nobody is there.
    }

    @Override
    public boolean cancelled() {
        return false;
    }
}
