package orca.handler.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
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

/** Real units of a real agent process, which is killed, or outlives its site. */
@Timeout(300)
@Tag("hosts")
class NativeAgentIT {
    @TempDir
    Path folder;

    private AgentProcess agent;

    @BeforeEach
    void start() throws Exception {
        agent = NativeNode.agent(folder.resolve("agent"), folder.resolve("units"), "0s");
    }

    @AfterEach
    void leaveNothing() throws Exception {
        agent.end();
        assertThat(node().clean()).isEmpty();
    }

    private NativeNode node() {
        return NativeNode.in(folder.resolve("units"), "auto");
    }

    private Outcome call(Action action, String unit, Duration length) throws Exception {
        UnitCall call = new UnitCall(new UnitId(unit), action, 1, new TypeName("vm"), "h1", NativeNode.SLIVER,
                Term.of(Term.grain(Instant.now()), length), PropertyList.NONE, 1);
        return NativeNode.handler(agent).handle(call, new RecordingContext());
    }

    @Test
    void aUnitIsMadeAndUsedAndEndedThroughTheAgent() throws Exception {
        assertThat(call(Action.SETUP, "u1", Duration.ofHours(1))).isInstanceOf(Outcome.Done.class);
        assertThat(agent.status()).startsWith("0\n").containsPattern("u1 +native +held +west");
        assertThat(agent.status("-o", "json")).contains("\"match\" : \"held\"", "\"cpus\"");
        UnitCall exec = new UnitCall(new UnitId("u1"), Action.SETUP, 1, new TypeName("vm"), "h1", NativeNode.SLIVER,
                Term.of(Term.grain(Instant.now()), Duration.ofHours(1)), PropertyList.NONE, 1);
        RecordingContext words = new RecordingContext();
        assertThat(NativeNode.handler(agent).exec(exec, List.of("/bin/sh", "-c", "hostname; exit 7"), words)).isEqualTo(7);
        assertThat(words.text()).isEqualTo("u1\n");

        assertThat(call(Action.TEARDOWN, "u1", Duration.ofHours(1))).isEqualTo(Outcome.done());
        assertThat(node().traces("u1")).isEmpty();
        assertThat(agent.madeElsewhere()).isFalse();
    }

    @Test
    void anAgentThatWasKilledFindsItsUnitsAndTearsThemDownAtTheirEndWithoutItsSite() throws Exception {
        // The first one also finds out how units can be made here, which takes a while.
        assertThat(call(Action.SETUP, "long", Duration.ofHours(1))).isInstanceOf(Outcome.Done.class);
        assertThat(call(Action.SETUP, "short", Duration.ofSeconds(25))).isInstanceOf(Outcome.Done.class);
        agent.kill();
        assertThat(node().traces("short")).isNotEmpty();
        agent.start();

        agent.statusWith("by itself: ");
        assertThat(node().traces("short")).as("torn down by the host").isEmpty();
        assertThat(node().traces("long")).as("whose term is not over").isNotEmpty();
        assertThat(call(Action.TEARDOWN, "long", Duration.ofHours(1))).isEqualTo(Outcome.done());
    }

    @Test
    void whatIsThereWithoutATermIsShownAndLeftAlone() throws Exception {
        node().setup("mine");

        assertThat(agent.status()).startsWith("1\n").containsPattern("mine +native +unknown +-");
        assertThat(node().traces("mine")).isNotEmpty();
    }
}
