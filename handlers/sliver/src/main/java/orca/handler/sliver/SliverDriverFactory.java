package orca.handler.sliver;

import java.io.IOException;
import orca.core.resource.PropertyList;
import orca.handler.sliver.driver.SliverDriver;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.DriverFactory;

/** The driver {@code sliver} for an agent that runs by itself; it takes the settings that the handler takes. */
public final class SliverDriverFactory implements DriverFactory {
    /** For the agent, which finds it. */
    public SliverDriverFactory() {}

    @Override
    public String name() {
        return SliverDriver.NAME;
    }

    @Override
    public Driver open(PropertyList settings) throws IOException, InterruptedException {
        return SliverSettings.of(settings).driver();
    }
}
