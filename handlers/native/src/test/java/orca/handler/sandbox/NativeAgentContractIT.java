package orca.handler.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The native handler keeps the same contract when its units are made by an agent in another process, over a socket. */
@Tag("hosts")
class NativeAgentContractIT extends HandlerContract {
    private static final Term TERM = Term.of(Term.grain(Instant.now()), Duration.ofHours(2));

    @TempDir
    static Path folder;

    private static AgentProcess agent;

    @BeforeAll
    static void start() throws IOException {
        agent = NativeNode.agent(folder.resolve("agent"), folder.resolve("units"), "1m");
    }

    @AfterAll
    static void end() throws Exception {
        agent.end();
    }

    @AfterEach
    void nothingWasMadeInTheSitesOwnProcess() {
        assertThat(agent.madeElsewhere()).isFalse();
    }

    @Override
    protected Handler handler() {
        return NativeNode.handler(agent);
    }

    @Override
    protected UnitCall call(Action action, UnitId unit, int attempt) {
        return call(action, unit, attempt, PropertyList.NONE);
    }

    private static UnitCall call(Action action, UnitId unit, int attempt, PropertyList properties) {
        return new UnitCall(unit, action, attempt, new TypeName("vm"), "h1", NativeNode.SLIVER, TERM, properties, 1);
    }

    @Override
    protected UnitCall noisySetup(UnitId unit) {
        return call(Action.SETUP, unit, 1, PropertyList.of("command", "yes | head -c 3000000; head -c 100000 /dev/zero"));
    }

    @Override
    protected List<String> traces(UnitId unit) throws Exception {
        return NativeNode.in(folder.resolve("units"), "auto").traces(unit.value());
    }
}
