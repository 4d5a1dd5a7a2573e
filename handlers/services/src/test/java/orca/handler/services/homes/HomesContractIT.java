package orca.handler.services.homes;

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

/** The handler keeps the contract, with a real ganesha. */
@Tag("hosts")
class HomesContractIT extends HandlerContract {
    @TempDir
    static Path folder;

    private static GaneshaServer ganesha;

    @BeforeAll
    static void start() throws Exception {
        ganesha = GaneshaServer.in(folder);
    }

    @AfterAll
    static void end() throws Exception {
        if (ganesha != null) {
            ganesha.end();
        }
    }

    @Override
    protected Handler handler() {
        return ganesha.handler();
    }

    @Override
    protected UnitCall call(Action action, UnitId unit, int attempt) {
        return Calls.call(action, unit.value(), attempt, PropertyList.of("site.address", "10.9.0.7/24"));
    }

    @Override
    protected List<String> traces(UnitId unit) throws Exception {
        return ganesha.everything().stream().filter(line -> line.matches(".*[ /=]" + unit.value() + "([\" ].*)?")).toList();
    }
}
