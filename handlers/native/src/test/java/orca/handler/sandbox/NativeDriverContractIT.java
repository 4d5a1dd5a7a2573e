package orca.handler.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.driverkit.DriverContract;
import orca.nodeagent.driver.ActionId;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The driver of native units keeps what drivers promise, in the strongest form that this machine allows. */
@Tag("hosts")
class NativeDriverContractIT extends DriverContract {
    @TempDir
    Path folder;

    @Override
    protected Driver driver() throws Exception {
        return new NativeDriverFactory().open(PropertyList.of("folder", folder.toString()));
    }

    private static Order order(ActionId id, String action, UnitId unit) {
        PropertyList input = PropertyList.NONE.with("cpu", 500).with("memory", 64);
        return new Order(id, action, unit, action.equals("setup") ? input : PropertyList.NONE, List.of(), Duration.ofMinutes(2));
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
        return NativeNode.in(folder, "auto").traces(unit.value());
    }
}
