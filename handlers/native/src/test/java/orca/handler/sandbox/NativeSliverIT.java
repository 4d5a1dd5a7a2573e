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
import orca.core.handler.UnitCall;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a unit is and is not, tried on this machine. */
@Tag("hosts")
@Timeout(120)
class NativeSliverIT extends OneUnit {
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
    void noUnitSeesOrTouchesAnothersProcesses() throws Exception {
        assumeTrue(!form.equals("group"), "form group sees the host");
        node.setup("u2", PropertyList.of("command", "exec sleep 4711"));

        awaitText("u2", "sleep 4711", true);
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
        String none = ":\t0000000000000000";
        assertThat(status).contains("CapPrm" + none, "CapEff" + none, "CapBnd" + none, "NoNewPrivs:\t1");
        assertThat(node.sh("u1", "cat /proc/1/status").text()).contains("CapPrm:\t0000000000000000", "NoNewPrivs:\t1");
        for (String forbidden : List.of(
                "mount -t tmpfs none /tmp", "hostname other", "echo > /usr/bin/owned", "echo >> /etc/passwd", "cat /etc/shadow",
                "ls /proc/1/root/root", "mknod /tmp/d b 254 0", "chroot /tmp true", "nsenter -t 1 -m true",
                "echo 1 > /proc/sys/kernel/panic", "unshare -Urm umount /etc/passwd", "unshare -Urm umount /proc")) {
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
        rootOnly();
        // The kernel has a route to it only when it is up.
        assertThat(node.sh("u1", "grep -c 127.0.0.1 /proc/net/fib_trie").code()).isZero();
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
        List<String> odd = List.of(
                "two words", "", "a'b\"c", "$(id)", "`id`", "; id", "line\nend", "*", "\\", "--", "-e", "ünï");
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
        List<String> command = List.of("sh", "-c", "sleep 4712 & sleep 4713");
        FutureTask<Integer> exec = new FutureTask<>(
                () -> node.handler().exec(NativeNode.call(Action.PROBE, "u1"), command, new RecordingContext()));
        Thread thread = Thread.ofPlatform().start(exec);
        awaitText("u1", "sleep 4713", true);
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(20));

        assertThat(thread.isAlive()).isFalse();
        awaitText("u1", "sleep 4713", false);
    }

    private void awaitText(String unit, String words, boolean there) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (node.sh(unit, "cat /proc/[0-9]*/cmdline | tr '\\0' ' '").text().replace("tr", "").contains(words) != there) {
            assertThat(System.nanoTime() - deadline).as("waited too long for " + words + " to be " + there).isNegative();
        }
    }

    @Test
    void execOnAUnitThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> node.exec("nobody", "true"))
                .isInstanceOf(IOException.class)
                .hasMessage("exec: unit nobody does not run here");
        assertThatThrownBy(() -> node.exec("u1")).hasMessage("command: must name a program");
    }

    @Test
    void theStartCommandRunsWithItsVariablesAndItsEndIsKept() throws Exception {
        String command = "echo \"hello $GREETED\"; echo $HOME; env | grep -c ORCA_G; exit 3";
        node.setup("u2", PropertyList.of("command", command).with("env.greeted", "it's \"me\" $(id)"));

        assertThat(awaitExit("u2")).isEqualTo(3);
        awaitText("u2", "unit.sh log", false);
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
        awaitText("u2", "unit.sh log", false);
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
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        // Only the one that process 1 waits for may stay: neither a living orphan nor a dead one.
        while (node.sh("u1", "cat /proc/[0-9]*/stat").text().lines().filter(l -> l.contains("(sleep)")).count() != 1) {
            assertThat(System.nanoTime() - deadline).as("waited too long for the orphans to be buried").isNegative();
        }
    }

    @Test
    void teardownReachesWhatHidesFromIt() throws Exception {
        assumeTrue(!form.equals("group") || Files.isWritable(Path.of("/sys/fs/cgroup")), "form group cannot hold what hides");
        node.sh("u1", "setsid env -i sleep 300 > /dev/null 2>&1 &");
        node.sh("u1", "cd /tmp; i=0; while [ $i -lt 1500 ]; do mkdir abcdefgh && cd abcdefgh || exit; i=$((i+1)); done; touch x");
        node.sh("u1", "mkdir /tmp/locked; touch /tmp/locked/x; chmod 000 /tmp/locked; ln -s / /tmp/all");
        node.teardown("u1");

        assertThat(node.traces("u1")).isEmpty();
        assertThat(Path.of("/usr/bin/env")).exists();
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
            UnitCall call = NativeNode.call(Action.SETUP, "u2", 1, NativeNode.SLIVER, bad);
            Outcome outcome = node.handler().handle(call, new RecordingContext());
            assertThat(outcome).as("%s", bad).isInstanceOf(Outcome.Trouble.class);
            assertThat(((Outcome.Trouble) outcome).retry()).isFalse();
            assertThat(((Outcome.Trouble) outcome).reason()).matches("(?s)(hostname|env|command).*: .*");
            assertThat(node.traces("u2")).isEmpty();
        }
        assertThat(trap).doesNotExist();
        for (Amounts sliver : List.of(Amounts.of(9, 64), Amounts.of(500, 7), Amounts.of(0, 0))) {
            UnitCall call = NativeNode.call(Action.SETUP, "u2", 1, sliver, PropertyList.NONE);
            Outcome outcome = node.handler().handle(call, new RecordingContext());
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
