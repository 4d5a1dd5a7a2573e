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
import orca.runtime.enrolment.Reception;
import orca.runtime.hosting.Actors;
import orca.runtime.hosting.Directory;
import orca.runtime.hosting.HostedActor;
import orca.runtime.hosting.HostingException;
import orca.runtime.hosting.JournalPlaces;
import orca.runtime.hosting.Operators;
import orca.runtime.loop.LoopStatus;
import orca.runtime.management.EnrolmentDesk;
import orca.runtime.management.ManagementServer;
import orca.runtime.management.NoticeDesk;
import orca.runtime.management.Routes;
import orca.runtime.notice.CalendarDesk;
import orca.runtime.notice.CalendarEndpoint;
import orca.runtime.notice.Courier;
import orca.runtime.notice.NoticePosts;
import orca.runtime.remote.Remote;
import orca.runtime.remote.Switchboard;
import orca.runtime.sensing.SensorPoll;
import orca.runtime.watching.HostWatch;
import orca.runtime.watching.Watches;
import orca.wire.management.AccessFile;
import orca.wire.server.WireServer;
import orca.wire.soap.SoapSettings;
import orca.wire.time.WallClock;

/**
 * All the actors of one configuration file, running, with the management API in front of them. It owns its folder: journals,
 * units' output, and the access file that says where it listens.
 */
public final class Container implements AutoCloseable {
    /** How long actors may take to read their journals before starting counts as failed. */
    static final Duration LONGEST_START = Duration.ofMinutes(10);

    private final Foundation foundation;
    private final Optional<Lead> lead;
    private final List<HostedActor> running;
    private final List<SensorPoll> sensing = new ArrayList<>();
    private final Watches watches = new Watches();
    private Optional<Reception> reception = Optional.empty();
    private final List<Courier> couriers = new ArrayList<>();
    private final Actors actors;
    private Optional<WireServer> wireServer = Optional.empty();
    private Optional<CalendarEndpoint> calendars = Optional.empty();
    private final LateDelegations late;
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
        this(new Foundation(file, acceptLoss, version), Optional.empty(), version);
    }

    /**
     * The same on what stands already.
     *
     * @param foundation its own from now on, also when this fails
     * @param taken that it leads where others could; when it is not taken yet, it is here or not at all
     */
    Container(Foundation foundation, Optional<Lead> taken, String version) {
        this.foundation = foundation;
        this.running = foundation.actors();
        this.late = new LateDelegations(foundation.changes());
        Optional<Lead> held = taken;
        boolean up = false;
        try {
            held = held.or(() -> Lead.taken(foundation));
            this.lead = held;
            ConfigFile file = foundation.file();
            NoticePosts posts = NoticePosts.of(file);
            this.actors = new Actors(running, foundation.directory());
            foundation.measuring().bind(running, foundation.remote(), foundation.journals());
            lead.ifPresent(Lead::beat);
            startActors();
            file.config().wire().ifPresent(wire -> open(wire, foundation.directory()));
            Vocabulary vocabulary = Vocabulary.of(file.config());
            List<String> found = new ArrayList<>(new ConfigCommands(file.config(), vocabulary, late).give(actors));
            actors.all().forEach(actor -> found.addAll(otherPolicies(actor)));
            actors.all().forEach(actor -> actor.loop().remarks().forEach(said ->
                    found.add("'" + actor.name() + "': " + said + ". "
                            + (actor.loop().status().loss().isEmpty() ? "" : "It asks its peers, and promises nothing new before "
                            + "'orca settle " + actor.name() + "', which says what is open."))));
            differences = List.copyOf(found);
            calendars = posts.config().feed().map(feed -> new CalendarEndpoint(feed, new CalendarDesk(actors)));
            Reception hosts = new Reception(file.config(), vocabulary, keys(file));
            reception = Optional.of(hosts);
            Routes routes = new Routes(actors, vocabulary,
                    (from, to) -> foundation.remote().flatMap(others -> others.line(from, to)), foundation.changes(),
                    foundation.output(), watches::of, new NoticeDesk(posts, calendars),
                    new EnrolmentDesk(file.config(), actors, vocabulary, hosts), version, file.digest());
            listen(file, routes);
            welcome(file, hosts);
            late.start();
            file.config().serviceManagers().forEach((name, guest) -> sense(name, guest.sensors()));
            file.config().authorities().keySet().forEach(this::watch);
            actors.in(HostedActor.Role.SERVICE_MANAGER).forEach(guest -> {
                couriers.add(posts.courier(guest, foundation.changes(), WallClock.utc()));
                couriers.getLast().start();
            });
            up = true;
        } finally {
            if (!up) {
                close(held);
            }
        }
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
                    // Who took over in the moment in which this one began has the journals open.
                    lead.ifPresent(Lead::lostTo);
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

    /** Hosts may join from now on, where operators come in. */
    private void welcome(ConfigFile file, Reception hosts) {
        server.secureUrl().ifPresent(url -> hosts.opened(new Reception.Door(url, Operators.of(file).own().principal())));
        actors.in(HostedActor.Role.AUTHORITY).forEach(hosts::serve);
        hosts.start();
    }

    private static Path keys(ConfigFile file) {
        return file.path().toAbsolutePath().getParent().resolve(file.config().keys());
    }

    /** A site looks at its hosts. */
    private void watch(String site) {
        ContainerConfig config = foundation.file().config();
        HostWatch watch = watches.add(actors.named(site).orElseThrow(), config.authorities().get(site), config,
                keys(foundation.file()).resolve(site + ".key"));
        foundation.measuring().watching(site, watch);
        watch.start(site);
    }

    /** Lets others in, and collects for those whom nobody can call. */
    private void open(WireConfig wire, Directory directory) {
        Remote others = foundation.remote().orElseThrow();
        if (wire.listen().isPresent() || wire.rpc().isPresent()) {
            WireServer heard = listening(wire, running.stream().map(actor ->
                    new WireServer.Called(actor.name(), directory.identity(actor.principal()).orElseThrow(), others.door(actor),
                            foundation.measuring().calls(actor.name())))
                    .toList());
            wireServer = Optional.of(heard);
            heard.base().ifPresent(directory::listensAt);
            directory.standbysAt(wire.standbys().stream().map(URI::create).toList());
        }
        running.stream().filter(actor -> actor.role() != HostedActor.Role.AUTHORITY).forEach(others::collectFor);
    }

    private static WireServer listening(WireConfig wire, List<WireServer.Called> actors) {
        try {
            return new WireServer(new WireServer.Ports(wire.listen(), wire.rpc(), wire.address()), actors,
                    Foundation.soap(wire, SoapSettings.USUAL.patience()));
        } catch (WireServer.Unheard e) {
            throw new HostingException(e.getMessage(), e);
        }
    }

    private void listen(ConfigFile file, Routes routes) {
        ManagementConfig management = file.config().management();
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        String token = HexFormat.of().formatHex(secret);
        server = new ManagementServer(management.host(), management.port(), token,
                management.listen().map(at -> new ManagementServer.Elsewhere(at, Operators.of(file))), routes);
        try {
            new AccessFile(server.url(), token).write(folder());
        } catch (IOException e) {
            throw new HostingException("The folder " + folder() + " cannot be written: " + e.getMessage(), e);
        }
    }

    public Path folder() {
        return foundation.folder();
    }

    /** Where its journals are, for people. */
    String journals() {
        JournalPlaces journals = foundation.journals();
        return journals.embedded() ? folder().toString() : journals + ", and all else in " + folder();
    }

    public URI url() {
        return server.url();
    }

    /** Where its figures are offered, if they are. */
    public Optional<URI> metricsUrl() {
        return foundation.measuring().url();
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
        return foundation.remote().map(Remote::traffic).orElse(new Switchboard.Traffic(0, 0, 0));
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

    /** Why it leads no more, when another container has taken over; it should be closed then. */
    public Optional<String> deposed() {
        return lead.flatMap(Lead::deposed);
    }

    /** Stops everything in good order; what was decided is durable, what was owed is done at the next start. */
    @Override
    public void close() {
        close(lead);
    }

    private synchronized void close(Optional<Lead> held) {
        if (closed) {
            return;
        }
        closed = true;
        late.close();
        sensing.forEach(SensorPoll::close);
        watches.close();
        reception.ifPresent(Reception::close);
        couriers.forEach(Courier::close);
        calendars.ifPresent(CalendarEndpoint::close);
        if (server != null) {
            server.close();
            forgetAccess();
        }
        wireServer.ifPresent(WireServer::close);
        foundation.close();
        held.ifPresent(Lead::close);
    }

    private void forgetAccess() {
        try {
            Files.deleteIfExists(folder().resolve(AccessFile.NAME));
        } catch (IOException e) {
            System.getLogger(Container.class.getName()).log(System.Logger.Level.WARNING, "the access file stays behind", e);
        }
    }
}
