package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import orca.cli.screen.Terminal;
import orca.cli.verb.Orca;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.handler.sliver.SliverHandler;
import orca.simulator.history.JournalCommand;
import orca.testkit.FreePort;
import orca.testkit.RecordingContext;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.management.ReservationView;
import orca.wire.management.UnitRow;
import orca.wire.paper.SealedChain;
import orca.wire.trust.Identity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real containers whose processes are killed behind their site's back. A site with its broker and a guest, each with keys of
 * their own, meet over sockets; the guest takes units into service by a script, over SSH.
 */
@Tag("hosts")
@Timeout(300)
class UnitRepairIT {
    private static final String TYPES = """
            folder: data
            management: {port: 0}
            types:
              vm:
                dimensions: {cpu: milli-cores, memory: MiB}
                turnaround: {setup: 20s, teardown: 5s, skew: 1s}
            """;
    private static final String SITE = """
            authorities:
              west:
                probe: {every: 1s}
                retries: {teardown: 1}
                types: {vm: sliver}
                hosts: {"h{1..2}": {type: vm, units: 3, cpu: 1500, memory: 512}}
                delegations: [{to: market, type: vm, units: 6, cpu: 3000, memory: 1024, largest: {cpu: 500, memory: 128}}]
            brokers: {market: {}}
            """;
    private static final String GUEST = """
            wire: {}
            service-managers:
              lab: {joins: {vm: {handler: ant, settings: {script: "%s", folder: "%s", key: "%s"}}}}
            """;
    /** A front end that knows who serves behind it: who joins is logged in to, who leaves is not spoken with any more. */
    private static final String SCRIPT = """
            <project name="front">
              <target name="setup"/>
              <target name="teardown"/>
              <target name="probe"><property name="out.present" value="true"/></target>
              <target name="join">
                <ssh host="${in.address}" user="${in.account}" hostkey="${in.hostkey}" keyfile="${setting.key}"
                     command="hostname" within="30s" outputproperty="said"/>
                <echo file="${setting.folder}/${unit.id}" message="${said} at ${in.address}"/>
                <echo file="${setting.folder}.log" append="true" message="join ${unit.id}${line.separator}"/>
              </target>
              <target name="leave">
                <delete file="${setting.folder}/${unit.id}"/>
                <echo file="${setting.folder}.log" append="true" message="leave ${unit.id}${line.separator}"/>
              </target>
            </project>
            """;
    private static final List<String> NEEDS = List.of("runc", "ip", "busybox", "dropbear", "ssh-keygen");

    @TempDir
    private Path folder;

    private final List<Process> holders = new ArrayList<>();
    private String publicKey;
    private Town west;
    private Town lab;

    @BeforeEach
    void open() throws Exception {
        List<String> missing = new ArrayList<>(NEEDS.stream().filter(name -> Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")
                .noneMatch(bin -> Files.isExecutable(Path.of(bin, name)))).map(name -> name + " is missing").toList());
        if (!System.getProperty("user.name").equals("root")) {
            missing.add("slivers need root");
        }
        assertThat("true".equals(System.getenv("CI")) ? missing : List.of()).isEmpty();
        assumeTrue(missing.isEmpty(), missing.toString());
        run("sh", "../handlers/sliver/reference.sh", folder.resolve("reference").toString(), "small");
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "lab", "-f", folder.resolve("login").toString());
        publicKey = Files.readString(folder.resolve("login.pub")).strip();
        Files.createDirectories(front());
        Files.writeString(folder.resolve("front.xml"), SCRIPT);
        int port = FreePort.take();
        typed("init", "west", "--role", "authority", "--name", "west", "--endpoint", "http://127.0.0.1:" + port + "/soap/west");
        Identity.generate().write(folder.resolve("west/keys/market.key"));
        typed("init", "lab", "--role", "service-manager", "--name", "lab");
        typed("trust", "add", "lab/lab.pub", "--trust", "west");
        typed("trust", "add", "west/west.pub", "--trust", "lab");
        Files.writeString(folder.resolve("market.pub"), typed("key", "introduce", "west/keys/market.key", "--name", "market",
                "--role", "broker", "--endpoint", "http://127.0.0.1:" + port + "/soap/market"));
        typed("trust", "add", "market.pub", "--trust", "lab");
        west = new Town(folder.resolve("west"), TYPES + "wire: {listen: '127.0.0.1:" + port + "'}\n" + handler() + SITE);
        lab = new Town(folder.resolve("lab"), TYPES + GUEST.formatted(folder.resolve("front.xml"), front(),
                folder.resolve("login")));
        west.until("the delegation is held", () -> west.orca("get", "delegations").out().lines()
                .filter(line -> line.matches(".* held +(given|held) .*")).count() == 2);
    }

    @AfterEach
    void leaveNothing() throws Exception {
        Stream.of(lab, west).filter(town -> town != null).forEach(Town::close);
        for (Process holder : holders) {
            end(holder);
        }
        if (west != null) {
            for (Path left : list(slivers())) {
                sweep(left.getFileName().toString());
            }
            assertThat(list(slivers())).as("left on the host").isEmpty();
            assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(folder + "/");
        }
    }

    private Path front() {
        return folder.resolve("front");
    }

    private Path slivers() {
        return folder.resolve("node/slivers");
    }

    private PropertyList settings() {
        int number = (int) (ProcessHandle.current().pid() % 64) * 4;
        return PropertyList.of("folder", folder.resolve("node").toString())
                .with("reference", folder.resolve("reference").toString()).with("network", "10.211." + number + ".0/22");
    }

    private String handler() {
        StringBuilder words = new StringBuilder("handlers:\n  sliver:\n");
        settings().asMap().forEach((name, value) -> words.append("    ").append(name).append(": \"").append(value)
                .append("\"\n"));
        return words.toString();
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }

    /** Types a command that asks no container. */
    private String typed(String... args) {
        return said(terminal -> Orca.run(terminal, args), args);
    }

    private interface Program {
        int run(Terminal terminal);
    }

    private String said(Program program, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = program.run(new Terminal(Town.print(out), Town.print(err), Map.of(), folder, Clock.systemUTC(), ZoneOffset.UTC,
                false, 100, 24));
        assertThat(code).as(List.of(args) + " " + out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8))
                .isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException notThere) {
            return "";
        }
    }

    private void lease(String id, int units, String repair) {
        Town.Ran asked = lab.orca("request", "--id", id, "--type", "vm", "--units", units == 1 ? "1" : "1.." + units, "--size",
                "cpu=300,memory=64", "--for", "1h", "--property", "slice=ann", "--property", "key=" + publicKey, "--property",
                "repair=" + repair, "--wait=90s");
        assertThat(asked.code()).as(asked.err()).isZero();
    }

    /** The units of a lease as the site has them, by name. */
    private Map<String, UnitRow> units(String lease) {
        Map<String, UnitRow> units = new TreeMap<>();
        ManagementClient.of(west.container().folder()).units(Filter.ALL).items().stream()
                .filter(unit -> unit.lease().equals(lease)).forEach(unit -> units.put(unit.id(), unit));
        return units;
    }

    private static Map<String, String> states(Map<String, UnitRow> units) {
        Map<String, String> states = new LinkedHashMap<>();
        units.forEach((id, unit) -> states.put(id, unit.state()));
        return states;
    }

    /** Kills what runs in a unit, as no driver would. */
    private static void kill(UnitRow unit) throws Exception {
        ProcessHandle first = ProcessHandle.of(unit.properties().whole("site.pid").orElseThrow()).orElseThrow();
        first.destroyForcibly();
        first.onExit().get(20, TimeUnit.SECONDS);
    }

    /** Somebody on the host who stands in the tree of a unit, so that it cannot be unmounted. */
    private Process hold(String unit) throws IOException {
        String inside = slivers().resolve(unit) + "/";
        String mount = Files.readString(Path.of("/proc/self/mountinfo")).lines().map(line -> line.split(" ")[4])
                .filter(at -> at.startsWith(inside)).findFirst().orElseThrow();
        Process holder = new ProcessBuilder("sleep", "600").directory(Path.of(mount).toFile()).start();
        holders.add(holder);
        return holder;
    }

    private static void end(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    /** What the host's root does by hand. */
    private void sweep(String unit) throws Exception {
        SliverHandler handler = new SliverHandler();
        handler.configure(settings());
        Term term = Term.of(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofHours(1));
        UnitCall call = new UnitCall(new UnitId(unit), Action.TEARDOWN, 1, new TypeName("vm"), "h1", Amounts.of(300, 64), term,
                PropertyList.NONE);
        assertThat(handler.handle(call, new RecordingContext())).isEqualTo(Outcome.done());
    }

    /** The units that the guest's paper of a lease names; each signature is checked. */
    private List<String> onPaper(String lease) throws Exception {
        String chain = lab.good("ticket", "export", lease);
        Files.writeString(folder.resolve(lease + ".ticket"), chain);
        assertThat(typed("ticket", "verify", lease + ".ticket", "--trust", "lab"))
                .contains("signatures and narrowing: good, all 3 papers hold", "site: west is known here");
        String text = SealedChain.fromFile(chain).papers().getLast().text();
        return Pattern.compile("<id>(west-u[0-9.]+)</id>").matcher(text).results().map(found -> found.group(1)).toList();
    }

    /** The units that the guest has in service. */
    private List<String> members(String id) {
        return ManagementClient.of(lab.container().folder()).reservations(Filter.ALL).items().stream()
                .filter(one -> one.id().equals(id)).flatMap(one -> one.units().stream())
                .filter(unit -> unit.state().equals("ready")).map(ReservationView.MemberView::id).toList();
    }

    private List<String> behindTheFront() {
        try {
            return list(front()).stream().map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theReplacementIsReadyBeforeTheDeadOneGoesAndTheGuestHasItSignedAndInService() throws Exception {
        lease("r1", 2, "replace");
        Map<String, UnitRow> before = units("r1");
        assertThat(onPaper("r1")).containsExactlyInAnyOrderElementsOf(before.keySet());
        assertThat(behindTheFront()).containsExactlyElementsOf(before.keySet());
        assertThat(read(front().resolve("west-u1"))).isEqualTo("west-u1 at "
                + before.get("west-u1").properties().text("address").orElseThrow());

        kill(before.get("west-u1"));
        List<Map<String, String>> seen = new ArrayList<>();
        west.until("the dead one is gone and another one is there", () -> {
            seen.add(states(units("r1")));
            return seen.getLast().equals(Map.of("west-u2", "ready", "west-u3", "ready"));
        });
        assertThat(seen).as("the dead one keeps its place until two are ready").allSatisfy(now -> assertThat(
                now.getOrDefault("west-u1", "gone").matches("ready|replacing") || Map.of("west-u2", "ready", "west-u3", "ready")
                        .entrySet().stream().allMatch(now.entrySet()::contains)).as(now.toString()).isTrue());
        lab.until("the new one serves in the place of the dead one", () -> behindTheFront().equals(List.of("west-u2", "west-u3"))
                && members("r1").equals(List.of("west-u2", "west-u3")));
        assertThat(onPaper("r1")).containsExactlyInAnyOrder("west-u2", "west-u3");
        assertThat(read(front().resolve("west-u3"))).startsWith("west-u3 at 10.211.");
        assertThat(Files.readAllLines(folder.resolve("front.log")).subList(2, 4)).as("who lives was not bothered")
                .containsExactlyInAnyOrder("leave west-u1", "join west-u3");
        assertThat(lab.orca("describe", "r1", "-o", "json").out()).contains("unit west-u1 was found dead",
                "another unit is in the place of west-u1");
        assertThat(west.good("get", "leases", "r1").lines().skip(1)).singleElement().asString().contains("active");
        assertThat(west.orca("unit", "list").err()).startsWith("none;");

        lab.good("close", "r1", "--wait=90s");
        west.gone("r1");
        assertThat(behindTheFront()).isEmpty();
        west.close();
        String story = said(terminal -> JournalCommand.run(terminal, "show", folder.resolve("west/data").toString(), "--actor",
                "west", "--of", "r1", "--limit", "0"), "journal", "show");
        assertThat(story.indexOf("unit west-u3  setup -> ready")).as(story).isPositive()
                .isLessThan(story.indexOf("unit west-u1  replacing -> teardown"));
    }

    @Test
    void oneLeaseShrinksOneEndsAndWhatIsStuckIsShownTriedAgainAndReleased() throws Exception {
        lease("r1", 2, "shrink");
        lease("r2", 1, "end");
        String first = units("r1").keySet().iterator().next();
        String other = units("r1").keySet().stream().skip(1).findFirst().orElseThrow();
        String second = units("r2").keySet().iterator().next();
        Process holder = hold(first);
        Process another = hold(second);
        kill(units("r1").get(first));
        kill(units("r2").get(second));

        lab.until("one lease goes on without", () -> members("r1").equals(List.of(other)));
        lab.until("the other one is over", () -> lab.orca("get", "reservations", "r2").row("r2").noneMatch("active"::equals));
        lab.until("nobody serves who is dead", () -> behindTheFront().equals(List.of(other)));
        assertThat(onPaper("r1")).contains(other);
        assertThat(typed("ticket", "show", "r1.ticket")).contains("3  lease r1", "binds    1 unit of vm");
        assertThat(lab.orca("describe", "r2").out()).contains("was found dead").contains("its holder wants it to end");
        west.until("both are put aside", () -> west.good("unit", "list", "-o", "name").lines().sorted().toList()
                .equals(Stream.of(first, second).sorted().toList()));
        Town.Ran list = west.orca("unit", "list");
        assertThat(list.out().lines()).allMatch(line -> line.length() <= 80);
        assertThat(list.out().replaceAll("\\s+", " ")).contains(first + ": still there: [folder ",
                second + ": still there: [folder ", ", mount " + slivers().resolve(first), first + " quarantined h");
        assertThat(list.err()).contains("orca unit retry UNIT", "orca unit release UNIT --reason TEXT");
        assertThat(west.orca("unit", "retry", other).code()).as("one that serves").isEqualTo(6);
        assertThat(west.orca("unit", "release", other, "--reason", "no").code()).isEqualTo(6);

        assertThat(units("r1")).as("it keeps its place").containsKey(first);
        end(holder);
        west.good("unit", "retry", first);
        west.until("its lease has the other one alone", () -> units("r1").keySet().equals(Set.of(other)));
        assertThat(slivers().resolve(first)).doesNotExist();
        assertThat(west.good("unit", "list", "-o", "name")).isEqualTo(second + "\n");

        end(another);
        sweep(second);
        assertThat(west.good("unit", "list", "-o", "name")).as("nobody has said so").isEqualTo(second + "\n");
        west.good("unit", "release", second, "--reason", "wiped by hand");
        west.until("the site has nothing of that lease", () -> units("r2").isEmpty()
                && west.orca("get", "leases", "-o", "name").out().equals("r1\n"));
        assertThat(west.orca("unit", "list").err()).startsWith("none;");
        lease("r3", 1, "replace");
        lab.good("close", "r1", "r3", "--wait=90s");
        west.gone("r1", "r3");
    }
}
