package orca.runtime.handler;

import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;

/** A handler of the tests whose units are not clean at once. */
public final class DirtyHandler implements Handler {
    @Override
    public String name() {
        return "dirty";
    }

    @Override
    public Outcome handle(UnitCall call, CallContext context) {
        return Outcome.done();
    }
}
