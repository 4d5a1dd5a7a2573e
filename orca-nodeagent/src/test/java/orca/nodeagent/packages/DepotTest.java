package orca.nodeagent.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import orca.core.contract.Seal;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.nodeagent.agent.NodeAgent;
import orca.nodeagent.disk.Cells;
import orca.nodeagent.disk.FolderCells;
import orca.nodeagent.driver.ActionId;
import orca.nodeagent.driver.Order;
import orca.wire.trust.Identity;
import orca.wire.trust.Seals;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Packages that are installed while an agent runs, good and bad. */
@Timeout(120)
class DepotTest {
    @TempDir
    Path work;

    private final Identity operator = Identity.generate();
    private final List<String> words = new CopyOnWriteArrayList<>();
    private NodeAgent agent;
    private Depot depot;
    private int orders;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(work.resolve("units"));
        start(new FolderCells(work.resolve("installed")));
    }

    /** Starts the agent's process anew. */
    private void start(Cells cells) throws IOException, InterruptedException {
        agent = new NodeAgent(work.resolve("agent"), List.of());
        depot = new Depot(work.resolve("drivers"), cells, agent, Map.of("sample", PropertyList.of("units",
                work.resolve("units").toString())), new PackageLoader(Duration.ofSeconds(10)));
    }

    private Optional<String> believed(byte[] text, Seal seal) {
        return new Seals().flaw(operator.principal(), text, seal).isEmpty() ? Optional.of("ada") : Optional.empty();
    }

    private Depot.Installed install(byte[] bytes) throws Exception {
        return depot.install(bytes, this::believed, name -> Set.of());
    }

    private byte[] good(String version) throws Exception {
        return SamplePackage.of(work, version, "good-" + version, operator);
    }

    private Outcome run(String action) throws Exception {
        CallContext context = new CallContext() {
            @Override
            public void say(String line) {
                words.add(line);
            }

            @Override
            public boolean cancelled() {
                return false;
            }
        };
        return agent.run("sample", new Order(new ActionId("a" + orders++), action, new UnitId("u1"), PropertyList.NONE, List.of(),
                Duration.ofSeconds(30)), context);
    }

    /** Which version does what it is told. */
    private String serving() throws Exception {
        return switch (run("tell")) {
            case Outcome.Done(PropertyList given) -> given.text("behaviour").orElseThrow();
            case Outcome.Trouble(String reason, boolean retry) -> reason;
        };
    }

    private void refused(byte[] bytes, String why) {
        assertThatThrownBy(() -> install(bytes)).isInstanceOf(PackageRefused.class).hasMessageContaining(why);
    }

    @Test
    void anInstalledDriverServesAndSeesWhatItMay() throws Exception {
        assertThat(serving()).contains("none is called 'sample'");
        assertThat(install(good("1.0"))).isEqualTo(
                new Depot.Installed("sample", "1.0", "ada", Optional.empty(), Optional.empty()));

        assertThat(run("tell")).isEqualTo(new Outcome.Done(PropertyList.of("behaviour", "good-1.0").with("sees", "nothing")
                .with("sees-core", "UnitId").with("sees-jetty", "nothing")));
    }

    @Test
    void anUpgradeServesAtOnceAndTheVersionBeforeOnRequest() throws Exception {
        install(good("1.0"));
        install(good("1.1"));
        assertThat(serving()).isEqualTo("good-1.1");
        depot.rollback("sample", name -> Set.of("remove"));
        assertThat(serving()).isEqualTo("good-1.0");
        depot.rollback("sample", name -> Set.of());
        assertThat(serving()).isEqualTo("good-1.1");
        install(good("2.0"));
        start(new FolderCells(work.resolve("installed")));

        assertThat(serving()).as("after a restart").isEqualTo("good-2.0");
        assertThat(depot.all()).extracting(Depot.Installed::before).containsExactly(Optional.of("1.1"));
        try (var versions = Files.list(work.resolve("drivers/sample"))) {
            assertThat(versions.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("1.1", "2.0");
        }
    }

    @Test
    void whatRunsGoesOnInTheOldVersionWhileTheNewOneServes() throws Exception {
        byte[] patient = SamplePackage.of(work, "1.0", "good-1.0", operator);
        install(patient);
        run("make");
        FutureTask<Outcome> chat = new FutureTask<>(() -> run("chat"));
        Thread.ofPlatform().daemon().start(chat);
        install(good("1.1"));

        assertThat(serving()).isEqualTo("good-1.1");
        assertThat(agent.units("sample")).extracting(unit -> unit.unit().value()).containsExactly("u1");
        assertThat(chat.get(60, TimeUnit.SECONDS)).isInstanceOfSatisfying(Outcome.Done.class,
                done -> assertThat(done.properties().text("behaviour").orElseThrow()).startsWith("good-1."));
    }

    @Test
    void theSamePackageTwiceIsOnceAndAnotherOfThatVersionIsRefused() throws Exception {
        byte[] one = good("1.0");
        Depot.Installed first = install(one);
        assertThat(install(one)).isEqualTo(first);
        refused(SamplePackage.of(work, "1.0", "evil", operator), "another package of that version is here");
        assertThat(serving()).isEqualTo("good-1.0");
    }

    @Test
    void aPackageThatNobodySignedWhoMayIsRefused() throws Exception {
        refused(SamplePackage.of(work, "1.0", "evil", Identity.generate()), "is not signed by anybody who may");
        Map<String, byte[]> files = SamplePackage.unzip(good("1.0"));
        Map<String, byte[]> unsigned = new LinkedHashMap<>(files);
        unsigned.remove("driver.seal");
        refused(SamplePackage.zip(unsigned), "it is not signed");

        Map<String, byte[]> other = SamplePackage.unzip(SamplePackage.of(work, "1.0", "evil", Identity.generate()));
        Map<String, byte[]> stolen = new LinkedHashMap<>(other);
        stolen.put("driver.seal", files.get("driver.seal"));
        refused(SamplePackage.zip(stolen), "is not signed by anybody who may");
        assertThat(agent.drivers()).isEmpty();
    }

    @Test
    void aPackageInWhichAnythingWasChangedIsRefused() throws Exception {
        byte[] good = good("1.0");
        for (String path : SamplePackage.unzip(good).keySet()) {
            Map<String, byte[]> changed = SamplePackage.unzip(good);
            byte[] bytes = changed.get(path).clone();
            bytes[bytes.length / 2] ^= 1;
            changed.put(path, bytes);
            assertThatThrownBy(() -> install(SamplePackage.zip(changed))).as(path).isInstanceOf(PackageRefused.class);
            Map<String, byte[]> without = SamplePackage.unzip(good);
            without.remove(path);
            assertThatThrownBy(() -> install(SamplePackage.zip(without))).as("without " + path)
                    .isInstanceOf(PackageRefused.class);
        }
        for (String path : List.of("more", "../../evil", "/etc/evil", "lib/../../evil")) {
            Map<String, byte[]> more = SamplePackage.unzip(good);
            more.put(path, new byte[] {1});
            refused(SamplePackage.zip(more), "is not what the manifest says");
        }
        refused("no archive at all".getBytes(StandardCharsets.UTF_8), "it is no package");
        refused(new byte[0], "it is no package");
        assertThat(agent.drivers()).isEmpty();
    }

    @Test
    void anArchiveThatGrowsBeyondMeasureIsNotUnpacked() throws Exception {
        Map<String, byte[]> files = SamplePackage.unzip(good("1.0"));
        Map<String, byte[]> bomb = new LinkedHashMap<>();
        bomb.put("driver.yaml", files.get("driver.yaml"));
        bomb.put("driver.seal", files.get("driver.seal"));
        bomb.put("lib/sample.jar", new byte[Archive.MOST_BYTES + 1]);
        byte[] bytes = SamplePackage.zip(bomb);
        assertThat(bytes.length).isLessThan(1 << 20);

        refused(bytes, "there are more than");
    }

    @Test
    void aDriverThatCannotBeMadeIsRefusedAndTheOneBeforeServes() throws Exception {
        install(good("1.0"));
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("throws", "cannot be made: java.lang.IllegalStateException: it fell off");
        bad.put("breaks", "NoClassDefFoundError");
        bad.put("exhausts", "StackOverflowError");
        bad.put("hangs", "is not made within 10000 ms");
        bad.put("misnamed", "calls itself other");
        bad.put("poor", "has the actions [make], and says [chat, hang, make, remove, tell]");
        for (Map.Entry<String, String> one : bad.entrySet()) {
            refused(SamplePackage.of(work, "2.0-" + one.getKey(), one.getKey(), operator), one.getValue());
            assertThat(serving()).as(one.getKey()).isEqualTo("good-1.0");
        }
        refused(SamplePackage.of(work, "3.0", "good", operator, "needs: [no-such-program-here]"), "needs the program");
        assertThat(depot.all()).extracting(Depot.Installed::version).containsExactly("1.0");
        start(new FolderCells(work.resolve("installed")));
        assertThat(serving()).isEqualTo("good-1.0");
    }

    @Test
    void aVersionThatCannotRemoveWhatIsThereIsRefused() throws Exception {
        install(good("1.0"));
        byte[] next = good("2.0");

        assertThatThrownBy(() -> depot.install(next, this::believed, name -> Set.of("dismantle")))
                .hasMessageContaining("has no dismantle, by which units that are here are to be removed");
        assertThat(serving()).isEqualTo("good-1.0");
    }

    @Test
    void aDriverIsTakenAwayWhenNothingIsLeftOfItsUnits() throws Exception {
        install(good("1.0"));
        assertThatThrownBy(() -> depot.remove("sample", name -> Optional.of("has units")))
                .isInstanceOf(PackageRefused.class).hasMessage("driver sample: has units");
        assertThat(serving()).isEqualTo("good-1.0");
        depot.remove("sample", name -> Optional.empty());

        assertThat(serving()).contains("none is called 'sample'");
        assertThat(work.resolve("drivers/sample")).doesNotExist();
        assertThatThrownBy(() -> depot.rollback("sample", name -> Set.of())).hasMessageContaining("is not installed");
    }

    @Test
    void anActionBeyondTheLimitsOfItsManifestIsStoppedAndCut() throws Exception {
        install(good("1.0"));
        assertThat(run("hang")).isEqualTo(new Outcome.Trouble("hang: not done within 100 ms", true));
        assertThat(run("chat")).isInstanceOf(Outcome.Done.class);

        assertThat(words.stream().mapToLong(String::length).sum()).isLessThan(65 * 1024);
        assertThat(words.getLast()).isEqualTo("... what it says beyond 65536 characters is not kept ...");
    }

    @Test
    void filesThatWereChangedAfterwardsAreAnAlarmAndDoNotServe() throws Exception {
        install(good("1.0"));
        Files.writeString(work.resolve("drivers/sample/1.0/scripts/behaviour"), "evil");
        start(new FolderCells(work.resolve("installed")));

        assertThat(depot.alarms()).containsExactly(
                "driver sample 1.0: file scripts/behaviour was changed; install it again");
        assertThat(serving()).contains("none is called 'sample'");
    }

    @Test
    void whereverTheProcessDiesOneWholeVersionServes() throws Exception {
        byte[] one = good("1.0");
        byte[] two = good("2.0");
        Cells kept = new FolderCells(work.resolve("installed"));
        for (int death = 0; death < 2; death++) {
            start(kept);
            install(one);
            boolean before = death == 0;
            start(dying(kept, before));
            assertThatThrownBy(() -> install(two)).hasMessage("died");
            Files.createDirectories(work.resolve("drivers/sample/9.9.part/lib"));
            start(kept);
            assertThat(serving()).isEqualTo(before ? "good-1.0" : "good-2.0");
            assertThat(work.resolve("drivers/sample/9.9.part")).doesNotExist();
            install(two);
            assertThat(serving()).isEqualTo("good-2.0");
            depot.remove("sample", name -> Optional.empty());
        }
    }

    private static Cells dying(Cells cells, boolean before) {
        return new Cells() {
            @Override
            public Map<String, String> all() throws IOException {
                return cells.all();
            }

            @Override
            public void put(String name, String text) throws IOException {
                if (!before) {
                    cells.put(name, text);
                }
                throw new IOException("died");
            }

            @Override
            public void remove(String name) throws IOException {
                throw new IOException("died");
            }
        };
    }
}
