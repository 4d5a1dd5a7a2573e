package orca.runtime.container;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.protocol.PolicyChoice;
import orca.runtime.config.ConfigFile;
import orca.runtime.config.ContainerConfig;
import orca.runtime.config.ManagementConfig;
import orca.runtime.config.Vocabulary;
import orca.runtime.config.SensorConfig;
import orca.runtime.config.WireConfig;
import orca.runtime.handler.UnitOutput;
import orca.runtime.hosting.ActorWorkshop;
import orca.runtime.hosting.Actors;
import orca.runtime.hosting.ChangeCounter;
import orca.runtime.hosting.Directory;
import orca.runtime.hosting.HostedActor;
import orca.runtime.hosting.HostingException;
import orca.runtime.hosting.JournalPlaces;
import orca.runtime.hosting.Operators;
import orca.runtime.loop.LoopStatus;
import orca.runtime.management.ManagementServer;
import orca.runtime.management.Routes;
import orca.runtime.remote.Lines;
import orca.runtime.remote.Remote;
import orca.runtime.remote.Switchboard;
import orca.runtime.sensing.SensorPoll;
import orca.wire.server.WireServer;
import orca.runtime.transport.InProcessTransport;
import orca.runtime.transport.Transport;
import orca.wire.management.AccessFile;
import orca.wire.soap.SoapLine;
import orca.wire.soap.SoapSettings;
import orca.wire.time.WallClock;
import orca.wire.xmlrpc.RpcLine;
import orca.wire.xmlrpc.RpcSettings;

/**
 * All the actors of one configuration file, running, with the management API in front of them. It owns its folder: journals,
 * units' output, and the access file that says where it listens.
 */
public final class Container implements AutoCloseable {
    /** How long actors may take to read their journals before starting counts as failed. */
    static final Duration LONGEST_START = Duration.ofMinutes(10);

    private final Path folder;
    private final JournalPlaces journals;
    private final FolderLock lock;
    private final List<HostedActor> running = new ArrayList<>();
    private final List<SensorPoll> sensing = new ArrayList<>();
    private final ChangeCounter changes = new ChangeCounter();
    private final InProcessTransport local = new InProcessTransport();
    private final Actors actors;
    private Optional<Measuring> measuring = Optional.empty();
    private Optional<Remote> remote = Optional.empty();
    private Optional<WireServer> wireServer = Optional.empty();
    private final LateDelegations late = new LateDelegations(changes);
    private final List<String> differences;
    private ManagementServer server;
    private boolean closed;

    /**
     * A container that runs: its actors have read their journals and know what the file says, and the management API answers.
     *
     * @param acceptLoss whether to go on from journals that lack what was durable once
     * @throws HostingException when that cannot be; nothing is left running
     */
    public Container(ConfigFile file, boolean acceptLoss, String version) {
        this.folder = file.folder();
        this.journals = JournalPlaces.of(file);
        this.lock = FolderLock.take(folder);
        boolean up = false;
        try {
            Directory directory = Directory.of(file);
            Measuring measured = Measuring.of(file, directory, version);
            measuring = Optional.of(measured);
            remote = file.config().wire().map(wire -> new Remote(local, directory, lines(wire, measured)));
            Transport transport = remote.map(Remote::transport).orElse(local);
            UnitOutput output = new UnitOutput(folder.resolve("units"), WallClock.utc(),
                    file.config().calls().outputLines(), file.config().calls().outputSize().bytes());
            ActorWorkshop workshop = new ActorWorkshop(
                    file, journals, directory, local, transport, output, changes::grow, acceptLoss, measured.watches());
            this.actors = new Actors(make(file.config(), workshop), directory);
            measured.bind(running, remote, journals);
            startActors();
            file.config().wire().ifPresent(wire -> open(wire, directory, measured));
            Vocabulary vocabulary = Vocabulary.of(file.config());
            List<String> found = new ArrayList<>(new ConfigCommands(file.config(), vocabulary, late).give(actors));
            actors.all().forEach(actor -> found.addAll(otherPolicies(actor)));
            actors.all().forEach(actor -> actor.loop().remarks().forEach(said ->
                    found.add("'" + actor.name() + "': " + said + ". Epoch " + actor.loop().status().epoch() + " is its own.")));
            differences = List.copyOf(found);
            Routes routes = new Routes(actors, vocabulary,
                    (from, to) -> remote.flatMap(others -> others.line(from, to)), changes, output, version,
                    file.digest());
            listen(file, routes);
            late.start();
            file.config().serviceManagers().forEach((name, guest) -> sense(name, guest.sensors()));
            up = true;
        } finally {
            if (!up) {
                close();
            }
        }
    }

    private List<HostedActor> make(ContainerConfig config, ActorWorkshop workshop) {
        config.brokers().forEach((name, broker) -> running.add(workshop.broker(name, broker)));
        config.authorities().forEach((name, site) -> running.add(workshop.authority(name, site)));
        config.serviceManagers().forEach((name, guest) -> running.add(workshop.guest(name, guest)));
        return running;
    }

    private void startActors() {
        running.forEach(actor -> actor.loop().start());
        try {
            for (HostedActor actor : running) {
                if (!actor.loop().awaitStart(LONGEST_START)) {
                    throw new HostingException("'" + actor.name() + "' has been reading its journal for " + LONGEST_START + ".");
                }
                LoopStatus status = actor.loop().status();
                if (status.state() == LoopStatus.State.STOPPED) {
                    throw new HostingException("'" + actor.name() + "' cannot start: " + status.reason());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostingException("The container was interrupted while it started.", e);
        }
    }

    private void sense(String guest, Map<String, SensorConfig> sensors) {
        SensorPoll poll = new SensorPoll(actors.named(guest).orElseThrow().loop(), sensors, WallClock.utc());
        sensing.add(poll);
        poll.start();
    }

    /** Lets others in, and collects for those whom nobody can call. */
    private void open(WireConfig wire, Directory directory, Measuring measured) {
        Remote others = remote.orElseThrow();
        if (wire.listen().isPresent() || wire.rpc().isPresent()) {
            WireServer heard = listening(wire, running.stream().map(actor ->
                    new WireServer.Called(actor.name(), directory.identity(actor.principal()).orElseThrow(), others.door(actor),
                            measured.calls(actor.name())))
                    .toList());
            wireServer = Optional.of(heard);
            heard.base().ifPresent(directory::listensAt);
        }
        running.stream().filter(actor -> actor.role() != HostedActor.Role.AUTHORITY).forEach(others::collectFor);
    }

    private static WireServer listening(WireConfig wire, List<WireServer.Called> actors) {
        try {
            return new WireServer(new WireServer.Ports(wire.listen(), wire.rpc(), wire.address()), actors, soap(wire));
        } catch (WireServer.Unheard e) {
            throw new HostingException(e.getMessage(), e);
        }
    }

    private static SoapSettings soap(WireConfig wire) {
        SoapSettings usual = SoapSettings.USUAL;
        return new SoapSettings(usual.mostBytes(), usual.life(), usual.longestLife(), wire.skew(), usual.ahead(),
                usual.mostRemembered(), usual.patience());
    }

    private static Lines lines(WireConfig wire, Measuring measured) {
        SoapSettings settings = soap(wire);
        return (own, peer, endpoint) -> measured.line(switch (endpoint.binding()) {
            case SOAP -> new SoapLine(endpoint.uri(), peer, own, settings, WallClock.utc(),
                    measured.answers(own.principal(), peer.principal()));
            case XMLRPC -> new RpcLine(endpoint.uri(), peer, own, RpcSettings.USUAL);
            case MANAGEMENT -> throw new IllegalArgumentException("no actor is called at " + endpoint);
        }, own.principal(), peer.principal());
    }

    private void listen(ConfigFile file, Routes routes) {
        ManagementConfig management = file.config().management();
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        String token = HexFormat.of().formatHex(secret);
        server = new ManagementServer(management.host(), management.port(), token,
                management.listen().map(at -> new ManagementServer.Elsewhere(at, Operators.of(file))), routes);
        try {
            new AccessFile(server.url(), token).write(folder);
        } catch (IOException e) {
            throw new HostingException("The folder " + folder + " cannot be written: " + e.getMessage(), e);
        }
    }

    public Path folder() {
        return folder;
    }

    /** Where its journals are, for people. */
    String journals() {
        return journals.embedded() ? folder.toString() : journals + ", and all else in " + folder;
    }

    public URI url() {
        return server.url();
    }

    /** Where its figures are offered, if they are. */
    public Optional<URI> metricsUrl() {
        return measuring.flatMap(Measuring::url);
    }

    /** Where operators come from elsewhere, if they may. */
    public Optional<URI> secureUrl() {
        return server.secureUrl();
    }

    public Actors actors() {
        return actors;
    }

    /** What this container said to others and fetched from them; nothing when it speaks with nobody. */
    public Switchboard.Traffic traffic() {
        return remote.map(Remote::traffic).orElse(new Switchboard.Traffic(0, 0, 0));
    }

    /** What is otherwise than the file says, or was changed by it, a sentence each. */
    public List<String> differences() {
        return differences;
    }

    /** What it hosts, a line for each actor. */
    public List<String> hosts() {
        Comparator<HostedActor> sitesFirst = Comparator.comparing(HostedActor::role).thenComparing(HostedActor::name);
        return actors.all().stream().sorted(sitesFirst).map(a -> switch (a.role()) {
            case AUTHORITY -> "authority " + a.name() + " (policy " + names(a) + ")";
            case BROKER -> "broker " + a.name() + " (policy " + names(a) + ")";
            case SERVICE_MANAGER -> "service manager " + a.name();
        }).toList();
    }

    /** What an operator chose holds against the file, and who reads the file should know. */
    private static List<String> otherPolicies(HostedActor actor) {
        List<String> found = new ArrayList<>();
        actor.following().forEach((whose, choice) -> {
            PolicyChoice said = actor.policies().get(whose).choice();
            if (!choice.equals(said)) {
                found.add("'" + actor.name() + "' follows the policy " + choice.policy()
                        + (whose.isEmpty() ? "" : " for the slice " + whose) + ", which an operator chose, and not "
                        + (said.policy().equals(choice.policy()) ? "the settings" : said.policy())
                        + " of its file; 'orca policy show' tells more, 'orca policy reset " + actor.name()
                        + (whose.isEmpty() ? "" : " --slice " + whose) + "' follows the file again.");
            }
        });
        return found;
    }

    private static String names(HostedActor actor) {
        return String.join(", ", actor.following().values().stream().map(PolicyChoice::policy).toList());
    }

    /** Stops everything in good order; what was decided is durable, what was owed is done at the next start. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        late.close();
        sensing.forEach(SensorPoll::close);
        if (server != null) {
            server.close();
            forgetAccess();
        }
        wireServer.ifPresent(WireServer::close);
        remote.ifPresent(Remote::close);
        running.forEach(HostedActor::close);
        measuring.ifPresent(Measuring::close);
        lock.close();
    }

    private void forgetAccess() {
        try {
            Files.deleteIfExists(folder.resolve(AccessFile.NAME));
        } catch (IOException e) {
            System.getLogger(Container.class.getName()).log(System.Logger.Level.WARNING, "the access file stays behind", e);
        }
    }
}
