package orca.simulator.siege;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import orca.nodeagent.client.RemoteClient;
import orca.nodeagent.talk.StatusView;
import orca.simulator.apart.Launch;
import orca.simulator.apart.Settlement;
import orca.wire.management.ManagementClient;
import orca.wire.soap.SoapLine;
import orca.wire.soap.SoapSettings;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;
import orca.wire.trust.Role;

/**
 * A site with two hosts, a broker and two guests, each in a process of its own on ground of its own, and the operator who looks
 * at all of them from elsewhere; with a database, site and broker twice. None of them knows what will be done to it: their
 * configurations are as anybody's.
 */
final class Residents implements AutoCloseable {
    /** How far clocks may differ without harm, as all configurations say. */
    static final Duration SKEW = Duration.ofSeconds(30);

    private static final String INSPECTOR = "inspector";
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final List<String> MACHINE = List.of("-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData");
    /** How lines begin by which a container tells whether it leads. */
    private static final List<String> LEADS = List.of("This container leads ", "It listens on ");
    private static final List<String> LEADS_NOT = List.of("Standing by: ", "Waiting: ");
    /** How a container ends that cannot have its journal now; whoever supervises it starts it again. */
    private static final int TROUBLE = 7;
    private static final int MOST_STARTS = 5;
    private static final int DISK = 160;
    private static final int SERVERS_DISK = 320;

    private final Roster roster;
    private final Grounds grounds;
    private final Settlement settlement;
    private final Optional<Database> database;
    private final Path folder;
    private final Identity inspector = Identity.generate();
    private final Map<String, ManagementClient> clients = new ConcurrentHashMap<>();
    private final Map<String, RemoteClient> agents = new ConcurrentHashMap<>();
    private final Set<String> traced = new HashSet<>();
    /** Who was told to end, since it was started. */
    private final Set<String> told = new HashSet<>();

    Residents(Grounds grounds, Path folder, Roster roster) throws IOException {
        this.roster = roster;
        this.grounds = grounds;
        this.folder = folder;
        this.settlement = new Settlement(folder);
        settlement.introduce(INSPECTOR, inspector);
        for (String name : roster.all()) {
            Files.createDirectories(settlement.home(name));
            grounds.settle(name, name.equals(Roster.DATABASE) ? SERVERS_DISK : DISK);
        }
        this.database = roster.database() ? Optional.of(new Database(grounds, folder)) : Optional.empty();
        Configurations files = new Configurations(roster, grounds::address);
        // The site's file names its hosts' keys, so they come first.
        for (String host : Roster.HOSTS) {
            settlement.found(host, files.host(host, units(host).toString()));
        }
        settlement.found(Roster.MARKET, files.market(Roster.MARKET));
        settlement.found(Roster.SITE, site(files, Roster.SITE));
        for (String guest : Roster.GUESTS) {
            settlement.found(guest, files.guest(guest));
        }
        meet(files);
        for (String part : roster.pairs()) {
            String second = roster.nodes(part).getLast();
            settlement.twin(second, part, part.equals(Roster.SITE) ? site(files, second) : files.market(second));
        }
    }

    private String site(Configurations files, String node) {
        return files.site(node, settlement.home(node).resolve("keys").resolve(Roster.SITE + ".key").toString(),
                host -> settlement.key(host) + " " + files.agent(host));
    }

    private void meet(Configurations files) throws IOException {
        List<String> nowhere = List.of();
        List<String> market = files.called(Roster.MARKET);
        settlement.pin(Roster.SITE, Roster.MARKET, Role.BROKER, market);
        settlement.pin(Roster.MARKET, Roster.SITE, Role.AUTHORITY, files.called(Roster.SITE));
        for (String guest : Roster.GUESTS) {
            settlement.pin(Roster.MARKET, guest, Role.SERVICE_MANAGER, nowhere);
            settlement.pin(guest, Roster.MARKET, Role.BROKER, market);
        }
        for (String host : Roster.HOSTS) {
            settlement.pin(host, Roster.SITE, Role.AUTHORITY, nowhere);
        }
        for (String name : Roster.PARTS) {
            settlement.pin(name, INSPECTOR, Role.OPERATOR, nowhere);
        }
    }

    Roster roster() {
        return roster;
    }

    /** The database, where there is one. */
    Database database() {
        return database.orElseThrow();
    }

    /** Where the units of a host are. */
    Path units(String host) {
        return folder.resolve("units-" + host);
    }

    /** Starts the process of {@code name}. */
    void start(String name) throws IOException {
        start(name, List.of());
    }

    /**
     * Starts it so that it kills itself at the n-th call of {@code syscall} that one of its threads makes. The tracer stands
     * aside, so that the process is the one that was started.
     */
    void startUntil(String name, String syscall, int nth) throws IOException {
        start(name, List.of("strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + syscall,
                "-e", "inject=" + syscall + ":signal=SIGKILL:when=" + nth, "--"));
    }

    private void start(String name, List<String> tracer) throws IOException {
        told.remove(name);
        if (tracer.isEmpty()) {
            traced.remove(name);
        } else {
            traced.add(name);
        }
        if (name.equals(Roster.DATABASE)) {
            database().start(tracer);
            return;
        }
        List<String> before = new ArrayList<>(grounds.enter(name));
        before.addAll(tracer);
        List<String> machine = new ArrayList<>(MACHINE);
        machine.add(grounds.clockwork(name));
        Launch how = Roster.HOSTS.contains(name)
                ? new Launch(before, machine, "orca.nodeagent.daemon.Main", "agent")
                : new Launch(before, machine, "orca.runtime.container.Main", "up",
                        roster.paired(roster.part(name)) ? List.of("--standby") : List.of());
        settlement.launch(name, how);
    }

    /** Starts one of a pair as its operator must not: with a journal of its own, and standing by for nobody. */
    void startAlone(String node) throws IOException {
        Path file = settlement.file(node);
        List<String> lines = Files.readAllLines(file).stream().filter(line -> !line.startsWith("journal: ")).toList();
        Files.write(file, lines);
        // Else it remembers that there was more, and refuses.
        Grounds.run("rm", "-r", settlement.data(node).resolve("journals").toString());
        List<String> machine = new ArrayList<>(MACHINE);
        machine.add(grounds.clockwork(node));
        settlement.launch(node, new Launch(grounds.enter(node), machine, "orca.runtime.container.Main", "up"));
    }

    /** Whether it was started so that it kills itself. */
    boolean traced(String name) {
        return traced.contains(name);
    }

    boolean lives(String name) {
        return name.equals(Roster.DATABASE) ? database().lives() : settlement.process(name).isAlive();
    }

    void kill(String name) throws InterruptedException {
        if (name.equals(Roster.DATABASE)) {
            database().kill();
        } else {
            settlement.kill(name);
        }
    }

    /** Asks it to end in good order. */
    void end(String name) throws IOException {
        told.add(name);
        if (name.equals(Roster.DATABASE)) {
            database().end();
        } else {
            signal("TERM", name);
        }
    }

    /** Its process does nothing until it is thawed. */
    void freeze(String name) throws IOException {
        if (name.equals(Roster.DATABASE)) {
            database().freeze();
        } else {
            signal("STOP", name);
        }
    }

    void thaw(String name) throws IOException {
        if (name.equals(Roster.DATABASE)) {
            database().thaw();
        } else {
            signal("CONT", name);
        }
    }

    private void signal(String signal, String name) throws IOException {
        if (lives(name)) {
            Grounds.run("sh", "-c", "kill -" + signal + " " + settlement.process(name).pid() + " 2>/dev/null || true");
        }
    }

    /**
     * Returns when {@code name} answers the operator, or says that it stands by.
     *
     * @throws IOException when it does not for long, with what it said last
     */
    void await(String name) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Optional<String> silence = Optional.of("");
        int starts = 0;
        while (System.nanoTime() < deadline) {
            if (!lives(name)) {
                if (!mayEnd(name) || starts++ == MOST_STARTS) {
                    throw new IOException(name + " ended by itself: " + lastWords(name));
                }
                start(name);
            }
            silence = silence(name);
            if (silence.isEmpty()) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        throw new IOException(name + " does not come up: " + silence.get() + "; " + lastWords(name));
    }

    /** Whether whatever supervises it starts it again: it was told to end, or says that it cannot have its journal now. */
    private boolean mayEnd(String name) {
        return told.contains(name) || name.equals(Roster.DATABASE) || roster.stored(name) && settlement.ended(name) == TROUBLE;
    }

    /** Why it is not yet as it should be; empty when it is. */
    private Optional<String> silence(String name) throws IOException {
        if (name.equals(Roster.DATABASE)) {
            return database().answers() ? Optional.empty() : Optional.of("it does not answer");
        }
        boolean paired = roster.paired(roster.part(name));
        if (paired && lastWord(name).filter(word -> word.startsWith(LEADS_NOT.getFirst())).isPresent()) {
            return Optional.empty();
        }
        try {
            if (Roster.HOSTS.contains(name)) {
                host(name);
                return Optional.empty();
            }
            return clientAt(name).health().well() ? Optional.empty() : Optional.of("an actor of it does not run");
        } catch (IOException | ManagementClient.Unreachable | ManagementClient.Refused e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private Path output(String name) {
        return settlement.home(name).resolve("output");
    }

    private List<String> said(String name) throws IOException {
        // What a process was saying when it was killed may end within a letter.
        return Files.exists(output(name)) ? Files.readAllLines(output(name), StandardCharsets.ISO_8859_1) : List.of();
    }

    private String lastWords(String name) throws IOException {
        List<String> lines = said(name);
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 6), lines.size()));
    }

    /** What a container has said last about whether it leads. */
    Optional<String> lastWord(String name) throws IOException {
        return said(name).stream().filter(line -> Stream.concat(LEADS.stream(), LEADS_NOT.stream()).anyMatch(line::startsWith))
                .reduce((earlier, later) -> later);
    }

    /** Which process leads {@code part} by what they say, which is asked of nobody; the first one where none does. */
    String saysItLeads(String part) {
        return roster.nodes(part).stream().filter(this::claims)
                .max(Comparator.comparing(node -> output(node).toFile().lastModified())).orElse(part);
    }

    private boolean claims(String node) {
        try {
            return lastWord(node).filter(word -> LEADS.stream().anyMatch(word::startsWith)).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a process answers operators, as only one that leads does. */
    boolean answers(String node) {
        try {
            return clientAt(node).health().well();
        } catch (ManagementClient.Unreachable | ManagementClient.Refused e) {
            return false;
        }
    }

    /** Which process answers operators for {@code part}. */
    Optional<String> leader(String part) {
        return roster.nodes(part).stream().filter(this::answers).findFirst();
    }

    /** The name by which others know a container that stands by. */
    String name(String node) throws IOException {
        return Files.readString(settlement.data(node).resolve("node")).strip();
    }

    /** Speaks with a part as an operator from elsewhere, at whichever process has it now. */
    ManagementClient client(String part) {
        return clientAt(roster.paired(part) ? leader(part).orElse(part) : part);
    }

    private ManagementClient clientAt(String node) {
        return clients.computeIfAbsent(node, n -> new ManagementClient(
                URI.create("https://" + grounds.address(n) + ":" + Configurations.OPERATORS_PORT), inspector,
                Expected.of(settlement.key(n).principal())));
    }

    /** How a host is, by its agent. */
    StatusView host(String name) throws IOException {
        String url = "http://" + grounds.address(name) + ":" + Configurations.AGENTS_PORT + "/soap/agent";
        return agents.computeIfAbsent(name, n -> new RemoteClient(url, new SoapLine(URI.create(url),
                Expected.of(settlement.key(n).principal()), inspector, SoapSettings.USUAL, Clock.systemUTC()))).status();
    }

    /** Reads all that an actor, which does not run, has written. @throws IOException when anything is not as it was written */
    void verify(String part) throws IOException {
        for (String node : roster.nodes(part)) {
            Grounds.run(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                    System.getProperty("java.class.path"), "orca.runtime.container.Main", "journal", "verify",
                    (roster.stored(node) ? settlement.file(node) : settlement.data(node)).toString());
        }
    }

    /** Copies what all have written from their disks, which end with this process, to where it stays. */
    void keep() throws IOException {
        for (String name : roster.all()) {
            Grounds.run("cp", "-r", settlement.data(name).toString(), settlement.home(name).resolve("kept").toString());
        }
    }

    /** Ends all in good order; the database goes on. */
    void end() {
        settlement.close();
    }

    @Override
    public void close() {
        settlement.close();
        agents.values().forEach(RemoteClient::close);
        try {
            if (database.isPresent()) {
                database.get().kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
