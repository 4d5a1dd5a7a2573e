package orca.nodeagent.daemon;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLException;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.nodeagent.driver.DriverFactory;
import orca.nodeagent.keeper.Will;
import orca.wire.management.JoinAnswer;
import orca.wire.management.JoinCommand;
import orca.wire.management.JoinLine;
import orca.wire.management.ManagementClient;
import orca.wire.management.Problem;
import orca.wire.server.Listen;
import orca.wire.text.Notation;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;
import orca.wire.trust.Introduction;
import orca.wire.trust.Peer;
import orca.wire.trust.Role;
import orca.wire.trust.TrustException;

/**
 * {@code orca agent join}: makes this host one of the site that wrote a line for it. The site is asked first and nothing is
 * changed when it says no, or when the host is another site's. Each step may be done again, so the line may be typed again
 * whatever became of it before.
 */
final class JoinVerb {
    /** The port of an agent whose operator says none. */
    static final int PORT = 7500;
    private static final Duration USUAL_WAIT = Duration.ofMinutes(2);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int CONNECT_MILLIS = 10_000;

    private final Options options;
    private final PrintStream out;
    private final PrintStream err;
    private final HostFolder host;

    JoinVerb(Options options, PrintStream out, PrintStream err) {
        this.err = err;
        this.options = options;
        this.out = out;
        this.host = new HostFolder(options.may("--folder").map(Path::of).orElse(HostFolder.USUAL).toAbsolutePath().normalize());
    }

    /** The exit code. @throws IOException when it cannot be done here and now, with what to do */
    int run() throws IOException, InterruptedException {
        String said = options.plain(1, "the line that 'orca host invite' printed");
        JoinLine line = JoinLine.parse(said.equals("-") ? typed() : said);
        options.noMore(2);
        Duration wait = options.may("--wait").map(Notation::duration).orElse(USUAL_WAIT);
        Optional<HostService> service = service();
        try {
            Identity own = host.own();
            ManagementClient site = line.client(own);
            Optional<AgentConfig> there = host.config();
            Optional<String> name = options.may("--name").or(() -> there.map(AgentConfig::host));
            Listen listen = listen(line, there);
            Optional<String> address = options.may("--address").or(() -> there.flatMap(AgentConfig::address));
            String url = address.orElse("http://" + listen).replaceFirst("/$", "") + AgentDaemon.PATH;
            JoinCommand join = new JoinCommand(line.token(), name, ownName(), url, false, false);
            JoinAnswer welcome = new JoinCommand(line.token(), name, ownName(), url, true, false).by(site);
            AgentConfig config = config(there, welcome, listen, address);
            Introduction introduction = introduction(welcome);
            List<Peer> others = host.others(introduction.speaker().principal());
            Optional<String> taken = belongs(others);
            if (taken.isPresent()) {
                err.println("orca: agent: " + taken.get());
                return Main.REFUSED;
            }
            join.by(site);
            host.pin(introduction, others, Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS));
            host.write(config);
            out.println("This host is " + config.host() + " of " + welcome.site() + " (" + Fingerprint.brief(introduction
                    .speaker()
                    .principal()) + "), which calls its agent at " + url + "; written: " + host.file());
            out.flush();
            start(service);
            return awaited(site, new JoinCommand(line.token(), Optional.of(config.host()), "", url, false, true), wait);
        } catch (ManagementClient.Refused e) {
            err.println("orca: agent: " + line.url() + " says no: " + e.problem().message());
            return e.problem().kind().exitCode();
        } catch (ManagementClient.Unreachable e) {
            throw new IOException(e.getCause() instanceof SSLException
                    ? "who answers at " + line.url() + " does not prove to be the site of this line, so nothing was said to it: "
                            + e.getMessage().replaceFirst("^.* do not trust each other: ", "") + ". Have the site's operator make"
                            + " another line"
                    : "the site cannot be asked: nobody answers at " + line.url() + ". Nothing was lost; type the same line again"
                            + " when that is mended", e);
        }
    }

    /** The first line of the standard input, where nobody who lists processes sees it. */
    private static String typed() throws IOException {
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return line == null ? "" : line;
    }

    private Optional<HostService> service() throws IOException {
        if (options.flag("--no-service")) {
            return Optional.empty();
        }
        HostService service = HostService.own().orElseThrow(() -> new IOException(
                "a service starts the launcher 'orca', and this was not started by it; say --no-service"));
        Optional<String> obstacle = service.obstacle(host.file());
        if (obstacle.isPresent()) {
            throw new IOException(obstacle.get());
        }
        return Optional.of(service);
    }

    private Listen listen(JoinLine line, Optional<AgentConfig> there) throws IOException {
        Optional<Listen> said = options.may("--listen").map(Listen::parse).or(() -> there.map(AgentConfig::listen));
        Listen listen = said.isPresent() ? said.get() : new Listen(reaching(line), PORT);
        if (listen.port() == 0) {
            throw new IllegalArgumentException("listen: must name the port, for the site is told it");
        }
        return listen;
    }

    /** The agent's file as it is to be: what is there already stays. */
    private AgentConfig config(Optional<AgentConfig> there, JoinAnswer answer, Listen listen, Optional<String> address) {
        Map<String, PropertyList> drivers = drivers(there.map(AgentConfig::drivers).orElse(Map.of()), answer);
        if (there.isPresent()) {
            AgentConfig is = there.get();
            return new AgentConfig(answer.host(), listen, address, is.folder(), is.key(), is.trust(), is.grace(), is.skew(),
                    is.metrics(), is.logs(), drivers);
        }
        String data = host.data().equals(host.folder()) ? "./agent-data" : host.data().resolve("agent").toString();
        return new AgentConfig(answer.host(), listen, address, data, "keys/agent.key", ".", Duration.ofMinutes(1),
                Duration.ofMinutes(1), Optional.empty(), Optional.empty(), drivers);
    }

    /** What the machine calls itself; nothing where that is no name for a host. */
    private static String ownName() {
        try {
            String said = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip().toLowerCase(Locale.ROOT);
            return Names.check("name", said.replaceFirst("[.].*$", ""));
        } catch (IOException | IllegalArgumentException e) {
            return "";
        }
    }

    /** The address of this host that it reaches the site by. */
    private static String reaching(JoinLine line) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(line.host().replaceAll("[\\[\\]]", "")), line.port()),
                    CONNECT_MILLIS);
            String address = socket.getLocalAddress().getHostAddress().replaceFirst("%.*$", "");
            return address.contains(":") ? "[" + address + "]" : address;
        } catch (IOException e) {
            throw new IOException("the site cannot be asked: nobody answers at " + line.url() + " (" + e.getMessage()
                    + "). Nothing was changed; type the same line again when that is mended.", e);
        }
    }

    private static Introduction introduction(JoinAnswer answer) throws IOException {
        try {
            Introduction introduction = Introduction.read(answer.introduction());
            if (introduction.role() != Role.AUTHORITY) {
                throw new IOException("who invites is " + introduction.role().word() + ", and only authorities have hosts");
            }
            return introduction;
        } catch (TrustException e) {
            throw new IOException("the site says something that cannot be believed: " + e.getMessage(), e);
        }
    }

    /** Why this host is somebody else's; empty when it is nobody's, or was and has nothing of theirs any more. */
    private Optional<String> belongs(List<Peer> others) throws IOException {
        if (others.isEmpty()) {
            return Optional.empty();
        }
        String whose = others.stream().map(one -> "'" + one.name() + "' (" + Fingerprint.brief(one.principal()) + ")")
                .collect(Collectors.joining(", "));
        if (!options.flag("--take-over")) {
            return Optional.of("this host is somebody else's: its agent takes orders from " + whose + ". Have them let it go with"
                    + " 'orca host remove', or say --take-over here if they have nothing on it any more. Nothing was changed.");
        }
        List<Will> held = host.held(others);
        return held.isEmpty() ? Optional.empty() : Optional.of("this host is somebody else's, and units of " + whose
                + " are on it: "
                + held.stream().limit(5).map(will -> will.unit() + " until " + will.term().end()).collect(Collectors
                .joining(", "))
                + ". It cannot be taken over before they are gone. Nothing was changed.");
    }

    /** Those that are there, and the one that the site needs. */
    private Map<String, PropertyList> drivers(Map<String, PropertyList> there, JoinAnswer answer) {
        Map<String, PropertyList> drivers = new LinkedHashMap<>(there);
        if (drivers.containsKey(answer.driver())) {
            return drivers;
        }
        boolean ours = StreamSupport.stream(ServiceLoader.load(DriverFactory.class).spliterator(), false)
                .anyMatch(factory -> factory.name().equals(answer.driver()));
        if (!ours) {
            out.println("It needs the driver " + answer.driver() + ", which did not come with this agent: 'orca agent driver"
                    + " install' brings it.");
        }
        // Those that come with the agent have a folder, and it must not be one that a restart of the host empties.
        drivers.put(answer.driver(), ours && answer.settings().get("folder").isEmpty()
                ? answer.settings().with("folder", host.data().resolve(answer.driver()).toString()) : answer.settings());
        return drivers;
    }

    private void start(Optional<HostService> service) throws IOException, InterruptedException {
        if (service.isPresent()) {
            service.get().start(host.file());
            out.println(HostService.NAME + " is enabled and started.");
        } else {
            out.println("Start its agent, now and at each boot: "
                    + HostService.own().map(own -> own.command(host.file())).orElse("orca agent " + host.file()));
        }
        out.flush();
    }

    /** Asks the site until it has looked at the agent. */
    private int awaited(ManagementClient site, JoinCommand again, Duration wait) throws InterruptedException {
        long until = System.nanoTime() + wait.toNanos();
        String said = "";
        Duration pause = FIRST_PAUSE;
        while (!wait.isZero()) {
            Optional<JoinAnswer> answer = asked(site, again);
            if (answer.filter(JoinAnswer::enrolled).isPresent()) {
                out.println(answer.get().host() + " is a host of " + answer.get().site() + " now, of type " + answer.get()
                        .type() + ".");
                return 0;
            }
            String note = answer.map(JoinAnswer::note).orElse("the site does not answer just now");
            if (!note.equals(said)) {
                out.println("waiting: " + note);
                out.flush();
                said = note;
            }
            if (System.nanoTime() >= until) {
                err.println("orca: agent: the site has not taken it within " + Notation.show(wait)
                        + ", and goes on trying; type the same line again to wait longer");
                return Main.TIMED_OUT;
            }
            Thread.sleep(pause);
            // Who asks takes the processor from the agent that is asked after, and a host may have little of it.
            Duration longer = pause.plus(FIRST_PAUSE);
            pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        }
        return 0;
    }

    private static Optional<JoinAnswer> asked(ManagementClient site, JoinCommand command) {
        try {
            return Optional.of(command.by(site));
        } catch (ManagementClient.Unreachable e) {
            return Optional.empty(); // it has written down that this host joined
        } catch (ManagementClient.Refused e) {
            if (e.problem().kind() != Problem.Kind.BUSY) {
                throw e;
            }
            return Optional.empty(); // with the hosts that join beside this one
        }
    }
}
