package orca.handler.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a unit is and is not, tried on this machine. Under {@code CI=true} the strongest form must be reached; elsewhere the
 * strongest that works is tried, and what it cannot hold is skipped with its reason.
 */
@Timeout(120)
class NativeSliverIT {
    private static final boolean CI = "true".equals(System.getenv("CI"));

    @TempDir
    Path folder;

    private NativeNode node;
    private String form;

    @BeforeEach
    void chooseForm() throws Exception {
        node = NativeNode.in(folder, "auto");
        form = node.setup("u1").text("native.form").orElseThrow();
    }

    @AfterEach
    void leaveNothing() throws Exception {
        assertThat(node.clean()).as("left on the host").isEmpty();
    }

    /** For promises that only the strongest form makes. */
    private void rootOnly() {
        if (CI) {
            assertThat(form).as("the form under CI=true").isEqualTo("root");
        }
        assumeTrue(form.equals("root"), "this machine reaches form " + form + " only: " + properties("u1").text("native.limits"));
    }

    private PropertyList properties(String unit) {
        try {
            return node.probe(unit);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private long pid(String unit) {
        return properties(unit).whole("native.pid").orElseThrow();
    }

    @Test
    void theUnitSaysWhatItGot() {
        rootOnly();
        PropertyList properties = properties("u1");
        assertThat(properties.text("native.limits").orElseThrow())
                .matches("cpu 500 milli-cores by cgroup v[12]; memory 64 MiB by cgroup v[12]; 512 processes by cgroup v[12]");
        assertThat(properties.text("native.layers").orElseThrow()).contains("/usr overlay", "/etc overlay");
        assertThat(properties.text("native.hostname")).contains("u1");
        assertThat(properties.text("native.network")).contains("its own loopback");
        assertThat(properties.text("native.folder")).contains(folder.resolve("units/u1").toString());
        assertThat(properties.whole("native.pid")).isPresent();
    }

    @Test
    void aMemoryHogIsKilledAtTheSliversLimitAndTheUnitLives() throws Exception {
        rootOnly();
        assertThat(limit("u1", "memory", "memory.limit_in_bytes", "memory.max")).isEqualTo(Long.toString(64L << 20));
        // tail keeps what has no line end: so much memory, and a little.
        assertThat(node.sh("u1", "head -c 20000000 /dev/zero | tail | wc -c")).isEqualTo(new NativeNode.Ran(0, "20000000\n"));

        NativeNode.Ran hog = node.sh("u1", "head -c 300000000 /dev/zero | tail > /dev/null; echo tail $?");

        assertThat(hog.text()).contains("tail 137");
        assertThat(node.sh("u1", "echo alive")).isEqualTo(new NativeNode.Ran(0, "alive\n"));
    }

    @Test
    void aCpuHogIsCapped() throws Exception {
        rootOnly();
        Path usage = NativeNode.cgroupFile(pid("u1"), "cpuacct", "cpuacct.usage", "cpu.stat");
        long began = System.nanoTime();
        long before = nanosUsed(usage);
        // Two at once would take two cores, if they could.
        node.sh("u1", "timeout 3 sh -c 'while :; do :; done' & timeout 3 sh -c 'while :; do :; done'; wait");
        double share = (double) (nanosUsed(usage) - before) / (System.nanoTime() - began);

        // Half a core is its sliver. On a busy machine it may get less; it must get something, and never much more.
        assertThat(share).isBetween(0.05, 0.60);
    }

    private static long nanosUsed(Path usage) throws IOException {
        String text = Files.readString(usage).strip();
        return usage.endsWith("cpu.stat")
                ? 1000 * Long.parseLong(text.split("usage_usec ")[1].split("\n")[0])
                : Long.parseLong(text);
    }

    private String limit(String unit, String controller, String v1, String v2) throws IOException {
        return Files.readString(NativeNode.cgroupFile(pid(unit), controller, v1, v2)).strip();
    }

    @Test
    void aForkBombStopsAtTheUnitsCountOfProcesses() throws Exception {
        rootOnly();
        assertThat(limit("u1", "pids", "pids.max", "pids.max")).isEqualTo("512");
        node = new NativeNode(folder, node.settings().with("processes", 40));
        node.setup("u2");
        NativeNode.Ran bomb = node.sh("u2", "i=0; while [ $i -lt 100 ]; do sleep 300 & i=$((i+1)); done; echo all 100");

        assertThat(bomb.text()).doesNotContain("all 100").contains("annot fork");
        assertThat(limit("u2", "pids", "pids.current", "pids.current")).matches("3[0-9]|40");
    }

    @Test
    void aShrinkBelowWhatIsInUseIsRefusedAndChangesNothing() throws Exception {
        rootOnly();
        assumeTrue(properties("u1").text("native.limits").orElseThrow().contains("memory 64 MiB by cgroup v1"),
                "version 2 kills instead");
        RecordingContext words = new RecordingContext();
        FutureTask<Integer> hog = new FutureTask<>(() -> node.handler().exec(NativeNode.call(Action.PROBE, "u1"),
                List.of("sh", "-c", "(head -c 40000000 /dev/zero; echo; echo full >&2; sleep 600) | tail -n 2"), words));
        Thread.ofPlatform().daemon().start(hog);
        assertThat(words.awaitWords(30)).isTrue();

        Outcome outcome = node.handler()
                .handle(NativeNode.call(Action.MODIFY, "u1", 1, Amounts.of(100, 16), PropertyList.NONE), new RecordingContext());
        assertThat(outcome).isInstanceOf(Outcome.Trouble.class);
        assertThat(((Outcome.Trouble) outcome).reason()).startsWith("memory: the unit uses more than the new limit");
        assertThat(limit("u1", "memory", "memory.limit_in_bytes", "memory.max")).isEqualTo(Long.toString(64L << 20));
        assertThat(limit("u1", "cpu", "cpu.cfs_quota_us", "cpu.max")).startsWith("50000");
        assertThat(properties("u1").text("native.limits").orElseThrow()).contains("64 MiB");
    }

    @Test
    void noUnitSeesOrTouchesAnothersProcesses() throws Exception {
        assumeTrue(!form.equals("group"), "form group sees the host");
        node.setup("u2", PropertyList.of("command", "exec sleep 4711"));

        assertThat(node.sh("u2", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '").text()).contains("sleep 4711");
        NativeNode.Ran other = node.sh("u1", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '; ls /proc");
        assertThat(other.text()).doesNotContain("4711").doesNotContain("java").contains("orca-unit=u1");
        node.sh("u1", "kill -9 -1");
        assertThat(node.sh("u2", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '").text()).contains("sleep 4711");
        // Nor from within: who kills all it can see leaves its own process 1 alone, too.
        assertThat(properties("u1").get("present")).hasToString("Optional[true]");
    }

    @Test
    void aUnitHasItsOwnNameAndUser() throws Exception {
        rootOnly();
        node.setup("u2", PropertyList.of("hostname", "web.example"));
        String host = Files.readString(Path.of("/proc/sys/kernel/hostname"));

        assertThat(node.sh("u1", "hostname; cat /etc/hostname").text()).isEqualTo("u1\nu1\n");
        assertThat(node.sh("u2", "hostname").text()).isEqualTo("web.example\n");
        assertThat(Files.readString(Path.of("/proc/sys/kernel/hostname"))).isEqualTo(host);
        String one = node.sh("u1", "id -u").text().strip();
        String two = node.sh("u2", "id -u").text().strip();
        assertThat(List.of(one, two)).doesNotHaveDuplicates().allMatch(uid -> Long.parseLong(uid) >= 1_900_000_000L);
        assertThat(node.sh("u1", "id -un; id -G | wc -w").text()).isEqualTo("orca\n1\n");
    }

    @Test
    void aUnitHasNoRights() throws Exception {
        rootOnly();
        String status = node.sh("u1", "cat /proc/self/status").text();
        assertThat(status).contains("CapPrm:\t0000000000000000", "CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1");
        assertThat(node.sh("u1", "cat /proc/1/status").text()).contains("CapPrm:\t0000000000000000", "NoNewPrivs:\t1");
        for (String forbidden : List.of(
                "mount -t tmpfs none /tmp", "hostname other", "echo > /usr/bin/owned", "echo >> /etc/passwd", "cat /etc/shadow",
                "ls /proc/1/root/root", "mknod /tmp/d b 254 0", "chroot /tmp true", "nsenter -t 1 -m true", "echo 1 > /proc/sys/kernel/panic")) {
            assertThat(node.sh("u1", forbidden).code()).as(forbidden).isNotZero();
        }
    }

    @Test
    void aUnitSeesNothingOfItsNodeNorOfTheHostsOwnFolders() throws Exception {
        assumeTrue(!form.equals("group"), "form group sees the host");
        Path secret = Files.writeString(folder.resolve("secret"), "of the host");
        for (String hidden : List.of(folder.toString(), secret.toString(), "/root", "/var/log", "/boot", "/sys/kernel", "/old")) {
            assertThat(node.exec("u1", "ls", "-d", hidden).code()).as(hidden).isNotZero();
        }
        assertThat(node.sh("u1", "ls /tmp /home /srv /mnt").text()).isEqualTo("/home:\norca\n\n/mnt:\n\n/srv:\n\n/tmp:\n");
    }

    @Test
    void whatOneUnitWritesNoOtherSees() throws Exception {
        assumeTrue(!form.equals("group"), "form group sees the host");
        node.setup("u2");
        for (String place : List.of("/tmp/x", "/var/tmp/x", "/home/orca/x", "/dev/shm/x")) {
            assertThat(node.sh("u1", "echo mine > " + place).code()).as(place).isZero();
            assertThat(node.sh("u1", "cat " + place).text()).as(place).isEqualTo("mine\n");
            assertThat(node.sh("u2", "cat " + place).code()).as(place).isNotZero();
            assertThat(Path.of("/tmp/x")).doesNotExist();
        }
    }

    @Test
    void aUnitHasALoopbackAndNoOtherNetwork() throws Exception {
        assumeTrue(!form.equals("group"), "form group shares the host's network");
        assertThat(node.sh("u1", "sed 's/:.*//' /proc/net/dev | tail -n +3").text().strip()).isEqualTo("lo");
    }

    @Test
    void execGivesOutputLineByLineAndTheExitCode() throws Exception {
        assertThat(node.sh("u1", "echo one; echo two >&2; exit 7")).isEqualTo(new NativeNode.Ran(7, "one\ntwo\n"));
        assertThat(node.exec("u1", "true").code()).isZero();
        assertThat(node.exec("u1", "no-such-program").code()).isEqualTo(127);
        assertThat(node.sh("u1", "kill -9 $$").code()).isEqualTo(137);
        assertThat(node.sh("u1", "printf 'no line end'").text()).isEqualTo("no line end\n");
    }

    @Test
    void execPassesItsArgumentsUnharmed() throws Exception {
        List<String> odd = List.of("two words", "", "a'b\"c", "$(id)", "`id`", "; id", "line\nend", "*", "\\", "--", "-e", "ünï");
        String[] command = new String[odd.size() + 2];
        command[0] = "printf";
        command[1] = "<%s>";
        for (int i = 0; i < odd.size(); i++) {
            command[i + 2] = odd.get(i);
        }
        assertThat(node.exec("u1", command).text()).isEqualTo("<" + String.join("><", odd) + ">\n");
    }

    @Test
    void execThatIsNotWantedAnyMoreIsEndedInsideToo() throws Exception {
        FutureTask<Integer> exec = new FutureTask<>(() -> node.handler()
                .exec(NativeNode.call(Action.PROBE, "u1"), List.of("sh", "-c", "sleep 4712 & sleep 4713"), new RecordingContext()));
        Thread thread = Thread.ofPlatform().start(exec);
        awaitText("sleep 4713", true);
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(20));

        assertThat(thread.isAlive()).isFalse();
        awaitText("sleep 4713", false);
    }

    private void awaitText(String words, boolean there) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (node.sh("u1", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '").text().replace("tr", "").contains(words) != there) {
            assertThat(System.nanoTime() - deadline).as("waited too long for " + words + " to be " + there).isNegative();
        }
    }

    @Test
    void execOnAUnitThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> node.exec("nobody", "true")).isInstanceOf(IOException.class).hasMessage("exec: unit nobody does not run here");
        assertThatThrownBy(() -> node.exec("u1")).hasMessage("command: must name a program");
    }

    @Test
    void theStartCommandRunsWithItsVariablesAndItsEndIsKept() throws Exception {
        node.setup("u2", PropertyList.of("command", "echo \"hello $GREETED\"; echo $HOME; env | grep -c ORCA_G; exit 3").with("env.greeted", "it's \"me\" $(id)"));

        assertThat(awaitExit("u2")).isEqualTo(3);
        RecordingContext words = new RecordingContext();
        node.handler().handle(NativeNode.call(Action.TEARDOWN, "u2"), words);
        assertThat(words.lines()).hasSize(3).startsWith("hello it's \"me\" $(id)").endsWith("0");
    }

    private long awaitExit(String unit) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        Optional<Long> exit = node.probe(unit).whole("native.exit");
        while (exit.isEmpty()) {
            assertThat(System.nanoTime() - deadline).as("waited too long for the command of " + unit).isNegative();
            exit = node.probe(unit).whole("native.exit");
        }
        return exit.get();
    }

    @Test
    void theCommandsOutputIsBoundedAndItsNewestIsKept() throws Exception {
        node.setup("u2", PropertyList.of("command", "seq 1 400000"));
        awaitExit("u2");
        awaitText("unit.sh log", false);
        long kept = 0;
        for (String name : List.of("output.0", "output.1")) {
            kept += Files.size(folder.resolve("units/u2/out").resolve(name));
        }
        RecordingContext words = new RecordingContext();
        node.handler().handle(NativeNode.call(Action.TEARDOWN, "u2"), words);

        assertThat(kept).isBetween(1L, 2L * 1024 * 512);
        assertThat(words.lines()).hasSize(200).endsWith("399999", "400000");
    }

    @Test
    void processOneBuriesTheOrphans() throws Exception {
        assumeTrue(!form.equals("group"), "form group has no process 1 of its own");
        node.sh("u1", "for i in 1 2 3 4 5; do (sleep 0.1 &) ; done");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (node.sh("u1", "cat /proc/[0-9]*/stat").text().lines().anyMatch(l -> l.contains("(sleep) Z") || l.contains("0.1"))) {
            assertThat(System.nanoTime() - deadline).isNegative();
        }
        assertThat(node.sh("u1", "cat /proc/[0-9]*/stat").text().lines().filter(l -> l.contains("(sleep)"))).hasSize(1);
    }

    @Test
    void teardownReachesWhatHidesFromIt() throws Exception {
        assumeTrue(!form.equals("group") || Files.isWritable(Path.of("/sys/fs/cgroup")), "form group cannot hold what hides");
        node.sh("u1", "setsid env -i sleep 300 > /dev/null 2>&1 &");
        node.sh("u1", "cd /tmp; i=0; while [ $i -lt 1500 ]; do mkdir -p abcdefgh && cd abcdefgh || exit; i=$((i+1)); done; touch deepest");
        node.sh("u1", "mkdir /tmp/locked; touch /tmp/locked/x; chmod 000 /tmp/locked; ln -s / /tmp/all");
        node.teardown("u1");

        assertThat(node.traces("u1")).isEmpty();
        assertThat(Path.of("/usr/bin/env")).exists();
    }

    @Test
    void modifyChangesTheLimitsOfTheLivingUnit() throws Exception {
        rootOnly();
        long before = pid("u1");
        modify("u1", Amounts.of(250, 96));

        assertThat(limit("u1", "memory", "memory.limit_in_bytes", "memory.max")).isEqualTo(Long.toString(96L << 20));
        assertThat(limit("u1", "cpu", "cpu.cfs_quota_us", "cpu.max")).startsWith("25000");
        assertThat(properties("u1").text("native.limits").orElseThrow()).startsWith("cpu 250 milli-cores").contains("96 MiB");
        assertThat(pid("u1")).isEqualTo(before);
        modify("u1", Amounts.of(2000, 32));
        assertThat(limit("u1", "memory", "memory.limit_in_bytes", "memory.max")).isEqualTo(Long.toString(32L << 20));
        assertThat(limit("u1", "cpu", "cpu.cfs_quota_us", "cpu.max")).startsWith("200000");
    }

    private RecordingContext modify(String unit, Amounts sliver) throws Exception {
        RecordingContext words = new RecordingContext();
        PropertyList other = PropertyList.of("command", "echo another");
        NativeNode.done(node.handler().handle(NativeNode.call(Action.MODIFY, unit, 1, sliver, other), words));
        assertThat(words.lines()).contains("command, hostname and env stay as they are: they belong to the unit's start");
        return words;
    }

    @Test
    void modifyOfAUnitThatIsNotThereIsTrouble() throws Exception {
        assertThat(node.handler().handle(NativeNode.call(Action.MODIFY, "nobody"), new RecordingContext()))
                .isEqualTo(new Outcome.Trouble("unit nobody does not run here", false));
    }

    @Test
    void badWordsOfAGuestAreRefusedByNameAndMakeNothing() throws Exception {
        Path trap = folder.resolve("trap");
        for (PropertyList bad : List.of(
                PropertyList.of("hostname", "$(touch " + trap + ")"),
                PropertyList.of("hostname", "-h"),
                PropertyList.of("hostname", "a".repeat(64)),
                PropertyList.of("env.a-b", "x"),
                PropertyList.of("env.orca_uid", "0"),
                PropertyList.of("command", "echo \0"),
                PropertyList.of("command", "x".repeat(8000)).with("env.a", "y".repeat(8000)).with("env.b", "\0"))) {
            Outcome outcome = node.handler().handle(NativeNode.call(Action.SETUP, "u2", 1, NativeNode.SLIVER, bad), new RecordingContext());
            assertThat(outcome).as("%s", bad).isInstanceOf(Outcome.Trouble.class);
            assertThat(((Outcome.Trouble) outcome).retry()).isFalse();
            assertThat(((Outcome.Trouble) outcome).reason()).matches("(?s)(hostname|env|command).*: .*");
            assertThat(node.traces("u2")).isEmpty();
        }
        assertThat(trap).doesNotExist();
        for (Amounts sliver : List.of(Amounts.of(9, 64), Amounts.of(500, 7), Amounts.of(0, 0))) {
            Outcome outcome = node.handler().handle(NativeNode.call(Action.SETUP, "u2", 1, sliver, PropertyList.NONE), new RecordingContext());
            assertThat(((Outcome.Trouble) outcome).reason()).matches("(cpu|memory): must be .* or more, got .*");
        }
    }

    @Test
    void aVariableMeansNothingToTheStepsThatHaveRights() throws Exception {
        Path trap = folder.resolve("trap");
        Path script = Files.writeString(folder.resolve("evil.sh"), "touch " + trap + "\n");
        PropertyList steering = PropertyList.of("env.path", folder.toString())
                .with("env.ld_preload", "/tmp/evil.so")
                .with("env.ld_library_path", folder.toString())
                .with("env.env", script.toString())
                .with("env.bash_env", script.toString())
                .with("env.ifs", "/");
        node.setup("u2", steering);

        NativeNode.Ran ran = node.exec("u2", "/bin/sh", "-c", "echo $PATH $LD_PRELOAD");
        assertThat(ran.text()).contains(folder + " /tmp/evil.so");
        assertThat(trap).doesNotExist();
        // Where the variable began to matter is inside: there the loader looks for what is not there.
        assertThat(NativeNode.text(folder.resolve("units/u2/setup.log"))).doesNotContain("evil.so");
    }
}
