package orca.handler.sliver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.Shell;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.handler.sliver.driver.SliverDriver;
import orca.nodeagent.agent.NodeAgent;
import orca.nodeagent.client.AgentClient;
import orca.nodeagent.client.Agents;
import orca.nodeagent.client.InProcessClient;
import orca.nodeagent.driver.ActionId;
import orca.nodeagent.driver.Order;
import orca.nodeagent.term.LastWill;
import orca.nodeagent.term.Mandate;

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
    /** How long one command of {@link #exec} may take. */
    static final Duration EXEC_LIMIT = Duration.ofDays(1);

    /** What a host does with a sliver whose term is over and for whom nobody comes. */
    private static final LastWill LAST_WILL = LastWill.of("teardown", ACTION_LIMIT);

    private SliverSettings settings = SliverSettings.of(PropertyList.NONE);
    private Agents agents = Agents.of(PropertyList.NONE);
    private Optional<AgentClient> client = Optional.empty();

    /** A handler with its defaults, until it is configured. */
    public SliverHandler() {}

    @Override
    public String name() {
        return SliverDriver.NAME;
    }

    @Override
    public synchronized void configure(PropertyList list) {
        settings = SliverSettings.of(Agents.without(list));
        agents = Agents.of(list);
    }

    /** Where the slivers of {@code host} are made: by its agent, if the settings name one, else here. */
    private synchronized AgentClient client(String host) throws IOException, InterruptedException {
        Optional<AgentClient> remote = agents.client(host);
        return remote.isPresent() ? remote.get() : client();
    }

    /**
     * The agent in this process, which also lists what units there are. It is made at the first call: a handler that is not used
     * leaves no folder.
     */
    public synchronized AgentClient client() throws IOException, InterruptedException {
        if (client.isEmpty()) {
            client = Optional.of(new InProcessClient(
                    new NodeAgent(settings.folder().resolve("agent"), List.of(settings.driver()))));
        }
        return client.get();
    }

    @Override
    public Outcome handle(UnitCall call, CallContext context) throws Exception {
        return switch (call.action()) {
            case SETUP -> order(call, "setup", context);
            case MODIFY -> order(call, "modify", context);
            case TEARDOWN -> order(call, "teardown", context);
            case PROBE -> order(call, "probe", context);
            // What a guest does in its sliver it does by SSH.
            case JOIN, LEAVE -> Outcome.done();
        };
    }

    private Outcome order(UnitCall call, String action, CallContext context) throws Exception {
        PropertyList input = input(call);
        Order order = new Order(id(call, action, input), action, call.unit(), input, List.of(), ACTION_LIMIT);
        return client(call.host()).run(SliverDriver.NAME, order, Mandate.of(call, LAST_WILL), context);
    }

    @Override
    public int exec(UnitCall call, List<String> command, CallContext context) throws Exception {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("command: must name a program");
        }
        // Each exec is a request of its own: nobody repeats it for the caller.
        ActionId id = new ActionId(call.unit() + "/exec/" + UUID.randomUUID());
        Order order = new Order(id, "exec", call.unit(), PropertyList.NONE, command, EXEC_LIMIT);
        return switch (client(call.host()).run(SliverDriver.NAME, order, Mandate.look(call), context)) {
            case Outcome.Done(PropertyList output) ->
                Math.toIntExact(output.whole("exit").orElseThrow(() -> new IOException("exec: the driver gave no exit code")));
            case Outcome.Trouble(String reason, boolean ignored) -> throw new IOException("exec: " + reason);
        };
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
            if (dimension.equals("cpu") || dimension.equals("memory") || dimension.equals("bandwidth")) {
                input = input.with(dimension, call.sliver().get(i));
            }
        }
        return input;
    }

    /**
     * The call's name, and what it asks for: a unit's name may serve again in a later lease, whose calls must not be answered
     * with this one's outcome.
     */
    private static ActionId id(UnitCall call, String action, PropertyList input) {
        try {
            byte[] demand = (call.term() + "\n" + input).getBytes(StandardCharsets.UTF_8);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(demand);
            return new ActionId(call.unit() + "/" + action + "/" + call.attempt() + "/" + HexFormat.of().formatHex(digest, 0, 8));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
