package orca.handler.sliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.driverkit.AgentProcess;
import orca.testkit.HandlerContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Slivers keep the same contract when an agent in another process makes them, over a socket. */
@Tag("hosts")
class SliverAgentContractIT extends HandlerContract {
    private static final Term TERM = Term.of(Term.grain(Instant.now()), Duration.ofHours(2));

    @TempDir
    private static Path place;
    private static SliverNode node;
    private static PropertyList properties;
    private static AgentProcess agent;

    @BeforeAll
    static void begin() throws Exception {
        node = SliverNode.in(place);
        properties = node.properties("princeton_codeen");
        agent = node.agent("1m");
    }

    @AfterAll
    static void leaveNothing() throws Exception {
        if (agent != null) {
            assertThat(agent.madeElsewhere()).as("made in the site's own process").isFalse();
            agent.end();
            assertThat(node.clean()).isEmpty();
        }
    }

    @Override
    protected Handler handler() {
        return SliverNode.handler(agent);
    }

    @Override
    protected UnitCall call(Action action, UnitId unit, int attempt) {
        return new UnitCall(unit, action, attempt, new TypeName("vm"), "h1", SliverNode.SIZE, TERM, properties, 1);
    }

    @Override
    protected List<String> traces(UnitId unit) throws Exception {
        return node.traces(unit.value());
    }
}
