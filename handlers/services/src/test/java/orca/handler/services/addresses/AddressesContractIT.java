package orca.handler.services.addresses;

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

/** The handler keeps the contract, with a real DHCP server. */
@Tag("hosts")
class AddressesContractIT extends HandlerContract {
    @TempDir
    static Path folder;

    private static KeaDaemon kea;

    @BeforeAll
    static void start() throws Exception {
        kea = KeaDaemon.in(folder);
    }

    @AfterAll
    static void end() throws Exception {
        if (kea != null) {
            kea.end();
        }
    }

    @Override
    protected Handler handler() {
        return kea.handler();
    }

    @Override
    protected UnitCall call(Action action, UnitId unit, int attempt) {
        return Calls.call(action, unit.value(), attempt, PropertyList.of("site.hw-address",
                "52:54:00:01:%02x:%02x".formatted(unit.value().hashCode() & 255, unit.value().hashCode() >> 8 & 255)));
    }

    @Override
    protected List<String> traces(UnitId unit) throws Exception {
        return kea.everything().stream().filter(line -> line.endsWith(" unit=" + unit + "]")).toList();
    }
}
