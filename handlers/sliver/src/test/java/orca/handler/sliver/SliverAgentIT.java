package orca.handler.sliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.driverkit.AgentProcess;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Slivers of an agent in a process of its own, which is killed in the middle of its work, and outlives its site. */
@Tag("hosts")
@Timeout(300)
class SliverAgentIT {
    @TempDir
    private Path place;
    private SliverNode node;
    private AgentProcess agent;

    @BeforeEach
    void begin() throws Exception {
        node = SliverNode.in(place);
        agent = node.agent("0s");
    }

    @AfterEach
    void leaveNothing() throws Exception {
        if (agent != null) {
            assertThat(agent.madeElsewhere()).as("made in the site's own process").isFalse();
            agent.end();
            assertThat(node.clean()).isEmpty();
        }
    }

    private Outcome call(Action action, String unit, Amounts size, Term term) throws Exception {
        return SliverNode.handler(agent).handle(new UnitCall(new UnitId(unit), action, 1, new TypeName("vm"), "h1", size, term,
                node.properties("alice"), 1), new RecordingContext());
    }

    private static Term term(Duration length) {
        return Term.of(Term.grain(Instant.now()), length);
    }

    @Test
    void aSliverIsMadeEnteredResizedAndEndedThroughTheAgent() throws Exception {
        Term term = term(Duration.ofHours(1));
        PropertyList made = SliverNode.done(call(Action.SETUP, "u1", SliverNode.SIZE, term));
        assertThat(node.ssh(made, "alice", "id -un").text()).isEqualTo("alice");
        assertThat(agent.status()).startsWith("0\n").containsPattern("u1 +sliver +held +west");

        SliverNode.done(call(Action.MODIFY, "u1", Amounts.of(250, 96, 1_000), term));
        assertThat(node.ssh(made, "alice", "echo still here").text()).isEqualTo("still here");
        PropertyList seen = SliverNode.done(call(Action.PROBE, "u1", SliverNode.SIZE, term));
        assertThat(seen.get(Handler.PRESENT)).contains(new PropertyValue.Flag(true));
        assertThat(seen.text("address")).isEqualTo(made.text("address"));

        assertThat(call(Action.TEARDOWN, "u1", SliverNode.SIZE, term)).isEqualTo(Outcome.done());
        assertThat(node.traces("u1")).isEmpty();
    }

    @Test
    void anAgentThatIsKilledInTheMiddleFinishesAndEndsTheSliverByItsOwnClock() throws Exception {
        Term term = term(Duration.ofSeconds(75));
        FutureTask<Outcome> setup = new FutureTask<>(() -> call(Action.SETUP, "short", SliverNode.SIZE, term));
        Thread.ofPlatform().daemon().start(setup);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (node.traces("short").isEmpty()) {
            assertThat(System.nanoTime() - deadline).as("the setup begins").isNegative();
        }
        agent.kill();
        assertThat(setup.isDone()).as("it was killed in the middle").isFalse();
        assertThat(node.traces("short")).as("left in the middle").isNotEmpty();
        agent.start();
        // The site says its order again by itself.
        PropertyList made = SliverNode.done(setup.get(120, TimeUnit.SECONDS));
        assertThat(node.ssh(made, "alice", "id -un").text()).isEqualTo("alice");

        agent.kill();
        assertThat(node.traces("short")).as("what outlives the agent").isNotEmpty();
        agent.start();
        agent.statusWith("by itself: ");
        assertThat(Instant.now()).as("not before its end").isAfter(term.end());
        assertThat(node.traces("short")).as("torn down by the host").isEmpty();
    }
}
