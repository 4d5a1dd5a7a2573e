package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

/** What goes wrong on a host: bad words, changed images, full disks, daemons that come and go, processes that die anywhere. */
@Tag("hosts")
@Timeout(600)
class LibvirtBadDaysIT {
    @TempDir
    Path folder;

    private Lab lab;
    private LibvirtNode node;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void openLab() throws Exception {
        lab = Lab.open();
        node = LibvirtNode.in(lab, folder);
    }

    @AfterEach
    void leaveNothing() throws Exception {
        for (Process process : started) {
            process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        }
        assertThat(node.clean()).as("left on the hosts").isEmpty();
    }

    private Outcome.Trouble refused(LibvirtNode of, Amounts sliver, PropertyList properties) throws Exception {
        Outcome.Trouble trouble = LibvirtNode.trouble(of.act(Action.SETUP, "refused", sliver, properties,
                new RecordingContext()));
        assertThat(of.traces("refused")).as("after: %s", trouble.reason()).isEmpty();
        assertThat(trouble.retry()).as("trying again is of no use: %s", trouble.reason()).isFalse();
        return trouble;
    }

    @Test
    void whatDoesNotExistIsRefusedByNameAndNothingIsMade() throws Exception {
        Amounts sliver = LibvirtNode.SLIVER;
        assertThat(refused(node, sliver, PropertyList.of("template", "none")).reason()).contains("template: there is no 'none'");
        assertThat(refused(node, sliver, PropertyList.of("image", "none.qcow2")).reason())
                .contains("has no 'none.qcow2', only [disk.qcow2, initrd, kernel, root.raw]");
        assertThat(refused(node, sliver, PropertyList.of("kernel", "none")).reason()).contains("kernel: the library");
        assertThat(refused(node, sliver, PropertyList.of("image",
                "../../etc/passwd")).reason()).contains("image: must be a name");
        assertThat(refused(node, sliver, PropertyList.of("place", "nowhere")).reason())
                .contains("there is no host 'nowhere', only [home, b]");
        assertThat(refused(node, sliver, PropertyList.of("power", "flying")).reason()).contains("power: must be running, paused");
        assertThat(refused(node, sliver, PropertyList.of("ssh-key",
                "none")).reason()).contains("ssh-key: must be one public key");
        assertThat(refused(node, sliver, PropertyList.of("address", "10.99.0.1/24")).reason()).contains("a pool of its own");
        assertThat(refused(node, Amounts.of(1000, 8, 0, 0),
                PropertyList.NONE).reason()).contains("memory: must be 16 MiB or more");
        assertThat(refused(node, Amounts.of(1000, 96, 5, 0),
                PropertyList.NONE).reason()).contains("disk: must be 64 MiB or more");
    }

    @Test
    void aTemplateThatIsWrongIsRefusedWithThePlace() throws Exception {
        Path templates = Files.createDirectories(folder.resolve("templates"));
        Files.writeString(templates.resolve("gap.xml"), "<domain><name>${surprise}</name></domain>");
        Files.writeString(templates.resolve("torn.xml"), "<domain>\n<name></domain>");
        Files.writeString(templates.resolve("secret.xml"),
                "<!DOCTYPE d [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><domain>&e;</domain>");
        LibvirtNode with = node.with("templates", templates.toString());
        assertThat(refused(with, LibvirtNode.SLIVER, PropertyList.of("template", "gap")).reason())
                .contains("template gap: asks for 'surprise'", "memory.most");
        assertThat(refused(with, LibvirtNode.SLIVER, PropertyList.of("template",
                "torn")).reason()).contains("template torn: line 2");
        assertThat(refused(with, LibvirtNode.SLIVER, PropertyList.of("template", "secret")).reason())
                .contains("template secret: line 1").doesNotContain("root:");
        assertThat(refused(with, LibvirtNode.SLIVER, PropertyList.of("template", "other")).reason())
                .contains("only [gap, secret, torn]");
    }

    @Test
    void aTemplateThatTheHypervisorRefusesLeavesNothing() throws Exception {
        Path templates = Files.createDirectories(folder.resolve("templates"));
        Files.writeString(templates.resolve("odd.xml"),
                "<domain type='${type}'><memory>1000</memory><os><type>odd</type></os></domain>");
        Outcome.Trouble trouble = LibvirtNode.trouble(node.with("templates", templates.toString()).act(
                Action.SETUP, "odd", LibvirtNode.SLIVER, PropertyList.of("template", "odd"), new RecordingContext()));
        assertThat(trouble.reason()).contains("home: ");
        assertThat(node.traces("odd")).isEmpty();
    }

    @Test
    void anImageThatWasChangedIsNotUsed() throws Exception {
        Path images = Files.createDirectories(folder.resolve("other-images"));
        for (String name : List.of("kernel", "initrd", "disk.qcow2", "SHA256SUMS")) {
            Files.copy(lab.images().resolve(name), images.resolve(name));
        }
        LibvirtNode with = node.with("images", images.toString());
        with.setup("before");
        String good = Files.readAllLines(images.resolve("SHA256SUMS")).stream().filter(line -> line.endsWith("disk.qcow2"))
                .findFirst().orElseThrow().substring(0, 64);
        assertThat(refused(with, LibvirtNode.SLIVER, PropertyList.of("image.sha256", "0".repeat(64))).reason())
                .contains("image.sha256: 'disk.qcow2' of the library is " + good);

        byte[] content = Files.readAllBytes(images.resolve("initrd"));
        content[content.length / 2] ^= 1;
        Files.write(images.resolve("initrd"), content);
        assertThat(refused(with, LibvirtNode.SLIVER, PropertyList.NONE).reason())
                .contains("initrd: 'initrd' differs from what SHA256SUMS says; its SHA-256 is ");
        with.teardown("before");
    }

    @Test
    void aDiskThatFillsWhileCloningIsTroubleAndLeavesNothing() throws Exception {
        Path images = Files.createDirectories(folder.resolve("large-images"));
        for (String name : List.of("kernel", "initrd")) {
            Files.copy(lab.images().resolve(name), images.resolve(name));
        }
        byte[] noise = new byte[24 << 20];
        new java.util.Random(7).nextBytes(noise);
        Files.write(images.resolve("disk.raw"), noise);
        Lab.run("sh", "-c", "cd " + images + " && sha256sum kernel initrd disk.raw > SHA256SUMS");
        Path place = lab.small().resolve("node");
        LibvirtNode full = new LibvirtNode(lab, place, LibvirtNode.in(lab, place).settings())
                .with("images", images.toString()).with("image", "disk.raw").with("clone", "copy");
        Outcome.Trouble trouble = LibvirtNode.trouble(
                full.act(Action.SETUP, "full", LibvirtNode.SLIVER, PropertyList.NONE, new RecordingContext()));
        assertThat(trouble.reason()).contains("copy: cp: ", "No space left on device");
        assertThat(trouble.retry()).isTrue();
        assertThat(full.traces("full")).isEmpty();
        try (Stream<Path> left = Files.walk(place)) {
            assertThat(left.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("disk") && !name.endsWith(".sha256"));
        }
        // With a way that needs no room it is made in the same place.
        full.with("clone", "backing").setup("full");
        full.teardown("full");
        assertThat(full.clean()).isEmpty();
    }

    @Test
    void aChangeThatTheHostStopsHalfWayIsTriedAgainAndOneThatIsRefusedIsNot() throws Exception {
        node.setup("changed");
        Path known = folder.resolve("ability");
        byte[] ability = Files.readAllBytes(known);
        Files.delete(known);
        Path lock = folder.resolve("lock");
        Files.deleteIfExists(lock);
        Files.createDirectory(lock); // so nobody can take the folder's lock
        Outcome.Trouble stopped = LibvirtNode.trouble(changed(PropertyList.NONE));
        assertThat(stopped.reason()).contains(lock.toString());
        assertThat(stopped.retry()).isTrue();
        Files.delete(lock);
        Files.write(known, ability);
        LibvirtNode.done(changed(PropertyList.of("power", "off")));
        Outcome.Trouble no = LibvirtNode.trouble(changed(PropertyList.of("power", "saved")));
        assertThat(no.reason()).isEqualTo("power: a machine that is off has nothing to be saved");
        assertThat(no.retry()).isFalse();
    }

    private Outcome changed(PropertyList more) throws Exception {
        return node.act(Action.MODIFY, "changed", LibvirtNode.SLIVER,
                PropertyList.of("ssh-key", lab.publicKey()).overlaid(more), new RecordingContext());
    }

    @Test
    void aDaemonThatIsNotThereIsTroubleThatMayPass() throws Exception {
        LibvirtNode away = node.with("uri", "qemu+unix:///system?socket=" + folder.resolve("nobody"));
        Outcome.Trouble trouble = LibvirtNode.trouble(
                away.act(Action.SETUP, "away", LibvirtNode.SLIVER, PropertyList.NONE, new RecordingContext()));
        assertThat(trouble.reason()).contains("home (qemu+unix:///system?socket=", "Failed to connect socket");
        assertThat(trouble.retry()).isTrue();
        assertThat(LibvirtNode.trouble(away.act(Action.TEARDOWN, "away", LibvirtNode.SLIVER, PropertyList.NONE,
                new RecordingContext())).retry()).as("nobody can say that nothing is left").isTrue();
        assertThat(node.traces("away")).isEmpty();
    }

    @Test
    void aDaemonThatIsRestartedInTheMiddleOfASetupDoesNotHarmIt() throws Exception {
        for (int traces = 1; traces <= 5; traces += 2) {
            String unit = "restart-" + traces;
            LibvirtHandler handler = node.handler();
            LibvirtNode.done(handler.handle(
                    LibvirtNode.call(Action.PROBE, unit, 1, LibvirtNode.SLIVER, PropertyList.NONE), new RecordingContext()));
            FutureTask<Outcome> setup = new FutureTask<>(() -> handler.handle(
                    LibvirtNode.call(Action.SETUP, unit, 1, LibvirtNode.SLIVER, PropertyList.NONE), new RecordingContext()));
            Thread.ofPlatform().daemon().start(setup);
            Path place = folder.resolve("units").resolve(unit);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            // Looked at without the daemon, which would slow both.
            while (!setup.isDone() && parts(place) < traces) {
                assertThat(System.nanoTime() - deadline).as("waited too long for %d traces", traces).isNegative();
                Thread.onSpinWait();
            }
            lab.first().kill();
            lab.first().start();
            lab.first().await();
            Outcome outcome = setup.get(120, TimeUnit.SECONDS);
            if (outcome instanceof Outcome.Trouble(String reason, boolean retry)) {
                assertThat(retry).as(reason).isTrue();
                node.setup(unit, LibvirtNode.SLIVER, PropertyList.NONE);
            }
            assertThat(node.probe(unit).get(Handler.PRESENT)).contains(new PropertyValue.Flag(true));
            assertThat(lab.first().machines("-" + unit)).hasSize(1);
            node.teardown(unit);
            assertThat(node.traces(unit)).isEmpty();
        }
    }

    private static int parts(Path place) {
        String[] files = place.toFile().list();
        return files == null ? 0 : 1 + files.length;
    }

    /** Sets up one unit and then waits to be killed. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] args) throws Exception {
            PropertyList settings = PropertyList.NONE;
            for (int i = 2; i < args.length; i++) {
                String[] parts = args[i].split("=", 2);
                settings = parts[1].matches("[0-9]+") ? settings.with(parts[0], Long.parseLong(parts[1]))
                        : settings.with(parts[0], parts[1]);
            }
            LibvirtHandler handler = new LibvirtHandler();
            handler.configure(settings);
            UnitAction.valueOf(args[0].toUpperCase(java.util.Locale.ROOT)).run(handler, args[1]);
            System.out.println("up");
            System.in.read();
        }
    }

    private enum UnitAction {
        SETUP, TEARDOWN;

        void run(LibvirtHandler handler, String unit) throws Exception {
            handler.handle(LibvirtNode.call(Action.valueOf(name()), unit, 1, LibvirtNode.SLIVER, PropertyList.NONE),
                    new RecordingContext());
        }
    }

    /** Has another process act on {@code unit}, and kills it when the host shows that many traces of it. */
    private void crash(String action, String unit, java.util.function.IntPredicate moment) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", System.getProperty("java.class.path"), Victim.class.getName(),
                action, unit));
        node.settings().asMap().forEach((name, value) -> command.add(name + "=" + value));
        Process victim = new ProcessBuilder(command).redirectError(new File("/dev/null")).start();
        started.add(victim);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!moment.test(node.traces(unit).size()) && !victim.inputReader().ready()) {
            assertThat(System.nanoTime() - deadline).as("waited too long for the moment of %s", unit).isNegative();
            assertThat(victim.isAlive()).as("the victim of %s", unit).isTrue();
        }
        victim.destroyForcibly();
        assertThat(victim.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aSetupThatDiedAnywhereIsRemovedByATeardown() throws Exception {
        for (int moment = 0; moment <= 6; moment++) {
            String unit = "torn-" + moment;
            int traces = moment;
            crash("setup", unit, seen -> seen >= traces);
            node.teardown(unit);
            assertThat(node.traces(unit)).as("left of a setup that died at moment %d", moment).isEmpty();
        }
    }

    @Test
    void aSetupThatDiedAnywhereIsFinishedByTheNext() throws Exception {
        for (int moment = 0; moment <= 6; moment++) {
            String unit = "finished-" + moment;
            int traces = moment;
            crash("setup", unit, seen -> seen >= traces);
            node.setup(unit, LibvirtNode.SLIVER, PropertyList.NONE);
            assertThat(node.probe(unit).get(Handler.PRESENT)).contains(new PropertyValue.Flag(true));
            assertThat(lab.first().machines("-" + unit)).as("machines called %s", unit).hasSize(1);
            assertThat(node.found()).extracting(found -> found.unit().value()).containsExactly(unit);
            node.teardown(unit);
            assertThat(node.traces(unit)).isEmpty();
        }
    }

    @Test
    void aTeardownThatDiedAnywhereIsFinishedByTheNextAndSeenByTheSweep() throws Exception {
        for (int moment = 6; moment >= 0; moment -= 2) {
            String unit = "half-" + moment;
            node.setup(unit, LibvirtNode.SLIVER, PropertyList.NONE);
            int traces = moment;
            crash("teardown", unit, seen -> seen <= traces);
            boolean left = !node.traces(unit).isEmpty();
            assertThat(node.found()).as("what is left, seen by the sweep").hasSize(left ? 1 : 0);
            node.teardown(unit);
            assertThat(node.traces(unit)).isEmpty();
            assertThat(node.found()).isEmpty();
        }
    }

    @Test
    void aMoveThatDiedLeavesOneMachine() throws Exception {
        String address = LibvirtNode.address(node.setup("mover"));
        lab.awaitSsh(address, "echo warm > /run/file");
        // The victim moves it; it dies when the other host knows of the machine.
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Mover.class.getName(), "mover",
                lab.publicKey()));
        node.settings().asMap().forEach((name, value) -> command.add(name + "=" + value));
        Process victim = new ProcessBuilder(command).redirectError(new File("/dev/null")).start();
        started.add(victim);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (lab.second().machines("-mover").isEmpty() && victim.isAlive()) {
            assertThat(System.nanoTime() - deadline).as("the move begins").isNegative();
        }
        victim.destroyForcibly().waitFor(20, TimeUnit.SECONDS);

        assertThat(node.setup("mover").text("libvirt.power")).contains("running");
        List<String> machines = new ArrayList<>(lab.first().machines("-mover"));
        machines.addAll(lab.second().machines("-mover"));
        assertThat(machines).as("machines after a move that died").hasSize(1);
        assertThat(lab.awaitSsh(address, "cat /run/file")).isEqualTo("warm");
    }

    /** Moves one unit to the second host and waits to be killed. */
    static final class Mover {
        private Mover() {}

        public static void main(String[] args) throws Exception {
            PropertyList settings = PropertyList.NONE;
            for (int i = 2; i < args.length; i++) {
                String[] parts = args[i].split("=", 2);
                settings = parts[1].matches("[0-9]+") ? settings.with(parts[0], Long.parseLong(parts[1]))
                        : settings.with(parts[0], parts[1]);
            }
            LibvirtHandler handler = new LibvirtHandler();
            handler.configure(settings);
            handler.handle(LibvirtNode.call(Action.MODIFY, args[0], 1, LibvirtNode.SLIVER,
                    PropertyList.of("ssh-key", args[1]).with("place", "b")), new RecordingContext());
        }
    }
}
