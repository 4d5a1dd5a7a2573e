package orca.runtime.container;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.Shell;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;

/** A handler of the tests: each unit gets an address, and a command in it is repeated word by word. */
public final class ShellHandler implements Handler, Shell {
    @Override
    public String name() {
        return "shell";
    }

    @Override
    public Outcome handle(UnitCall call, CallContext context) {
        context.say(call.action() + " on " + call.host());
        return new Outcome.Done(PropertyList.of("address", "10.0.0." + call.host().charAt(1)));
    }

    @Override
    public int exec(UnitCall call, List<String> command, CallContext context) throws Exception {
        if (command.equals(List.of("hang"))) {
            new CountDownLatch(1).await();
        }
        context.say(call.properties().text("address").orElse("nowhere") + "$");
        command.forEach(context::say);
        return command.size();
    }
}
