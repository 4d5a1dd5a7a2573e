package orca.handler.sliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Slivers as their guests see them. */
@Tag("hosts")
@Timeout(300)
class SliverIT {
    @TempDir
    private Path place;
    private SliverNode node;

    @BeforeEach
    void begin() throws Exception {
        node = SliverNode.in(place);
    }

    @AfterEach
    void leaveNothing() throws Exception {
        if (node != null) {
            assertThat(node.clean()).as("left on the host").isEmpty();
        }
    }

    @Test
    void twentySliversAtOnceEachForItsOwnKeyAlone() throws Exception {
        Map<String, FutureTask<PropertyList>> setups = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            String slice = "slice" + i;
            node.key(slice);
            FutureTask<PropertyList> setup = new FutureTask<>(() -> node.setup("u-" + slice, slice));
            setups.put(slice, setup);
            Thread.ofPlatform().start(setup);
        }
        List<String> addresses = new ArrayList<>();
        for (Map.Entry<String, FutureTask<PropertyList>> setup : setups.entrySet()) {
            String slice = setup.getKey();
            PropertyList made = setup.getValue().get(120, TimeUnit.SECONDS);
            addresses.add(made.text("address").orElseThrow());
            assertThat(node.ssh(made, slice, "id -un; hostname; cat /proc/1/cmdline | tr '\\0' ' ' | cut -c 1-11").text())
                    .isEqualTo(slice + "\nu-" + slice + "\n/bin/sh -c");
            String other = slice.equals("slice0") ? "slice1" : "slice0";
            assertThat(node.ssh(made, other, "true").code()).as("the key of %s in the sliver of %s", other, slice).isEqualTo(255);
        }
        assertThat(addresses).doesNotHaveDuplicates().hasSize(20);
        assertThat(node.found()).hasSize(20).allMatch(found -> found.whole());
    }

    @Test
    void aSliverSeesItselfAloneAndCannotLoosenItsBounds() throws Exception {
        PropertyList one = node.setup("one", "alice");
        PropertyList two = node.setup("two", "bob");
        node.ssh(one, "alice", "echo secret > /tmp/mine");
        assertThat(node.ssh(two, "bob", "cat /tmp/mine").text()).contains("No such file");
        assertThat(Integer.parseInt(node.ssh(one, "alice", "ls -d /proc/[0-9]* | wc -l").text())).isBetween(3, 12);
        assertThat(node.ssh(one, "alice", "ip link set eth0 down").code()).isNotZero();
        assertThat(node.ssh(one, "alice", "cat /etc/shadow").code()).isNotZero();
        assertThat(node.ssh(one, "alice", "ls /sys/fs/cgroup /sys/class 2>&1 | grep -c memory").text()).isEqualTo("0");
        assertThat(node.ssh(one, "alice", "grep CapBnd /proc/1/status").text()).doesNotContain("1fffffff");
        assertThat(node.reference().resolve("home/alice")).as("the shared tree").doesNotExist();
        assertThat(SliverNode.text(node.reference().resolve("etc/passwd"))).doesNotContain("alice");
    }

    @Test
    void memoryIsBounded() throws Exception {
        PropertyList made = node.setup("small", "alice");
        String take = "dd if=/dev/zero of=/dev/null bs=200M count=1; echo code $?";
        assertThat(node.ssh(made, "alice", take).text()).as("200 MiB in 64")
                .contains("code 137").doesNotContain("1+0 records out");
        assertThat(node.probe("small").get(Handler.PRESENT)).contains(new PropertyValue.Flag(true));

        PropertyList larger = node.act(Action.MODIFY, "small", Amounts.of(500, 300, 1_000), node.properties("alice"));
        assertThat(larger.text("address")).isEqualTo(made.text("address"));
        assertThat(node.ssh(made, "alice", take).text()).as("200 MiB in 300").contains("1+0 records out", "code 0");
        // What is written there is memory that cannot be taken back.
        assertThat(node.ssh(made, "alice", "dd if=/dev/zero of=/dev/shm/fill bs=1M count=100").code()).isZero();
        Outcome smaller = node.handler().handle(SliverNode.call(Action.MODIFY, "small", 2, Amounts.of(500, 32, 1_000),
                node.properties("alice")), new RecordingContext());
        if (Files.exists(Path.of("/sys/fs/cgroup/memory"))) {
            assertThat(smaller).as("100 MiB do not fit into 32").isInstanceOf(Outcome.Trouble.class);
            assertThat(node.ssh(made, "alice", "ls /dev/shm").text()).isEqualTo("fill");
        }
    }

    @Test
    void theProcessorIsBoundedAndTheBoundCanBeMovedWhileItRuns() throws Exception {
        PropertyList made = node.act(Action.SETUP, "slow", Amounts.of(200, 64, 1_000), node.properties("alice"));
        String spin = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; times | tail -1";
        long pid = made.whole("site.pid").orElseThrow();
        long before = throttled(pid);
        assertThat(node.ssh(made, "alice", spin).code()).isZero();
        long bounded = throttled(pid) - before;
        node.act(Action.MODIFY, "slow", Amounts.of(2_000, 64, 1_000), node.properties("alice"));
        long then = throttled(pid);
        assertThat(node.ssh(made, "alice", spin).code()).isZero();
        // By the kernel's count: how long either takes is for whatever else runs here to say.
        assertThat(bounded).as("periods held back at a fifth of a core, against two").isPositive()
                .isGreaterThan(2 * (throttled(pid) - then));
    }

    /** How often the kernel held the group of {@code pid} back. */
    private static long throttled(long pid) throws Exception {
        for (String line : SliverNode.text(Path.of("/proc", Long.toString(pid), "cgroup")).split("\n")) {
            String[] parts = line.split(":", 3);
            for (String top : new String[] {"/sys/fs/cgroup/cpu", "/sys/fs/cgroup"}) {
                for (String stat : SliverNode.text(Path.of(top + parts[2], "cpu.stat")).split("\n")) {
                    if (stat.startsWith("nr_throttled ")) {
                        return Long.parseLong(stat.substring("nr_throttled ".length()));
                    }
                }
            }
        }
        return 0;
    }

    @Test
    void processesAreBounded() throws Exception {
        PropertyList settings = node.settings().with("processes", 20);
        SliverHandler handler = new SliverHandler();
        handler.configure(settings);
        PropertyList made = SliverNode.done(handler.handle(
                SliverNode.call(Action.SETUP, "few", 1, SliverNode.SIZE, node.properties("alice")), new RecordingContext()));
        SliverNode.Ran ran = node.ssh(made, "alice", "for i in $(seq 40); do sleep 20 & done; wait");
        assertThat(ran.text()).contains("can't fork");
        assertThat(node.ssh(made, "alice", "true").code()).as("there is room again").isZero();
    }

    @Test
    void theRateHoldsBothWaysAndCanBeMovedWhileItLives() throws Exception {
        PropertyList made = node.act(Action.SETUP, "narrow", Amounts.of(1_000, 64, 8), node.properties("alice"));
        double there = megabits(made, "cat > /dev/null", 2_000_000);
        double back = megabits(made, "dd if=/dev/zero bs=100k count=20 2>/dev/null", 0);
        assertThat(there).as("Mbit/s in").isBetween(2.0, 9.0);
        assertThat(back).as("Mbit/s out").isBetween(2.0, 9.0);
        node.act(Action.MODIFY, "narrow", Amounts.of(1_000, 64, 800), node.properties("alice"));
        assertThat(megabits(made, "cat > /dev/null", 2_000_000)).as("Mbit/s after").isGreaterThan(there);
    }

    /** Sends so many bytes into {@code command} in the sliver, reads what comes, and gives the rate. */
    private double megabits(PropertyList made, String command, int bytes) throws Exception {
        Path known = place.resolve("keys/known-" + made.text("address").orElseThrow());
        node.ssh(made, "alice", "true");
        long begin = System.nanoTime();
        Process process = new ProcessBuilder("ssh", "-F", "none", "-i", place.resolve("keys/alice").toString(), "-o",
                "BatchMode=yes", "-o", "UserKnownHostsFile=" + known, "alice@" + made.text("address").orElseThrow(), command)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        process.getOutputStream().write(new byte[bytes]);
        process.getOutputStream().close();
        long read = process.getInputStream().readAllBytes().length;
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return (bytes + read) * 8 * 1_000.0 / (System.nanoTime() - begin);
    }

    @Test
    void theDiskIsBoundedForThatSliverAlone() throws Exception {
        SliverHandler handler = new SliverHandler();
        handler.configure(node.settings().with("dimensions", "cpu,memory,disk"));
        Amounts size = Amounts.of(500, 64, 16);
        PropertyList made = SliverNode.done(handler.handle(
                SliverNode.call(Action.SETUP, "full", 1, size, node.properties("alice")), new RecordingContext()));
        String fill = "dd if=/dev/zero of=fill bs=1M count=40 2>&1; wc -c < fill";
        String[] said = node.ssh(made, "alice", fill).text().split("\n");
        assertThat(String.join(" ", said)).as("40 MiB into 16").contains("No space left on device");
        assertThat(Long.parseLong(said[said.length - 1])).isBetween(10L << 20, 16L << 20);
        assertThat(node.ssh(made, "alice", "rm fill; dd if=/dev/zero of=less bs=1M count=10").code())
                .as("one that is full is entered, and has room again").isZero();
        // One without a limit writes where the host has room.
        PropertyList other = node.setup("free", "bob");
        assertThat(node.ssh(other, "bob", fill).text()).endsWith(Long.toString(40L << 20));

        Outcome larger = handler.handle(SliverNode.call(Action.MODIFY, "full", 2, Amounts.of(900, 64, 32),
                node.properties("alice")), new RecordingContext());
        assertThat(larger).isEqualTo(new Outcome.Trouble(
                "disk: 16 MiB, since the sliver was made so; asked for 32 MiB", false));
        assertThat(node.ssh(made, "alice", "wc -c < less").text()).isEqualTo(Long.toString(10L << 20));
    }

    @Test
    void keysAreChangedWhileItLives() throws Exception {
        PropertyList made = node.setup("u1", "alice");
        PropertyList both = PropertyList.of("slice", "alice").with("key", node.key("alice") + "\n" + node.key("laptop"));
        node.act(Action.MODIFY, "u1", SliverNode.SIZE, both);
        assertThat(node.ssh(made, "laptop", "true").code()).isZero();
        // A link that the guest laid leads nowhere outside of its own root.
        Path outside = Files.createDirectory(place.resolve("outside"));
        assertThat(node.ssh(made, "alice", "mv .ssh old; ln -s " + outside + " .ssh").code()).isZero();
        node.handler().handle(SliverNode.call(Action.MODIFY, "u1", 2, SliverNode.SIZE, node.properties("alice")),
                new RecordingContext());
        assertThat(SliverNode.list(outside)).isEmpty();
    }

    @Test
    void commandsRunInItAsItsAccount() throws Exception {
        node.setup("u1", "alice");
        RecordingContext context = new RecordingContext();
        int code = node.handler().exec(SliverNode.call(Action.PROBE, "u1", 1, SliverNode.SIZE, PropertyList.NONE),
                List.of("/bin/sh", "-c", "id -un; pwd; exit 7"), context);
        assertThat(context.lines()).containsExactly("alice", "/home/alice");
        assertThat(code).isEqualTo(7);
    }

    @Test
    void whatCannotBeIsRefusedInWords() throws Exception {
        refused(PropertyList.of("slice", "root"), "slice: must be a login name");
        refused(PropertyList.of("slice", "a\nb"), "slice: must be a login name");
        refused(PropertyList.of("key", "command=\"x\" ssh-ed25519 AAAA"), "key: must be lines like");
        SliverHandler handler = new SliverHandler();
        handler.configure(node.settings().with("reference", place.resolve("nowhere").toString()));
        Outcome outcome = handler.handle(SliverNode.call(Action.SETUP, "u1", 1, SliverNode.SIZE, PropertyList.NONE),
                new RecordingContext());
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Trouble.class,
                trouble -> assertThat(trouble.reason()).contains("reference: ", "must be a tree"));
        assertThat(node.traces("u1")).isEmpty();
    }

    private void refused(PropertyList properties, String words) throws Exception {
        Outcome outcome = node.handler().handle(
                SliverNode.call(Action.SETUP, "u1", 1, SliverNode.SIZE, properties), new RecordingContext());
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Trouble.class, trouble -> {
            assertThat(trouble.reason()).contains(words);
            assertThat(trouble.retry()).isFalse();
        });
        assertThat(node.traces("u1")).isEmpty();
    }
}
