package orca.handler.ant;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.core.resource.PropertyList;
import orca.nodeagent.agent.NodeAgent;
import orca.nodeagent.client.AgentClient;
import orca.nodeagent.client.InProcessClient;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.DriverFactory;
import orca.nodeagent.driver.FoundUnit;
import orca.nodeagent.driver.Order;

/**
 * The agent in this process, which all its scripts share. A driver is made, with its defaults, when a script asks for it first:
 * one that nobody asks for leaves no folder.
 */
final class OwnAgent implements AgentTask.Agents {
    private static final AgentClient CLIENT = new ByDriver();

    @Override
    public AgentClient at(String host) {
        return CLIENT;
    }

    private static final class ByDriver implements AgentClient {
        private final Map<String, AgentClient> made = new TreeMap<>();

        @Override
        public Outcome run(String driver, Order order, CallContext context) throws Exception {
            return client(driver).run(driver, order, context);
        }

        @Override
        public synchronized List<FoundUnit> units() throws IOException {
            List<FoundUnit> found = new ArrayList<>();
            for (AgentClient client : made.values()) {
                found.addAll(client.units());
            }
            return found;
        }

        private synchronized AgentClient client(String name) throws IOException, InterruptedException {
            AgentClient client = made.get(name);
            if (client == null) {
                List<Driver> drivers = new ArrayList<>();
                for (DriverFactory factory : ServiceLoader.load(DriverFactory.class)) {
                    if (factory.name().equals(name)) {
                        drivers.add(factory.open(PropertyList.NONE));
                    }
                }
                // Where nobody makes such a driver the agent has none, and says so.
                Path folder = Path.of(System.getProperty("java.io.tmpdir"), "orca-ant-agent-" + System.getProperty("user.name"));
                client = new InProcessClient(new NodeAgent(folder, drivers));
                if (!drivers.isEmpty()) {
                    made.put(name, client);
                }
            }
            return client;
        }
    }
}
