package orca.simulator.deploy;

import orca.core.handler.Action;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;

/** A handler whose units cannot be removed. */
public final class StubbornHandler implements Handler {
    @Override
    public String name() {
        return "stubborn";
    }

    @Override
    public Outcome handle(UnitCall call, CallContext context) {
        return call.action() == Action.TEARDOWN ? new Outcome.Trouble("it will not go", false)
                : new Outcome.Done(PropertyList.NONE);
    }
}
