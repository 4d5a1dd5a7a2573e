package orca.handler.ant;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import orca.nodeagent.agent.NodeAgent;
import orca.nodeagent.client.AgentClient;
import orca.nodeagent.client.InProcessClient;
import orca.nodeagent.driver.Driver;
import org.apache.tools.ant.BuildException;

/**
 * An agent in this process, whose drivers are found by {@link ServiceLoader}. It is made when a script asks for it first, and
 * all scripts of this process share it.
 */
final class OwnAgent implements AgentTask.Agents {
    private static Optional<AgentClient> made = Optional.empty();

    @Override
    public AgentClient at(String host) {
        return client();
    }

    private static synchronized AgentClient client() {
        if (made.isEmpty()) {
            List<Driver> drivers = new ArrayList<>();
            try {
                ServiceLoader.load(Driver.class).forEach(drivers::add);
                Path folder = Path.of(System.getProperty("java.io.tmpdir"), "orca-ant-agent-" + System.getProperty("user.name"));
                made = Optional.of(new InProcessClient(new NodeAgent(folder, drivers)));
            } catch (IOException | ServiceConfigurationError e) {
                throw new BuildException("agent: cannot be started: " + e, e);
            }
        }
        return made.get();
    }
}
