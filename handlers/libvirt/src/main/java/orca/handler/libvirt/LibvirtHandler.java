package orca.handler.libvirt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.handler.libvirt.driver.LibvirtDriver;
import orca.nodeagent.agent.NodeAgent;
import orca.nodeagent.client.AgentClient;
import orca.nodeagent.client.Agents;
import orca.nodeagent.client.InProcessClient;
import orca.nodeagent.driver.ActionId;
import orca.nodeagent.driver.Order;
import orca.nodeagent.term.LastWill;
import orca.nodeagent.term.Mandate;

/**
 * The handler {@code libvirt}: virtual machines on hosts with a daemon of libvirt. Its page is
 * {@code docs/handlers/libvirt.md}.
 *
 * <p>From a call it takes the sliver and the properties that the page lists; a guest's other words do not reach the driver.
 */
public final class LibvirtHandler implements Handler {
    /** How long one action may take; the caller's own deadline is usually shorter. */
    static final Duration ACTION_LIMIT = Duration.ofMinutes(15);

    private static final Set<String> TAKEN = Set.of("image", "image.sha256", "kernel", "initrd", "template", "hostname",
            "ssh-key",
            "user-data", "address", "gateway", "power", "place");
    private static final Set<String> SIZES = Set.of("cpu", "memory", "disk", "bandwidth");

    /** What a host does with a unit whose term is over and for whom nobody comes. */
    private static final LastWill LAST_WILL = LastWill.of("teardown", ACTION_LIMIT);

    private LibvirtSettings settings = LibvirtSettings.of(PropertyList.NONE);
    private Agents agents = Agents.of(PropertyList.NONE);
    private Optional<AgentClient> client = Optional.empty();

    /** A handler with its defaults, until it is configured. */
    public LibvirtHandler() {}

    @Override
    public String name() {
        return LibvirtDriver.NAME;
    }

    @Override
    public synchronized void configure(PropertyList list) {
        settings = LibvirtSettings.of(Agents.without(list));
        agents = Agents.of(list);
    }

    /** Where the units of {@code host} are made: by its agent, if the settings name one, else here. */
    private synchronized AgentClient client(String host) throws IOException, InterruptedException {
        Optional<AgentClient> remote = agents.client(host);
        return remote.isPresent() ? remote.get() : client();
    }

    /**
     * The agent in this process, which also lists what units there are. It is made at the first call: a handler that is not used
     * leaves no folder.
     */
    public synchronized AgentClient client() throws IOException {
        if (client.isEmpty()) {
            LibvirtDriver driver = new LibvirtDriver(settings.node());
            client = Optional.of(new InProcessClient(new NodeAgent(settings.node().folder().resolve("agent"), List.of(driver))));
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
            // What runs in the machine is the guest's own.
            case JOIN, LEAVE -> Outcome.done();
        };
    }

    private Outcome order(UnitCall call, String action, CallContext context) throws Exception {
        PropertyList input = input(call);
        for (String asked : List.of("power", "place")) {
            if (input.get(asked).isPresent() && !settings.permits().contains(asked) && !action.equals("teardown")) {
                return new Outcome.Trouble(asked + ": this site does not do that at a guest's request", false);
            }
        }
        Order order = new Order(id(call, action, input), action, call.unit(), input, List.of(), ACTION_LIMIT);
        return client(call.host()).run(LibvirtDriver.NAME, order, Mandate.of(call, LAST_WILL), context);
    }

    private PropertyList input(UnitCall call) {
        PropertyList input = settings.defaults();
        for (Map.Entry<String, PropertyValue> entry : call.properties()) {
            if (TAKEN.contains(entry.getKey())) {
                input = input.with(entry.getKey(), entry.getValue());
            }
        }
        for (int i = 0; i < Math.min(settings.dimensions().size(), call.sliver().size()); i++) {
            String dimension = settings.dimensions().get(i);
            if (SIZES.contains(dimension)) {
                input = input.with(dimension, call.sliver().get(i));
            }
        }
        return input.get("memory").isPresent() ? input : input.with("memory", settings.memory());
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
