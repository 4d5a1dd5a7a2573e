package orca.handler.services.names;

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

/** The handler keeps the contract, with a real name server. */
@Tag("hosts")
class NamesContractIT extends HandlerContract {
    @TempDir
    static Path folder;

    private static Named named;

    @BeforeAll
    static void start() throws Exception {
        named = Named.in(folder);
    }

    @AfterAll
    static void end() throws Exception {
        if (named != null) {
            named.end();
        }
    }

    @Override
    protected Handler handler() {
        return named.handler();
    }

    @Override
    protected UnitCall call(Action action, UnitId unit, int attempt) {
        int number = unit.value().hashCode() & 0xffff;
        return Calls.call(action, unit.value(), attempt,
                PropertyList.of("site.address", "10.9." + (number >> 8) + "." + (number & 255)));
    }

    @Override
    protected List<String> traces(UnitId unit) throws Exception {
        return named.everything().stream().filter(line -> line.matches(".*\\b" + unit.value() + "[\\s\".].*")).toList();
    }
}
