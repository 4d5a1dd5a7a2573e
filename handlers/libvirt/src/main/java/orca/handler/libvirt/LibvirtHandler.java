package orca.handler.libvirt;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.core.handler.Action;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.HostAgents;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.resource.TypeName;
import orca.handler.libvirt.driver.LibvirtDriver;
import orca.handler.libvirt.driver.NodeSettings;
import orca.nodeagent.agent.NodeAgent;
import orca.nodeagent.client.AgentClient;
import orca.nodeagent.client.Agents;
import orca.nodeagent.client.DriverCalls;

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
            "ssh-key", "user-data", "address", "gateway", "power", "place");
    private static final Set<String> SIZES = Set.of("cpu", "memory", "disk", "bandwidth");

    private LibvirtSettings settings = LibvirtSettings.of(PropertyList.NONE);
    private boolean moving;
    private boolean handing;
    private DriverCalls calls = calls(settings, Agents.of(PropertyList.NONE));

    /** A handler with its defaults, until it is configured. */
    public LibvirtHandler() {}

    @Override
    public String name() {
        return LibvirtDriver.NAME;
    }

    @Override
    public synchronized void configure(PropertyList list) {
        settings = LibvirtSettings.of(Agents.without(list));
        Agents agents = Agents.of(list);
        calls = calls(settings, agents);
        handing = agents.any();
        moving = handing ? settings.node().sharedStore() : !settings.node().hosts().isEmpty();
    }

    /** Where one driver reaches several daemons, or all see the same store and their agents hand machines over. */
    @Override
    public synchronized boolean moves(TypeName type) {
        return moving;
    }

    @Override
    public synchronized boolean reaches(HostAgents hosts) {
        calls.join(hosts);
        moving |= settings.node().sharedStore();
        return true;
    }

    private static DriverCalls calls(LibvirtSettings settings, Agents agents) {
        return new DriverCalls(LibvirtDriver.NAME, ACTION_LIMIT, agents, () -> new NodeAgent(
                settings.node().folder().resolve("agent"), List.of(new LibvirtDriver(settings.node(), false))));
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
            case SETUP, MODIFY, TEARDOWN, PROBE -> order(call, context);
            // What runs in the machine is the guest's own.
            case JOIN, LEAVE -> Outcome.done();
        };
    }

    private Outcome order(UnitCall call, CallContext context) throws Exception {
        Optional<Outcome> hindered = Leased.hindrance(call, context);
        if (hindered.isPresent()) {
            return hindered.get();
        }
        PropertyList input = Leased.into(input(call), call);
        if (handing() || calls().elsewhere(call.host())) {
            return handed(call, input, context);
        }
        boolean placed = moves(call.type()) && call.action() != Action.TEARDOWN; // which looks everywhere
        Optional<String> place = call.properties().text(PLACE).filter(name -> placed);
        if (place.isPresent()) {
            Optional<String> host = daemon(place.get());
            if (host.isEmpty()) {
                return new Outcome.Trouble(PLACE + ": no daemon is known for host " + place.get() + "; set home or host."
                        + place.get(), false);
            }
            input = input.with("place", host.get());
        }
        for (String asked : List.of("power", "place")) {
            boolean guests = input.get(asked).isPresent() && !(asked.equals("place") && place.isPresent());
            if (guests && !settings.permits().contains(asked) && call.action() != Action.TEARDOWN) {
                return notForGuests(asked);
            }
        }
        return calls().run(call, input, context);
    }

    private static Outcome notForGuests(String asked) {
        return new Outcome.Trouble(asked + ": this site does not do that at a guest's request", false);
    }

    private synchronized boolean handing() {
        return handing;
    }

    /** Where hosts have agents: a machine has no other place than the site says, and its agent has no other host than its own. */
    private Outcome handed(UnitCall call, PropertyList input, CallContext context) throws Exception {
        boolean placed = moves(call.type()) && call.properties().get(PLACE).isPresent();
        for (String asked : List.of("power", "place")) {
            boolean guests = input.get(asked).isPresent() && !(asked.equals("place") && placed);
            boolean permitted = asked.equals("power") && settings.permits().contains(asked);
            if (guests && !permitted && call.action() != Action.TEARDOWN) {
                return notForGuests(asked);
            }
        }
        return new HandOver(calls(), moves(call.type())).order(call, input.without(List.of("place")), context);
    }

    /** What the driver calls the host that the inventory calls {@code name}. */
    private Optional<String> daemon(String name) {
        return name.equals(settings.home()) ? Optional.of(NodeSettings.HOME)
                : Optional.of(name).filter(settings.node().hosts()::containsKey);
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
}
