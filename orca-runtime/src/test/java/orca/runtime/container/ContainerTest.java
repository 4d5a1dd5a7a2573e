package orca.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.runtime.config.ConfigFile;
import orca.runtime.hosting.HostingException;
import orca.runtime.loop.ActorLoop;
import orca.wire.management.AccessFile;
import orca.wire.management.ChangeCommand;
import orca.wire.management.CloseCommand;
import orca.wire.management.Filter;
import orca.wire.management.ReservationView;
import orca.wire.management.Story;
import orca.wire.server.Ending;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class ContainerTest {
    @TempDir
    private Path folder;

    @Test
    void aLeaseLivesFromRequestToCloseThroughRestartsInBetween() {
        try (Laboratory lab = new Laboratory(folder).ready()) {
            assertThat(lab.client().request(Laboratory.machine("r1", "1h")).ids()).containsExactly("r1");
            ReservationView active = lab.until("r1", "active").reservation();
            assertThat(active.units()).singleElement().satisfies(u -> {
                assertThat(u.state()).isEqualTo("ready");
                assertThat(u.properties().text("address")).hasValueSatisfying(a -> assertThat(a).startsWith("10.0.0."));
            });
        }
        assertThat(folder.resolve("data").resolve(AccessFile.NAME)).doesNotExist();
        Instant before;
        try (Laboratory lab = new Laboratory(folder)) {
            ReservationView same = lab.until("r1", "active").reservation();
            before = same.term().orElseThrow().end();
            assertThat(lab.client().units(Filter.LIVE).items()).singleElement()
                    .satisfies(u -> assertThat(u.state()).isEqualTo("ready"));
            lab.client().change(new ChangeCommand(Optional.of("c1"), false, Optional.empty(), "r1", Optional.empty(),
                    Optional.of(Duration.ofHours(1)), Optional.empty(), Map.of(), List.of()));
            long deadline = System.nanoTime() + Laboratory.PATIENCE.toNanos();
            while (lab.client().reservations(Filter.id("r1")).items().get(0).term().orElseThrow().end().equals(before)) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                lab.client().changes(lab.client().changes(0, Duration.ofMillis(1)).changes(), Duration.ofSeconds(1));
            }
            lab.until("r1", "active");
        }
        try (Laboratory lab = new Laboratory(folder)) {
            ReservationView longer = lab.until("r1", "active").reservation();
            assertThat(longer.term().orElseThrow().end()).isEqualTo(before.plus(Duration.ofHours(1)));
            lab.client().close(new CloseCommand(Optional.empty(), false, Optional.empty(), "r1"));
            lab.until("r1", "closed");
            assertThat(lab.client().units(Filter.ALL).items()).isEmpty();
            Story story = lab.client().describe("r1");
            assertThat(story.lines()).extracting(Story.Line::actor).contains("lab", "market", "duke");
            assertThat(story.lines()).extracting(Story.Line::state).contains("ticketing", "ticketed", "active", "closed");
            assertThat(story.lines()).isSortedAccordingTo(Comparator.comparing(Story.Line::at));
            assertThat(lab.client().health().well()).isTrue();
            assertThat(lab.client().actors().items()).allSatisfy(a -> assertThat(a.epoch()).isEqualTo(1));
        }
    }

    @Test
    void aLeaseEndsByItselfWhenItsTermIsOver() {
        try (Laboratory lab = new Laboratory(folder).ready()) {
            lab.client().request(Laboratory.machine("r1", "4s"));
            lab.until("r1", "closed");
        }
    }

    @Test
    void aSecondStartChangesNothingThatTheFileSays() {
        ActorLoop first;
        try (Laboratory lab = new Laboratory(folder).ready()) {
            first = lab.container().actors().named("duke").orElseThrow().loop();
        }
        long groups = first.status().sequence();
        try (Laboratory lab = new Laboratory(folder).ready()) {
            assertThat(lab.container().actors().named("duke").orElseThrow().loop().status().sequence()).isEqualTo(groups);
            assertThat(lab.client().hosts(Filter.LIVE).items()).hasSize(3);
        }
    }

    @Test
    void aSecondContainerOnTheSameFolderIsRefusedWithAClearSentence() {
        try (Laboratory lab = new Laboratory(folder)) {
            assertThat(lab.container().hosts()).contains("authority duke (policy best-fit)", "service manager lab");
            assertThatThrownBy(() -> new Laboratory(folder)).isInstanceOf(HostingException.class)
                    .hasMessage("Another container runs on " + folder.resolve("data")
                            + "; stop it first, or use another folder.");
            assertThat(lab.client().health().well()).isTrue();
        }
    }

    @Test
    void aPortInUseIsSaidToBe() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ConfigFile file = ConfigFile.parse(folder.resolve("orca.yaml"),
                    "management: {port: " + taken.getLocalPort() + "}\nbrokers: {market: {}}\n");
            assertThatThrownBy(() -> new Container(file, false, "test")).isInstanceOf(HostingException.class)
                    .hasMessageStartingWith("Port " + taken.getLocalPort() + " on 127.0.0.1 is in use; stop what uses it");
            // Nothing was left running: the folder is free again.
            ConfigFile other = ConfigFile.parse(folder.resolve("orca.yaml"), "management: {port: 0}\nbrokers: {market: {}}\n");
            new Container(other, false, "test").close();
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaidToBe() throws IOException {
        Files.writeString(folder.resolve("data"), "a file, where the folder should be");
        assertThatThrownBy(() -> new Laboratory(folder)).isInstanceOf(HostingException.class)
                .hasMessageContaining("The folder " + folder.resolve("data") + " cannot be written")
                .hasMessageContaining("give the container a folder of its own");
    }

    @Test
    void aDelegationThatTheSiteDoesNotHaveIsRefusedAtTheStart() {
        ConfigFile file = ConfigFile.parse(folder.resolve("orca.yaml"), """
                management: {port: 0}
                brokers: {market: {}}
                authorities:
                  duke:
                    types: {licence: none}
                    hosts: {pool: {type: licence, units: 2}}
                    delegations: [{to: market, type: licence, units: 3}]
                """);
        assertThatThrownBy(() -> new Container(file, false, "test")).isInstanceOf(HostingException.class)
                .hasMessageStartingWith("'duke' does not take the delegation 'duke-market-licence' of its file: ");
    }

    @Test
    void mainSaysWhatItHostsAndWhatIsWrong() throws Exception {
        Files.writeString(folder.resolve("good.yaml"), "management: {port: 0}\nbrokers: {market: {}}\n");
        Files.writeString(folder.resolve("bad.yaml"), "brokrs: {market: {}}\n");
        Ending over = new Ending();
        over.ask();
        assertThat(run(0, over, folder.resolve("good.yaml").toString()))
                .contains("listens on http://127.0.0.1:").contains("broker market (policy first-come)");
        assertThat(run(2, over, "up", folder.resolve("bad.yaml").toString()))
                .contains("bad.yaml: line 1: brokrs: unknown name; did you mean 'brokers'?");
        assertThat(run(2, over, "up")).isEqualTo("orca: up: the configuration file is missing\n  see 'orca up --help'\n");
        assertThat(run(0, over, "up", "--help")).startsWith("Usage: orca up FILE [--standby] [--accept-loss]\n");
        assertThat(run(2, over, "up", folder.resolve("none.yaml").toString())).contains("there is no such file");
    }

    private static String run(int code, Ending over, String... args) throws InterruptedException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        assertThat(Main.run(args, Map.of(), out, out, over)).isEqualTo(code);
        return said.toString(StandardCharsets.UTF_8);
    }
}
