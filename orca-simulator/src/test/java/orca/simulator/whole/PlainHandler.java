package orca.simulator.whole;

import java.util.List;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.Shell;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;

/** A handler whose units are nothing but an address; a command in one is repeated word by word. */
public final class PlainHandler implements Handler, Shell {
    @Override
    public String name() {
        return "plain";
    }

    @Override
    public Outcome handle(UnitCall call, CallContext context) {
        context.say(call.action() + " on " + call.host());
        return new Outcome.Done(PropertyList.of("address", "10.0.0.7"));
    }

    @Override
    public int exec(UnitCall call, List<String> command, CallContext context) {
        command.forEach(context::say);
        return command.size();
    }
}
