package orca.simulator.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.resource.PropertyList;
import orca.nodeagent.daemon.AgentConfig;
import orca.nodeagent.daemon.AgentDaemon;
import orca.runtime.config.ConfigFile;
import orca.runtime.container.Container;
import orca.runtime.doctor.Doctor;
import orca.runtime.doctor.DoctorVerb;
import orca.runtime.doctor.Finding;
import orca.runtime.doctor.Finding.Grade;
import orca.runtime.doctor.Machine;
import orca.simulator.apart.Settlement;
import orca.testkit.FreePort;
import orca.wire.management.CloseCommand;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.management.PolicyCommand;
import orca.wire.management.RequestCommand;
import orca.wire.server.Listen;
import orca.wire.text.RecordForm;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Identity;
import orca.wire.trust.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A deployment that is well, and each thing that may be wrong with one. */
@Timeout(180)
class DoctorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Machine WELL = machine(25, 50, Clock.systemUTC());

    @TempDir
    private Path folder;

    private Settlement settlement;
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Map<String, Container> running = new LinkedHashMap<>();

    private static Machine machine(int java, int freePercent, Clock clock) {
        return new Machine(java, path -> new Machine.Space(freePercent * 10L << 30, 1000L << 30), clock, Duration.ofSeconds(20));
    }

    @BeforeEach
    void found() throws Exception {
        settlement = new Settlement(folder);
        for (String name : List.of("west", "market")) {
            ports.put(name, FreePort.take());
        }
        settlement.found("west", "folder: data\nmanagement: {port: 0}\nwire: {listen: \"127.0.0.1:" + ports.get("west")
                + "\", skew: 2s}\n" + """
                types: {disk: {turnaround: {teardown: 1s, skew: 1s}}}
                authorities:
                  west:
                    types: {disk: stubborn}
                    hosts: {d1: {type: disk, units: 4}}
                    delegations: [{to: market, type: disk, units: 4}]
                """);
        settlement.found("market", "folder: data\nmanagement: {port: 0}\nwire: {listen: \"127.0.0.1:" + ports.get("market")
                + "\"}\n" + """
                types: {disk: {turnaround: {teardown: 1s, skew: 1s}}}
                brokers: {market: {}}
                """);
        settlement.pin("west", "market", Role.BROKER, url("market"));
        settlement.pin("market", "west", Role.AUTHORITY, url("west"));
    }

    @AfterEach
    void end() {
        running.values().forEach(Container::close);
        settlement.close();
    }

    private Optional<String> url(String name) {
        return Optional.of("http://127.0.0.1:" + ports.get(name) + "/soap/" + name);
    }

    private void start(String name) {
        running.put(name, new Container(ConfigFile.read(settlement.file(name)), false, "test"));
    }

    private void stop(String name) {
        running.remove(name).close();
    }

    private List<Finding> look(Machine machine) throws InterruptedException {
        return new Doctor(machine).look(settlement.file("west"));
    }

    private static Finding one(List<Finding> found, String about) {
        return found.stream().filter(one -> one.about().equals(about)).findFirst()
                .orElseThrow(() -> new AssertionError("nothing about " + about + " in " + found));
    }

    private void is(Grade grade, String about, String what) throws InterruptedException {
        Finding finding = one(look(WELL), about);
        assertThat(finding.grade()).as(finding.toString()).isEqualTo(grade);
        assertThat(finding.what()).contains(what);
    }

    private void say(String from, String to) throws IOException {
        Path file = settlement.file("west");
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private Path key() {
        return settlement.home("west").resolve("keys/west.key");
    }

    @Test
    void allIsWellWithADeploymentThatIs() throws Exception {
        start("market");
        start("west");
        List<Finding> found = look(WELL);
        assertThat(found).allSatisfy(one -> assertThat(one.grade()).as(one.toString()).isEqualTo(Grade.OK));
        assertThat(found).extracting(Finding::about).containsExactly("java", "file", "folder", "disk", "key of west", "trust",
                "journal of west", "container", "authority west", "west to market");
        assertThat(one(found, "west to market").what())
                .matches("answers with its key, its clock is [0-2]\\.[0-9] s (behind|ahead).*");
        assertThat(one(found, "journal of west").what()).endsWith("held by the container");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(verb(out, settlement.file("west").toString())).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(found.size() + 1).last().isEqualTo("nothing is wrong");
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        assertThat(verb(again, settlement.data("west").toString())).as("the folder alone").isZero();
        assertThat(again.toString(StandardCharsets.UTF_8)).contains("authority west: running");
    }

    private static int verb(ByteArrayOutputStream out, String... words) throws InterruptedException {
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        return DoctorVerb.run(List.of(words), new Doctor(WELL), print, print);
    }

    @Test
    void beforeTheFirstStartOnlyWhatIsMissingIsSaid() throws Exception {
        start("market");
        List<Finding> found = look(WELL);
        assertThat(found).noneMatch(one -> one.grade() == Grade.WRONG);
        assertThat(one(found, "container").grade()).isEqualTo(Grade.WARNING);
        assertThat(one(found, "folder").what()).endsWith("is made at the first start");
        assertThat(one(found, "journal of west").what()).isEqualTo("is made at the first start");
        assertThat(one(found, "wire.listen").what()).endsWith("is free");
        assertThat(settlement.data("west")).as("nothing is made").doesNotExist();
    }

    @Test
    void javaDiskAndFile() throws Exception {
        assertThat(one(look(machine(17, 50, Clock.systemUTC())), "java").grade()).isEqualTo(Grade.WRONG);
        assertThat(one(look(machine(25, 5, Clock.systemUTC())), "disk").grade()).isEqualTo(Grade.WARNING);
        assertThat(one(look(machine(25, 0, Clock.systemUTC())), "disk").grade()).isEqualTo(Grade.WRONG);
        Machine blind = new Machine(25, path -> {
            throw new IOException("no such device");
        }, Clock.systemUTC(), PATIENCE);
        assertThat(one(look(blind), "disk").what()).contains("no such device");
        say("units: 4}}", "unitz: 4}}");
        is(Grade.WRONG, "file", "unitz");
    }

    @Test
    void foldersKeysBooksAndPasswords() throws Exception {
        Path data = Files.createDirectory(settlement.data("west"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
        is(Grade.WRONG, "folder", "can be written by others");
        Files.setPosixFilePermissions(key(), PosixFilePermissions.fromString("rw-r--r--"));
        is(Grade.WRONG, "key of west", "only its owner may read it");
        Files.move(key(), key().resolveSibling("elsewhere"));
        is(Grade.WRONG, "key of west", "there is no ");
        Path book = settlement.home("west").resolve(AddressBook.NAME);
        Files.writeString(book, "peers: []\n");
        is(Grade.WARNING, "trust", "nobody is known");
        Files.writeString(book, "peers: 7\n");
        is(Grade.WRONG, "trust", "cannot be read");

        Path secret = Files.writeString(settlement.home("west").resolve("secret"), "geheim\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        say("folder: data\n", "folder: data\njournal: {url: 'jdbc:postgresql://127.0.0.1:" + FreePort.take()
                + "/orca', user: west, password-file: secret}\n");
        is(Grade.WRONG, "password", "can be read by others");
        is(Grade.WRONG, "journal of west", "cannot be reached");
        assertThat(look(WELL)).noneMatch(one -> one.toString().contains("geheim"));
    }

    @Test
    void portsThatAreTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(ports.get("west"))) {
            assertThat(taken.isBound()).isTrue();
            is(Grade.WRONG, "wire.listen", "in use");
        }
    }

    @Test
    void journalsThatAreNotWhereTheyBelong() throws Exception {
        start("west");
        stop("west");
        is(Grade.OK, "journal of west", "KiB");
        Path journals = settlement.data("west").resolve("journals");
        try (FileChannel lock = FileChannel.open(journals.resolve("west.lock"), StandardOpenOption.WRITE);
                FileLock mine = lock.lock()) {
            assertThat(mine.isValid()).isTrue();
            is(Grade.WRONG, "journal of west", "somebody holds it");
        }
        Files.delete(journals.resolve("west.head"));
        is(Grade.WRONG, "journal of west", "west.head");
    }

    @Test
    void peersThatAreDownHaveAnotherKeyOrAnotherTime() throws Exception {
        is(Grade.WRONG, "west to market", "/soap/market");
        start("market");
        is(Grade.OK, "west to market", "answers with its key");
        Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(4));
        Finding late = one(look(machine(25, 50, ahead)), "west to market");
        assertThat(late.grade()).isEqualTo(Grade.WRONG);
        assertThat(late.what()).contains("behind", "'wire.skew' is 2s");
        Finding early = one(look(machine(25, 50, Clock.offset(Clock.systemUTC(), Duration.ofHours(1)))), "west to market");
        assertThat(early.grade()).isEqualTo(Grade.WRONG);
        settlement.introduce("market", Identity.generate());
        AddressBook.change(settlement.home("west"), book -> book.without("market"));
        settlement.pin("west", "market", Role.BROKER, url("market"));
        is(Grade.WRONG, "west to market", "answered by somebody else");
    }

    @Test
    void unitsThatStayAndPoliciesThatWereChosen() throws Exception {
        settlement.found("lab", """
                folder: data
                management: {port: 0}
                types: {disk: {turnaround: {teardown: 1s, skew: 1s}}}
                authorities:
                  west:
                    types: {disk: stubborn}
                    hosts: {d1: {type: disk, units: 4}}
                    delegations: [{to: market, type: disk, units: 4}]
                brokers: {market: {}}
                service-managers: {guest: {}}
                """);
        start("lab");
        ManagementClient client = ManagementClient.of(settlement.data("lab"));
        while (client.delegations(Filter.LIVE).items().stream().filter(row -> row.state().equals("held")).count() < 2) {
            client.changes(0, Duration.ofSeconds(1));
        }
        client.request(RecordForm.readJson(RequestCommand.class,
                "{\"wishes\": [{\"id\": \"r1\", \"type\": \"disk\", \"length\": \"1h\"}]}"));
        assertThat(client.waitFor("r1", Optional.empty(), List.of("active"), PATIENCE).reached()).isTrue();
        client.close(new CloseCommand(Optional.empty(), false, Optional.empty(), "r1"));
        while (client.units(Filter.LIVE).items().stream().noneMatch(unit -> unit.state().equals("quarantined"))) {
            client.changes(0, Duration.ofSeconds(1));
        }
        client.policy(new PolicyCommand(Optional.empty(), false, "market", Optional.empty(), Optional.of("ask-first"),
                PropertyList.NONE));
        List<Finding> found = new Doctor(WELL).look(settlement.file("lab"));
        Finding unit = found.stream().filter(one -> one.about().startsWith("unit ")).findFirst().orElseThrow();
        assertThat(unit.grade()).isEqualTo(Grade.WARNING);
        assertThat(unit.what()).contains("quarantined on d1", "it will not go");
        assertThat(unit.todo()).contains("orca unit retry");
        assertThat(one(found, "policy of market").what())
                .isEqualTo("ask-first was chosen against the file, which says first-come");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(verb(out, settlement.file("lab").toString(), "-o", "json")).as("warnings are not wrong").isZero();
        Json json = Json.of(out.toString(StandardCharsets.UTF_8));
        assertThat(json.at("wrong").text()).isEqualTo("0");
        assertThat(json.at("warnings").text()).isEqualTo("2");
        assertThat(json.at("findings").items()).hasSameSizeAs(found);
        assertThat(json.at("findings").items().get(0).at("grade").text()).isEqualTo("ok");
    }

    @Test
    void agentsThatAreDownHaveAnotherKeyDoNotMatchOrHeardALaterEpoch() throws Exception {
        start("market");
        Path home = Files.createDirectories(folder.resolve("host"));
        Identity west = settlement.key("west");
        Path epochs = Files.createDirectories(home.resolve("data/epochs"));
        Files.writeString(home.resolve("trust.yaml"), "peers:\n- {name: west, role: authority, principal: " + west + "}\n");
        int port = FreePort.take();
        AgentConfig config = new AgentConfig("d1", new Listen("127.0.0.1", port), Optional.empty(), "data", "agent.key", ".",
                Duration.ofSeconds(1), Duration.ofSeconds(1), Optional.empty(), Optional.empty(), Map.of());
        String at = " http://127.0.0.1:" + port + "/soap/agent";
        String named;
        try (AgentDaemon agent = new AgentDaemon(home.resolve("agent.yaml"), config)) {
            named = agent.own() + at;
            say("types: {disk: stubborn}", "types: {disk: {handler: native, settings: {agent.d1: \"" + named + "\", agent-key: \""
                    + key() + "\"}}}");
            is(Grade.OK, "agent of d1", "answers with its key, 0 units");
        }
        is(Grade.WRONG, "agent of d1", "/soap/agent");
        Files.writeString(epochs.resolve(west.principal().value()), "9");
        try (AgentDaemon agent = new AgentDaemon(home.resolve("agent.yaml"), config)) {
            is(Grade.OK, "agent of d1", "answers");
            start("west");
            is(Grade.WRONG, "agent of d1", "epoch 9, and this one is at 1");
            say(named, Identity.generate() + at);
            is(Grade.WRONG, "agent of d1", "answered by somebody else");
            Files.writeString(home.resolve("trust.yaml"), "peers: []\n");
            say("agent.d1: \"", "agent.d2: \"" + agent.own() + at + "\", agent.d1: \"");
            is(Grade.WRONG, "agent of d2", "is not known to this agent");
        }
    }

    @Test
    void aCommandThatIsNotUnderstoodIsNotAFinding() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(verb(out)).isEqualTo(2);
        assertThat(verb(out, "a", "b")).isEqualTo(2);
        assertThat(verb(out, "--help")).isZero();
        assertThat(verb(out, folder.resolve("none.yaml").toString())).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("there is no such file", "1 thing is wrong");
    }
}
