package orca.simulator.whole;

import orca.core.handler.Action;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;

/** A handler that can set up every unit of its site but the third. */
public final class ThirdFailsHandler implements Handler {
    @Override
    public String name() {
        return "third-fails";
    }

    @Override
    public Outcome handle(UnitCall call, CallContext context) {
        return call.action() == Action.SETUP && call.unit().value().endsWith("-u3")
                ? new Outcome.Trouble("the third never comes up", false)
                : new Outcome.Done(PropertyList.NONE);
    }
}
