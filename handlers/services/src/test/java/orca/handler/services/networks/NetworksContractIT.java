package orca.handler.services.networks;

import java.nio.file.Path;
import java.util.List;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.handler.services.Calls;
import orca.testkit.HandlerContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The handler keeps the contract, with a real Open vSwitch. */
@Tag("hosts")
class NetworksContractIT extends HandlerContract {
    @TempDir
    static Path folder;

    private static OpenSwitch open;

    @BeforeAll
    static void start() throws Exception {
        open = OpenSwitch.in(folder);
    }

    @AfterAll
    static void end() throws Exception {
        if (open != null) {
            open.end();
        }
    }

    @Override
    protected Handler handler() {
        return open.handler();
    }

    @Override
    protected UnitCall call(Action action, UnitId unit, int attempt) {
        return Calls.call(action, unit.value(), attempt, PropertyList.NONE);
    }

    @Override
    protected List<String> traces(UnitId unit) throws Exception {
        return open.everything().stream().filter(line -> line.matches(".* unit=" + unit.value() + "( .*)?")).toList();
    }
}
