package orca.nodeagent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import orca.core.handler.Outcome;
import orca.core.resource.PropertyList;
import orca.nodeagent.client.RemoteClient;
import orca.nodeagent.driver.Order;
import orca.nodeagent.packages.SamplePackage;
import orca.nodeagent.talk.Kind;
import orca.nodeagent.term.Mandate;
import orca.wire.server.Ending;
import orca.wire.trust.Identity;
import orca.wire.trust.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An operator's commands about drivers, over a real socket, while an authority has units there. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class DriverVerbTest {
    @TempDir
    Path folder;

    private final Identity ada = Identity.generate();
    private Site site;
    private RemoteClient authority;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(folder.resolve("units"));
        site = new Site(folder);
        site.know("ada", Role.OPERATOR, ada);
        ada.write(folder.resolve("ada.key"));
        authority = site.client(site.authority);
    }

    @AfterEach
    void close() throws Exception {
        authority.close();
        site.close();
    }

    private String orca(String... words) throws InterruptedException {
        List<String> all = new ArrayList<>(List.of("agent", "driver"));
        all.addAll(List.of(words));
        if (!words[0].equals("pack")) {
            all.addAll(List.of("--at", site.address().toString(), "--agent", site.daemon.own().toString(),
                    "--key", folder.resolve("ada.key").toString()));
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        int code = Main.run(all.toArray(String[]::new), out, out, new Ending());
        return code + " " + said.toString(StandardCharsets.UTF_8);
    }

    private String file(String version, String behaviour, Identity signer) throws Exception {
        Path file = folder.resolve("sample-" + version + ".package");
        Files.write(file, SamplePackage.of(folder, version, behaviour, signer));
        return file.toString();
    }

    private Outcome run(String action, String unit, Mandate mandate) throws Exception {
        Order order = Site.order(unit + "/" + action + "/" + System.nanoTime(), action, unit);
        return authority.run("sample", order, mandate, new Site.Words());
    }

    private static String behaviour(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done(PropertyList given) -> given.text("behaviour").orElseThrow();
            case Outcome.Trouble(String reason, boolean retry) -> reason;
        };
    }

    @Test
    void aDriverIsInstalledUpgradedRolledBackAndRemovedWhileUnitsRun() throws Exception {
        assertThat(orca("list")).startsWith("0 DRIVER").containsPattern("shop +- +- +the agent");
        assertThat(orca("install", file("1.0", "one", ada))).startsWith("0 ").containsPattern("sample +1.0 +- +ada");
        Mandate hold = Site.hold();
        assertThat(behaviour(run("make", "u1", hold))).isEqualTo("one");

        assertThat(orca("install", file("2.0", "two", ada))).containsPattern("sample +2.0 +1.0 +ada");
        assertThat(behaviour(run("tell", "u1", hold))).isEqualTo("two");
        assertThat(orca("install", file("3.0", "poor", ada))).startsWith("7 ").contains("has the actions [make]");
        assertThat(orca("install", file("4.0", "hangs", ada))).startsWith("7 ").contains("is not made within");
        assertThat(orca("rollback", "sample")).containsPattern("sample +1.0 +2.0 +ada");
        assertThat(behaviour(run("tell", "u1", hold))).isEqualTo("one");
        assertThat(orca("remove", "sample")).startsWith("7 ").contains("has units that only it can remove: u1");
        assertThat(orca("remove", "shop")).startsWith("7 ").contains("is not installed");

        site.daemon.close();
        site.start();
        assertThat(behaviour(run("tell", "u1", hold))).as("after a restart").isEqualTo("one");
        site.pass(Duration.ofMinutes(62));
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!site.daemon.keeper().held().isEmpty() && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertThat(folder.resolve("units/u1")).as("removed by the host's own clock").doesNotExist();
        assertThat(orca("remove", "sample")).startsWith("0 ").doesNotContain("sample");
    }

    @Test
    void onlyWhatAnOperatorSignedIsInstalledAndOnlyByAnOperator() throws Exception {
        assertThat(orca("install", file("1.0", "evil", Identity.generate()))).startsWith("7 ")
                .contains("is not signed by anybody who may have drivers installed here");
        byte[] good = SamplePackage.of(folder, "1.1", "good", ada);
        assertThatThrownBy(() -> DriverVerb.install(authority, good)).hasMessageContaining("is for operator alone");
        assertThatThrownBy(() -> authority.ask(Kind.DRIVER_REMOVE, new Kind.Named("shop"), Kind.DriverRows.class))
                .hasMessageContaining("is for operator alone");
        site.forget("ada");
        assertThat(orca("install", file("1.2", "good", ada))).startsWith("7 ").contains("is not known to this agent");
        site.know("ada", Role.BROKER, ada);
        try (RemoteClient own = site.client(site.daemon.own())) {
            assertThatThrownBy(() -> DriverVerb.install(own, good)).hasMessageContaining("is not signed by anybody");
            assertThat(DriverVerb.install(own, SamplePackage.of(folder, "1.3", "own", site.daemon.own())).drivers())
                    .anySatisfy(row -> assertThat(row.from()).isEqualTo("itself"));
        }
    }

    @Test
    void partsThatComeTwiceOrAreMissingDoNoHarm() throws Exception {
        String digest = "0".repeat(64);
        try (RemoteClient operator = site.client(ada)) {
            assertThat(have(operator, digest, 0, "aGVsbG8=")).isEqualTo(5);
            assertThat(have(operator, digest, 0, "aGVsbG8=")).as("once more").isEqualTo(5);
            assertThat(have(operator, digest, 99, "aGVsbG8=")).as("out of turn").isEqualTo(5);
            assertThat(have(operator, digest, 5, "aGVsbG8=")).isEqualTo(10);
            for (int i = 1; i <= DriverDesk.MOST_STAGED; i++) {
                have(operator, Integer.toString(i).repeat(64), 0, "aGVsbG8=");
            }
            assertThat(have(operator, digest, 10, "aGVsbG8=")).as("too many were begun, and it was forgotten").isZero();
            assertThatThrownBy(() -> have(operator, "../../etc", 0, "aGVsbG8=")).hasMessageContaining("digest");
            assertThatThrownBy(() -> operator.ask(Kind.DRIVER_INSTALL, new Kind.Named("f".repeat(64)), Kind.DriverRows.class))
                    .hasMessageContaining("it has not come yet");
        }
    }

    private static long have(RemoteClient operator, String digest, long offset, String bytes) throws Exception {
        return operator.ask(Kind.DRIVER_PART, new Kind.Part(digest, offset, bytes), Kind.Received.class).have();
    }

    @Test
    void aFolderIsPackedAndSignedByACommand() throws Exception {
        Path source = Files.createDirectories(folder.resolve("source"));
        Files.writeString(source.resolve("driver.yaml"),
                "# orca driver 1\nname: x\nversion: \"1\"\nfactory: X\nactions: {make: {}}\n");
        Files.writeString(source.resolve("notes"), "words");
        String to = folder.resolve("x.package").toString();
        String key = folder.resolve("ada.key").toString();

        assertThat(orca("pack", source.toString(), "--key", key, "--out", to)).startsWith("0 ");
        assertThat(orca("install",
                to)).startsWith("7 ").contains("driver x 1: cannot be made: java.lang.ClassNotFoundException: X");
        Files.writeString(source.resolve("driver.yaml"), "name: x\n");
        assertThat(orca("pack", source.toString(), "--key", key, "--out",
                to)).startsWith("2 ").contains("must begin with the line");
        assertThat(orca("fly")).startsWith("2 ").contains("there is no 'fly'");
    }
}
