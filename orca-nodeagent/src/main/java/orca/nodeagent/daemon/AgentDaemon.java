package orca.nodeagent.daemon;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import orca.core.resource.PropertyList;
import orca.nodeagent.agent.DriverWatch;
import orca.nodeagent.agent.NodeAgent;
import orca.nodeagent.agent.OutcomeStore;
import orca.nodeagent.disk.FolderCells;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.DriverFactory;
import orca.nodeagent.keeper.Actions;
import orca.nodeagent.keeper.HostClock;
import orca.nodeagent.keeper.Keeper;
import orca.nodeagent.keeper.SystemClock;
import orca.nodeagent.packages.Depot;
import orca.wire.call.CallWatch;
import orca.wire.server.WireServer;
import orca.wire.soap.SoapSettings;
import orca.wire.trust.Identity;

/** The agent of this host while it runs: its parts, in the order in which they are started. */
public final class AgentDaemon implements AutoCloseable {
    private static final String NAME = "agent";
    /** Where it is called, behind its host and port. */
    public static final String PATH = "/soap/" + NAME;
    private static final Duration TICK = Duration.ofSeconds(1);

    private final FolderLock lock;
    private final Identity own;
    private final Keeper keeper;
    private final Status status;
    private final WireServer server;
    private final Thread ticker;
    private final Optional<AgentFigures> figures;

    /**
     * An agent that listens already.
     *
     * @param file where {@code config} was read from
     * @throws IOException when it cannot start; the message says what to do
     */
    public AgentDaemon(Path file, AgentConfig config) throws IOException, InterruptedException {
        this(file, config, drivers(config.drivers()), new SystemClock(), SoapSettings.USUAL);
    }

    AgentDaemon(Path file, AgentConfig config, List<Driver> drivers, HostClock clock, SoapSettings soap)
            throws IOException, InterruptedException {
        Path folder = AgentConfig.beside(file, config.folder());
        lock = FolderLock.take(folder);
        own = key(AgentConfig.beside(file, config.key()));
        figures = figures(config, folder, clock);
        NodeAgent agent = new NodeAgent(OutcomeStore.open(new FolderCells(folder.resolve("outcomes")), clock.boot()), drivers,
                figures.<DriverWatch>map(f -> f).orElse(DriverWatch.NONE));
        Keeper.Shelves shelves = new Keeper.Shelves(new FolderCells(folder.resolve("wills")),
                new FolderCells(folder.resolve("epochs")), new FolderCells(folder.resolve("clock")));
        keeper = new Keeper(config.keeper(), agent, shelves, clock, work -> Thread.ofVirtual().name("will").start(work));
        Known known = new Known(AgentConfig.beside(file, config.trust()), own);
        Depot depot = new Depot(folder.resolve("drivers"), new FolderCells(folder.resolve("installed")), agent, config.drivers());
        status = new Status(config.host(), own.principal(), folder, agent, keeper, known, depot);
        AgentDoor door = new AgentDoor(known, keeper, new Actions(keeper), status,
                new DriverDesk(folder.resolve("staging"), depot, keeper, known, status));
        server = listening(config, door, soap, figures.map(f -> f.calls(known)).orElse(CallWatch.NONE));
        figures.ifPresent(f -> f.start(() -> status.view(authority -> true)));
        ticker = Thread.ofPlatform().daemon().name("orca-agent-clock").start(this::tick);
    }

    private Optional<AgentFigures> figures(AgentConfig config, Path folder, HostClock clock) throws IOException {
        try {
            return config.metrics().map(at -> new AgentFigures(at, config.host(), version(), folder, clock::wall));
        } catch (WireServer.Unheard e) {
            lock.close();
            throw new IOException(e.getMessage(), e);
        }
    }

    static String version() {
        return Optional.ofNullable(AgentDaemon.class.getPackage().getImplementationVersion()).orElse("0.1.0");
    }

    private WireServer listening(AgentConfig config, AgentDoor door, SoapSettings soap, CallWatch watch) throws IOException {
        try {
            return new WireServer(new WireServer.Ports(Optional.of(config.listen()), Optional.empty(), config.address()),
                    List.of(new WireServer.Called(NAME, own, door, watch)), soap);
        } catch (WireServer.Unheard e) {
            figures.ifPresent(AgentFigures::close);
            lock.close();
            throw new IOException(e.getMessage(), e);
        }
    }

    /** The drivers that the configuration names, out of those that are installed with the agent. */
    static List<Driver> drivers(Map<String, PropertyList> wanted) throws IOException, InterruptedException {
        Map<String, DriverFactory> there = new TreeMap<>();
        ServiceLoader.load(DriverFactory.class).forEach(factory -> there.put(factory.name(), factory));
        List<Driver> drivers = new ArrayList<>();
        for (Map.Entry<String, PropertyList> entry : wanted.entrySet()) {
            DriverFactory factory = there.get(entry.getKey());
            if (factory == null) {
                continue; // it is for one that is installed, or will be; where none is, orders say so
            }
            try {
                drivers.add(factory.open(entry.getValue()));
            } catch (IllegalArgumentException e) {
                throw new IOException("drivers." + entry.getKey() + ": " + e.getMessage(), e);
            }
        }
        return drivers;
    }

    /** The key in {@code file}, which is made where there is none. */
    static Identity key(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createDirectories(file.getParent());
            Identity.generate().write(file);
        }
        return Identity.read(file);
    }

    private void tick() {
        try {
            while (true) {
                keeper.tick();
                Thread.sleep(TICK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Who it is. */
    public Identity own() {
        return own;
    }

    /** Where it is called. */
    public URI address() {
        return server.base().orElseThrow().resolve(PATH);
    }

    /** Where its figures are offered, if they are. */
    public Optional<URI> metricsUrl() {
        return figures.map(AgentFigures::url);
    }

    /** Looks at the host for its figures now, and not only when it is time. */
    void look() throws InterruptedException {
        if (figures.isPresent()) {
            figures.get().look(() -> status.view(authority -> true));
        }
    }

    Keeper keeper() {
        return keeper;
    }

    @Override
    public void close() throws IOException {
        server.close();
        ticker.interrupt();
        figures.ifPresent(AgentFigures::close);
        lock.close();
    }
}
