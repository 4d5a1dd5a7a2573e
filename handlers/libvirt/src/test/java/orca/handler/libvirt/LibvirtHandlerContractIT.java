package orca.handler.libvirt;

import java.nio.file.Path;
import java.util.List;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.testkit.HandlerContract;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The handler keeps the contract, with real machines under a real daemon. */
@Tag("hosts")
class LibvirtHandlerContractIT extends HandlerContract {
    @TempDir
    static Path folder;

    private static Lab lab;

    @BeforeAll
    static void openLab() throws Exception {
        lab = Lab.open();
    }

    @Override
    protected Handler handler() throws Exception {
        return node().handler();
    }

    @Override
    protected UnitCall call(Action action, UnitId unit, int attempt) {
        return LibvirtNode.call(action, unit.value(), attempt, LibvirtNode.SLIVER, PropertyList.NONE);
    }

    @Override
    protected List<String> traces(UnitId unit) throws Exception {
        return node().traces(unit.value());
    }

    private static LibvirtNode node() throws Exception {
        return LibvirtNode.in(lab, folder);
    }
}
