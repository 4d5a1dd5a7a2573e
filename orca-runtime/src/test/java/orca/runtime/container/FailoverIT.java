package orca.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import orca.testkit.FreePort;

import orca.testkit.PostgresServer;
import orca.wire.management.CloseCommand;
import orca.wire.management.Filter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A site twice, one leading and one standing by, each in a process of its own on a folder of its own, their journals in one real
 * PostgreSQL; a broker and a guest in this process, who know both addresses of the site.
 */
@Tag("databases")
@Timeout(300)
class FailoverIT {
    private static PostgresServer server;

    @TempDir
    private Path folder;
    private final List<StandbyNode> nodes = new ArrayList<>();
    private Village village;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.start();
    }

    @AfterAll
    static void end() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void found() throws Exception {
        server.sql("DROP SCHEMA IF EXISTS \"orca-duke\" CASCADE");
        village = new Village(folder);
        int first = FreePort.take();
        int second = FreePort.take();
        village.pinAt("market", "duke", "http://127.0.0.1:" + first + "/soap/duke", "http://127.0.0.1:" + second + "/soap/duke");
        nodes.add(new StandbyNode(server, village, folder.resolve("a"), first, second));
        nodes.add(new StandbyNode(server, village, folder.resolve("b"), second, first));
        nodes.get(0).begin();
        nodes.get(0).until("It listens on", 1);
        nodes.get(1).begin();
        nodes.get(1).until("Standing by: ", 1);
        village.start("market");
        village.start("lab");
        village.await("market", "two delegations are held", client -> client.delegations(Filter.LIVE).items().stream()
                .filter(d -> d.state().equals("held")).count() == 2);
    }

    @AfterEach
    void close() {
        for (StandbyNode node : nodes) {
            node.close();
        }
        village.close();
    }

    private String stateOf(String id) {
        return village.client("lab").reservations(Filter.id(id)).items().get(0).state();
    }

    private void lease(String id) {
        village.client("lab").request(Laboratory.machine(id, "2h"));
        village.until(id, "active");
    }

    /** What the site says is leased and lives. */
    private static List<String> units(StandbyNode node) {
        return node.client().units(Filter.LIVE).items().stream().map(unit -> unit.id() + " " + unit.state()).toList();
    }

    @Test
    void whoeverIsKilledTheOtherGoesOnWithAllThatWasPromised() throws Exception {
        StandbyNode a = nodes.get(0);
        StandbyNode b = nodes.get(1);
        lease("r1");
        lease("r2");
        List<String> units = units(a);
        a.process().destroyForcibly().waitFor();
        b.until("It listens on", 1);
        assertThat(units(b)).isEqualTo(units).hasSize(2);
        assertThat(b.log()).contains("taking over");
        lease("r3");
        assertThat(stateOf("r1")).isEqualTo("active");

        a.begin();
        a.until("Standing by: ", 1);
        b.process().destroyForcibly().waitFor();
        a.until("It listens on", 2);
        lease("r4");
        assertThat(units(a)).hasSize(4);
        village.client("lab").close(new CloseCommand(Optional.empty(), false, Optional.empty(), "r1"));
        village.until("r1", "closed");
        assertThat(a.client().actors().items().get(0).epoch()).as("each change of the leader began one").isEqualTo(4);
    }

    @Test
    void aLeaderThatSleptFindsThatItsTimeIsOverAndHarmsNothing() throws Exception {
        StandbyNode a = nodes.get(0);
        StandbyNode b = nodes.get(1);
        lease("r1");
        a.signal("STOP");
        b.until("It listens on", 1);
        lease("r2");
        a.signal("CONT");
        a.until("this container leads no more", 1);
        a.until("Standing by: ", 1);
        lease("r3");
        assertThat(units(b)).hasSize(3);
        assertThat(stateOf("r1")).isEqualTo("active");
        // And it is of use again.
        b.process().destroyForcibly().waitFor();
        a.until("It listens on", 2);
        lease("r4");
        assertThat(units(a)).hasSize(4);
    }

    @Test
    void aLeaderThatEndsInGoodOrderHandsOver() throws Exception {
        StandbyNode a = nodes.get(0);
        StandbyNode b = nodes.get(1);
        lease("r1");
        a.process().destroy();
        assertThat(a.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(a.process().exitValue()).isZero();
        b.until("It listens on", 1);
        assertThat(b.log()).doesNotContain("taking over");
        lease("r2");
        assertThat(units(b)).hasSize(2);
        b.process().destroy();
        assertThat(b.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatTheDatabaseLosesBothWaitFor() throws Exception {
        StandbyNode a = nodes.get(0);
        StandbyNode b = nodes.get(1);
        lease("r1");
        server.kill();
        b.until("Waiting: ", 1);
        server.begin();
        b.until("Standing by: ", 2);
        lease("r2");
        assertThat(units(a)).hasSize(2);
        assertThat(b.log()).doesNotContain("It listens on");
    }
}
