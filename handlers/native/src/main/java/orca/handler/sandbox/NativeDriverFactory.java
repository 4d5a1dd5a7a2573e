package orca.handler.sandbox;

import java.io.IOException;
import orca.core.resource.PropertyList;
import orca.handler.sandbox.driver.NativeDriver;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.DriverFactory;

/** The driver {@code native} for an agent that runs by itself; it takes the settings that the handler takes. */
public final class NativeDriverFactory implements DriverFactory {
    /** For the agent, which finds it. */
    public NativeDriverFactory() {}

    @Override
    public String name() {
        return NativeDriver.NAME;
    }

    @Override
    public Driver open(PropertyList settings) throws IOException, InterruptedException {
        return NativeSettings.of(settings).driver();
    }
}
