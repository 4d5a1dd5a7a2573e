package orca.simulator.whole;

import orca.core.handler.Action;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;

/** A handler whose units are nothing but an address, so that any host is as good as another for them. */
public final class MovingHandler implements Handler {
    @Override
    public String name() {
        return "moving";
    }

    @Override
    public boolean moves(TypeName type) {
        return true;
    }

    @Override
    public Outcome handle(UnitCall call, CallContext context) {
        String place = call.properties().text(PLACE).orElse(call.host());
        context.say(call.action() + " on " + call.host() + (place.equals(call.host()) ? "" : ", to be on " + place) + " with "
                + call.sliver());
        return call.action() == Action.PROBE ? Outcome.done() : new Outcome.Done(PropertyList.of("address", "10.0.0.7"));
    }
}
