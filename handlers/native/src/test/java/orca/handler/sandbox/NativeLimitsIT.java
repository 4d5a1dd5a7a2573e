package orca.handler.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sliver is a bound that holds: for memory, processors and processes, and after it was changed. */
@Tag("hosts")
@Timeout(120)
class NativeLimitsIT extends OneUnit {
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
        UnitCall call = NativeNode.call(Action.SETUP, "u2", 1, Amounts.of(50, 64), PropertyList.NONE);
        NativeNode.done(node.handler().handle(call, new RecordingContext()));
        Path usage = NativeNode.cgroupFile(pid("u2"), "cpuacct", "cpuacct.usage", "cpu.stat");
        Path counts = NativeNode.cgroupFile(pid("u2"), "cpu", "cpu.stat", "cpu.stat");
        long throttled = number(counts, "nr_throttled");
        long began = System.nanoTime();
        long before = nanosUsed(usage);
        // Two at once would take two cores, or what a busy machine has left of them; the sliver is a twentieth of one.
        node.sh("u2", "timeout 3 sh -c 'while :; do :; done' & timeout 3 sh -c 'while :; do :; done'; wait");
        double share = (double) (nanosUsed(usage) - before) / (System.nanoTime() - began);

        assertThat(share).isBetween(0.005, 0.075);
        assertThat(number(counts, "nr_throttled") - throttled).as("periods in which it was held back").isPositive();
    }

    private static long number(Path file, String name) throws IOException {
        return Long.parseLong(Files.readString(file).split(name + " ")[1].split("\n")[0]);
    }

    private static long nanosUsed(Path usage) throws IOException {
        String text = Files.readString(usage).strip();
        return usage.endsWith("cpu.stat")
                ? 1000 * number(usage, "usage_usec")
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
}
