package orca.nodeagent.client;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.nodeagent.agent.NodeAgent;
import orca.nodeagent.driver.FoundUnit;
import orca.nodeagent.driver.Order;

/** The client of an agent in the same process: for a host that is the authority's own. */
public record InProcessClient(NodeAgent agent) implements AgentClient {
    public InProcessClient {
        Objects.requireNonNull(agent, "agent");
    }

    @Override
    public Outcome run(String driver, Order order, CallContext context) throws Exception {
        return agent.run(driver, order, context);
    }

    @Override
    public List<FoundUnit> units() throws IOException {
        return agent.units();
    }
}
