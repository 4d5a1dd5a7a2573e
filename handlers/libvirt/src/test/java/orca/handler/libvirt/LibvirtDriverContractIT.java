package orca.handler.libvirt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.driverkit.DriverContract;
import orca.nodeagent.driver.ActionId;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.Order;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The driver of machines keeps what drivers promise, with a real daemon. */
@Tag("hosts")
class LibvirtDriverContractIT extends DriverContract {
    private static final PropertyList INPUT = PropertyList.of("image", "disk.qcow2").with("kernel", "kernel")
            .with("initrd", "initrd").with("cpu", 1000).with("memory", 96);

    @TempDir
    private static Path folder;
    private static LibvirtNode node;

    @BeforeAll
    static void openLab() throws Exception {
        node = LibvirtNode.in(Lab.open(), folder);
    }

    @Override
    protected Driver driver() throws Exception {
        return new LibvirtDriverFactory().open(node.settings());
    }

    private static Order order(ActionId id, String action, UnitId unit) {
        return new Order(id, action, unit, action.equals("setup") ? INPUT : PropertyList.NONE, List.of(), Duration.ofMinutes(2));
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
