package orca.nodeagent.client;

import java.io.IOException;
import java.util.List;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.nodeagent.driver.FoundUnit;
import orca.nodeagent.driver.Order;
import orca.nodeagent.term.Mandate;

/** One host's agent, seen from outside. */
public interface AgentClient {
    /**
     * Has {@code driver} run {@code order} and waits for its outcome; the same order may be sent again at any time.
     *
     * @param context takes the driver's words as they come; where the caller is interrupted, so is the action
     */
    Outcome run(String driver, Order order, CallContext context) throws Exception;

    /**
     * The same, by a mandate. An agent that runs by itself takes no other orders; one in this process needs none, for it has no
     * clock of its own and ends with its authority.
     */
    default Outcome run(String driver, Order order, Mandate mandate, CallContext context) throws Exception {
        return run(driver, order, context);
    }

    /** What the agent's drivers really have on their host. */
    List<FoundUnit> units() throws IOException;
}
