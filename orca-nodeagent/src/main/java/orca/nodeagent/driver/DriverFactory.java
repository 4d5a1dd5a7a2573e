package orca.nodeagent.driver;

import java.io.IOException;
import orca.core.resource.PropertyList;

/**
 * Makes a driver for an agent that runs by itself. Found by {@link java.util.ServiceLoader}, chosen by {@link #name} in the
 * agent's configuration.
 */
public interface DriverFactory {
    /** The name of the driver that it makes. */
    String name();

    /**
     * The driver.
     *
     * @param settings by name; one that is not known, or whose value is of no use, is refused with an
     *     {@link IllegalArgumentException} that names it
     */
    Driver open(PropertyList settings) throws IOException, InterruptedException;
}
