package orca.nodeagent.packages;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.FoundUnit;
import orca.nodeagent.driver.Order;
import orca.nodeagent.driver.Repeat;
import orca.nodeagent.driver.Room;

/** A driver out of a package, within the limits of its manifest. What it said of itself when it was made, holds. */
final class PackagedDriver implements Driver {
    private final Manifest manifest;
    private final Driver driver;
    private final Map<String, Repeat> actions;

    PackagedDriver(Manifest manifest, Driver driver) {
        this.manifest = manifest;
        this.driver = driver;
        this.actions = Map.copyOf(new TreeMap<>(driver.actions()));
    }

    @Override
    public String name() {
        return manifest.name();
    }

    @Override
    public Map<String, Repeat> actions() {
        return actions;
    }

    @Override
    public Duration longest(String action) {
        return manifest.actions().get(action).limit();
    }

    @Override
    public long mostOutput(String action) {
        return manifest.actions().get(action).output().bytes();
    }

    @Override
    public Outcome run(Order order, CallContext context) throws Exception {
        Outcome outcome = driver.run(order, context);
        return outcome == null ? new Outcome.Trouble("driver " + manifest + ": said nothing", true) : outcome;
    }

    @Override
    public List<FoundUnit> units() throws IOException {
        return driver.units();
    }

    @Override
    public Room room() throws IOException, InterruptedException {
        return driver.room();
    }
}
