package orca.handler.sliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.testkit.HandlerContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Slivers keep the contract of handlers. */
class SliverHandlerContractIT extends HandlerContract {
    @TempDir
    private static Path place;
    private static SliverNode node;
    private static PropertyList properties;

    @BeforeAll
    static void begin() throws Exception {
        node = SliverNode.in(place);
        properties = node.properties("princeton_codeen");
    }

    @AfterAll
    static void leaveNothing() throws Exception {
        if (node != null) {
            assertThat(node.clean()).isEmpty();
        }
    }

    @Override
    protected Handler handler() throws Exception {
        return node.handler();
    }

    @Override
    protected UnitCall call(Action action, UnitId unit, int attempt) {
        return SliverNode.call(action, unit.value(), attempt, SliverNode.SIZE, properties);
    }

    @Override
    protected List<String> traces(UnitId unit) throws Exception {
        return node.traces(unit.value());
    }
}
