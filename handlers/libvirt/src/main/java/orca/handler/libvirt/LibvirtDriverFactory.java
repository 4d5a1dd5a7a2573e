package orca.handler.libvirt;

import java.io.IOException;
import orca.core.resource.PropertyList;
import orca.handler.libvirt.driver.LibvirtDriver;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.DriverFactory;

/** The driver {@code libvirt} for an agent that runs by itself; it takes the settings that the handler takes. */
public final class LibvirtDriverFactory implements DriverFactory {
    /** For the agent, which finds it. */
    public LibvirtDriverFactory() {}

    @Override
    public String name() {
        return LibvirtDriver.NAME;
    }

    @Override
    public Driver open(PropertyList settings) throws IOException {
        return new LibvirtDriver(LibvirtSettings.of(settings).node(), true);
    }
}
