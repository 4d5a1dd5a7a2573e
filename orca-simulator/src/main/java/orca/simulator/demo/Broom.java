package orca.simulator.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import orca.cli.screen.Terminal;
import orca.core.handler.Action;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.handler.libvirt.LibvirtHandler;
import orca.handler.sandbox.NativeHandler;
import orca.handler.sliver.SliverHandler;
import orca.nodeagent.client.AgentClient;
import orca.nodeagent.driver.FoundUnit;

/** Removes units that a demo which was cut short could not give back. */
final class Broom {
    private static final CallContext NOBODY = new CallContext() {
        @Override
        public void say(String line) {
            // What a teardown says is of no interest to who watches a demo end.
        }

        @Override
        public boolean cancelled() {
            return false;
        }
    };

    private Broom() {}

    /** Removes what the demo that ran in {@code state} left behind, with the folder. */
    static void sweep(Terminal terminal, Path state) {
        terminal.say("Removing what an earlier demo left behind in " + state + " ...");
        units(state);
        try {
            Premises.remove(state);
        } catch (IOException e) {
            throw new Sentence("The folder " + state + " of an earlier demo cannot be removed: " + e.getMessage() + ".", e);
        }
    }

    /** Tears down every unit that is left of the demo in {@code state}. */
    static void units(Path state) {
        Path trees = state.resolve("units");
        if (Files.isDirectory(trees)) {
            NativeHandler handler = new NativeHandler();
            handler.configure(PropertyList.of("folder", trees.toString()));
            units(trees, handler, handler::client);
        }
        Path slivers = state.resolve("slivers");
        if (Files.isDirectory(slivers)) {
            SliverHandler handler = new SliverHandler();
            handler.configure(PropertyList.of("folder", slivers.toString()));
            units(slivers, handler, handler::client);
        }
        machines(state);
    }

    private static void machines(Path state) {
        Path machines = state.resolve("machines");
        if (Files.isDirectory(machines)) {
            LibvirtHandler handler = new LibvirtHandler();
            handler.configure(PropertyList.of("folder", machines.toString()).with("uri", SmallGuest.uri())
                    .with("network", "user").with("ports", "22600-22699"));
            units(machines, handler, handler::client);
        }
    }

    private interface Agent {
        AgentClient client() throws IOException, InterruptedException;
    }

    private static void units(Path folder, Handler handler, Agent agent) {
        try {
            for (FoundUnit unit : agent.client().units()) {
                if (!(tearDown(handler, unit) instanceof Outcome.Done)) {
                    throw new Sentence("The unit " + unit.unit() + " in " + folder + " cannot be removed; look what holds it.");
                }
            }
        } catch (IOException | ExecutionException e) {
            throw new Sentence("The units in " + folder + " cannot be removed: " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Sentence("The units in " + folder + " were not removed, for the demo was told to stop at once.", e);
        }
    }

    private static Outcome tearDown(Handler handler, FoundUnit unit) throws ExecutionException, InterruptedException {
        Instant now = Term.grain(Instant.now());
        UnitCall call = new UnitCall(unit.unit(), Action.TEARDOWN, 1, new TypeName("vm"), "node", Amounts.EMPTY,
                Term.of(now, Duration.ofMinutes(1)), PropertyList.NONE);
        FutureTask<Outcome> removal = new FutureTask<>(() -> handler.handle(call, NOBODY));
        removal.run();
        return removal.get();
    }
}
