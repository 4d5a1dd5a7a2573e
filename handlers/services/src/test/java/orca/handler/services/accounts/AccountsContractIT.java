package orca.handler.services.accounts;

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

/** The handler keeps the contract, with a real directory. */
@Tag("hosts")
class AccountsContractIT extends HandlerContract {
    @TempDir
    static Path folder;

    private static Slapd slapd;

    @BeforeAll
    static void start() throws Exception {
        slapd = Slapd.in(folder);
    }

    @AfterAll
    static void end() throws Exception {
        if (slapd != null) {
            slapd.end();
        }
    }

    @Override
    protected Handler handler() {
        return slapd.handler();
    }

    @Override
    protected UnitCall call(Action action, UnitId unit, int attempt) {
        return Calls.call(action, unit.value(), attempt, PropertyList.NONE);
    }

    @Override
    protected List<String> traces(UnitId unit) throws Exception {
        return slapd.everything().stream().filter(line -> line.contains(" unit=" + unit + ",")).toList();
    }
}
