package orca.handler.sandbox;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.HostAgents;
import orca.core.handler.Outcome;
import orca.core.handler.Shell;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.handler.sandbox.driver.NativeDriver;
import orca.nodeagent.agent.NodeAgent;
import orca.nodeagent.client.AgentClient;
import orca.nodeagent.client.Agents;
import orca.nodeagent.client.DriverCalls;

/**
 * The handler {@code native}: real slivers on this host without a hypervisor. Its page is {@code docs/handlers/native.md}.
 *
 * <p>From a call it takes the sliver and, out of the properties, {@code command}, {@code hostname} and {@code env.*}; a
 * guest's other words do not reach the driver.
 */
public final class NativeHandler implements Handler, Shell {
    /** How long one action may take; the caller's own deadline is usually shorter. */
    static final Duration ACTION_LIMIT = Duration.ofMinutes(5);

    private NativeSettings settings = NativeSettings.of(PropertyList.NONE);
    private DriverCalls calls = calls(settings, Agents.of(PropertyList.NONE));

    /** A handler with its defaults, until it is configured. */
    public NativeHandler() {}

    @Override
    public String name() {
        return NativeDriver.NAME;
    }

    @Override
    public synchronized void configure(PropertyList list) {
        settings = NativeSettings.of(Agents.without(list));
        calls = calls(settings, Agents.of(list));
    }

    @Override
    public synchronized boolean reaches(HostAgents hosts) {
        calls.join(hosts);
        return true;
    }

    private static DriverCalls calls(NativeSettings settings, Agents agents) {
        return new DriverCalls(NativeDriver.NAME, ACTION_LIMIT, agents,
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
            // The command is the guest's part, and runs since setup.
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
            if (name.equals("command") || name.equals("hostname") || name.startsWith("env.")) {
                input = input.with(name, entry.getValue());
            }
        }
        for (int i = 0; i < Math.min(settings.dimensions().size(), call.sliver().size()); i++) {
            String dimension = settings.dimensions().get(i);
            if (dimension.equals("cpu") || dimension.equals("memory")) {
                input = input.with(dimension, call.sliver().get(i));
            }
        }
        return input;
    }
}
