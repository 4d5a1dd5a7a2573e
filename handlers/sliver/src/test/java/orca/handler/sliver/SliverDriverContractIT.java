package orca.handler.sliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.driverkit.DriverContract;
import orca.nodeagent.driver.ActionId;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.Order;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The driver of slivers keeps what drivers promise. */
@Tag("hosts")
class SliverDriverContractIT extends DriverContract {
    @TempDir
    private static Path place;
    private static SliverNode node;
    private static PropertyList input;

    @BeforeAll
    static void begin() throws Exception {
        node = SliverNode.in(place);
        input = node.properties("princeton_codeen").with("cpu", 500).with("memory", 64).with("bandwidth", 1_000);
    }

    @AfterAll
    static void leaveNothing() throws Exception {
        if (node != null) {
            assertThat(node.clean()).isEmpty();
        }
    }

    @Override
    protected Driver driver() throws Exception {
        return new SliverDriverFactory().open(node.settings());
    }

    private static Order order(ActionId id, String action, UnitId unit) {
        return new Order(id, action, unit, input, List.of(), Duration.ofMinutes(2));
    }

    @Override
    protected Order make(ActionId id, UnitId unit) {
        return order(id, "setup", unit);
    }

    @Override
    protected Order remove(ActionId id, UnitId unit) {
        return order(id, "teardown", unit);
    }

    @Override
    protected List<String> traces(UnitId unit) throws Exception {
        return node.traces(unit.value());
    }
}
