package orca.runtime.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import orca.core.handler.Action;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.Shell;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;

/** A handler of the tests: each unit gets an address, and a command in it is repeated word by word. */
public final class ShellHandler implements Handler, Shell {
    /** A property: the setup of such a unit waits until there is a file of that name. */
    static final String GATE = "gate";

    @Override
    public String name() {
        return "shell";
    }

    @Override
    public Outcome handle(UnitCall call, CallContext context) throws Exception {
        context.say(call.action() + " on " + call.host());
        if (call.action() == Action.SETUP && call.properties().text(GATE).isPresent()) {
            await(Path.of(call.properties().text(GATE).get()));
        }
        return new Outcome.Done(PropertyList.of("address", "10.0.0." + call.host().charAt(1)));
    }

    private static void await(Path gate) throws IOException, InterruptedException {
        try (WatchService watch = gate.getFileSystem().newWatchService()) {
            gate.getParent().register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            while (!Files.exists(gate)) {
                WatchKey key = watch.poll(1, TimeUnit.SECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
            }
        }
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
