package orca.handler.sliver;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.HostAgents;
import orca.core.handler.Outcome;
import orca.core.handler.Shell;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.handler.sliver.driver.SliverDriver;
import orca.nodeagent.agent.NodeAgent;
import orca.nodeagent.client.AgentClient;
import orca.nodeagent.client.Agents;
import orca.nodeagent.client.DriverCalls;

/**
 * The handler {@code sliver}: containers with accounts, keys and limits on this host. Its page is
 * {@code docs/handlers/sliver.md}.
 *
 * <p>From a call it takes the sliver and, out of the properties, {@code slice} and {@code key}; a guest's other words do not
 * reach the driver.
 */
public final class SliverHandler implements Handler, Shell {
    /** How long one action may take; the caller's own deadline is usually shorter. */
    static final Duration ACTION_LIMIT = Duration.ofMinutes(5);

    private static final Set<String> SIZES = Set.of("cpu", "memory", "disk", "bandwidth");

    private SliverSettings settings = SliverSettings.of(PropertyList.NONE);
    private DriverCalls calls = calls(settings, Agents.of(PropertyList.NONE));

    /** A handler with its defaults, until it is configured. */
    public SliverHandler() {}

    @Override
    public String name() {
        return SliverDriver.NAME;
    }

    @Override
    public synchronized void configure(PropertyList list) {
        settings = SliverSettings.of(Agents.without(list));
        calls = calls(settings, Agents.of(list));
    }

    @Override
    public synchronized boolean reaches(HostAgents hosts) {
        calls.join(hosts);
        return true;
    }

    private static DriverCalls calls(SliverSettings settings, Agents agents) {
        return new DriverCalls(SliverDriver.NAME, ACTION_LIMIT, agents,
                () -> new NodeAgent(settings.folder().resolve("agent"), List.of(settings.driver())));
    }

    private synchronized DriverCalls calls() {
        return calls;
    }

    /** The agent in this process, which also lists what units there are; made when first asked for. */
    public AgentClient client() throws IOException, InterruptedException {
        return calls().here();
    }

    @Override
    public Outcome handle(UnitCall call, CallContext context) throws Exception {
        return switch (call.action()) {
            case SETUP, MODIFY, TEARDOWN, PROBE -> calls().run(call, input(call), context);
            // What a guest does in its sliver it does by SSH.
            case JOIN, LEAVE -> Outcome.done();
        };
    }

    @Override
    public int exec(UnitCall call, List<String> command, CallContext context) throws Exception {
        return calls().exec(call, command, context);
    }

    private PropertyList input(UnitCall call) {
        PropertyList input = PropertyList.NONE;
        for (Map.Entry<String, PropertyValue> entry : call.properties()) {
            String name = entry.getKey();
            if (name.equals("slice") || name.equals("key")) {
                input = input.with(name, entry.getValue());
            }
        }
        for (int i = 0; i < Math.min(settings.dimensions().size(), call.sliver().size()); i++) {
            String dimension = settings.dimensions().get(i);
            if (SIZES.contains(dimension)) {
                input = input.with(dimension, call.sliver().get(i));
            }
        }
        return input;
    }
}
