package orca.nodeagent.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import orca.core.handler.CallContext;
import orca.core.handler.HostAgents;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.nodeagent.agent.NodeAgent;
import orca.nodeagent.driver.ActionId;
import orca.nodeagent.driver.Order;
import orca.nodeagent.term.LastWill;
import orca.nodeagent.term.Mandate;

/**
 * What a handler has one driver do: a driver whose actions are called as a handler's, in small letters, and of which
 * {@code teardown} removes what there is. Each call goes to the agent of the unit's host where the settings name one, else to an
 * agent in this process.
 */
public final class DriverCalls {
    /** How long one command of {@link #exec} may take. */
    public static final Duration EXEC_LIMIT = Duration.ofDays(1);

    private final String driver;
    private final Duration limit;
    private final Agents agents;
    private final Here here;
    private Optional<AgentClient> client = Optional.empty();

    /** Makes the agent in this process. */
    @FunctionalInterface
    public interface Here {
        NodeAgent make() throws IOException, InterruptedException;
    }

    /**
     * @param driver its name
     * @param limit how long one action may take; a caller's own deadline is usually shorter
     * @param here asked at most once, at the first call: a handler that is not used leaves no folder
     */
    public DriverCalls(String driver, Duration limit, Agents agents, Here here) {
        this.driver = Objects.requireNonNull(driver, "driver");
        this.limit = Objects.requireNonNull(limit, "limit");
        this.agents = Objects.requireNonNull(agents, "agents");
        this.here = Objects.requireNonNull(here, "here");
    }

    /** The agent in this process, which also lists what units there are. */
    public synchronized AgentClient here() throws IOException, InterruptedException {
        if (client.isEmpty()) {
            client = Optional.of(new InProcessClient(here.make()));
        }
        return client.get();
    }

    private AgentClient at(String host) throws IOException, InterruptedException {
        Optional<AgentClient> remote = agents.client(host);
        return remote.isPresent() ? remote.get() : here();
    }

    /** Has the driver do what {@code call} asks for, under the name of the call: a repeated one is the same order. */
    public Outcome run(UnitCall call, PropertyList input, CallContext context) throws Exception {
        String action = call.action().name().toLowerCase(Locale.ROOT);
        Order order = new Order(id(call, action, input), action, call.unit(), input, List.of(), limit);
        return at(call.host()).run(driver, order, Mandate.of(call, LastWill.of("teardown", limit)), context);
    }

    /** From now on the agents of hosts that joined the site are called too. */
    public void join(HostAgents hosts) {
        agents.join(hosts);
    }

    /** Whether the units of {@code host} are made by an agent there, and not in this process. */
    public boolean elsewhere(String host) throws IOException {
        return agents.client(host).isPresent();
    }

    /** Has the agent of {@code call}'s host know of the unit, its term and its last will; all that is done to it is a look. */
    public Outcome expect(UnitCall call, PropertyList input, CallContext context) throws Exception {
        Order order = new Order(id(call, "expect", input), "probe", call.unit(), input, List.of(), limit);
        return at(call.host()).run(driver, order, Mandate.hold(call, LastWill.of("teardown", limit)), context);
    }

    /**
     * Runs a command in the unit, by the driver's action {@code exec}.
     *
     * @return its exit code
     * @throws IOException when it cannot be run
     */
    public int exec(UnitCall call, List<String> command, CallContext context) throws Exception {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("command: must name a program");
        }
        // Each is a request of its own: nobody repeats it for the caller.
        ActionId id = new ActionId(call.unit() + "/exec/" + UUID.randomUUID());
        Order order = new Order(id, "exec", call.unit(), PropertyList.NONE, command, EXEC_LIMIT);
        return switch (at(call.host()).run(driver, order, Mandate.look(call), context)) {
            case Outcome.Done(PropertyList output) ->
                Math.toIntExact(output.whole("exit").orElseThrow(() -> new IOException("exec: the driver gave no exit code")));
            case Outcome.Trouble(String reason, boolean ignored) -> throw new IOException("exec: " + reason);
        };
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
