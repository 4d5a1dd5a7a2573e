package orca.handler.sandbox;

import java.nio.file.Path;
import java.util.List;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.testkit.HandlerContract;
import org.junit.jupiter.api.io.TempDir;

/** The native handler keeps the contract, in the strongest form that this machine allows. */
class NativeHandlerContractIT extends HandlerContract {
    @TempDir
    Path folder;

    @Override
    protected Handler handler() {
        return node().handler();
    }

    @Override
    protected UnitCall call(Action action, UnitId unit, int attempt) {
        return NativeNode.call(action, unit.value(), attempt, NativeNode.SLIVER, PropertyList.NONE);
    }

    @Override
    protected UnitCall noisySetup(UnitId unit) {
        PropertyList noise = PropertyList.of("command", "yes | head -c 3000000; head -c 100000 /dev/zero");
        return NativeNode.call(Action.SETUP, unit.value(), 1, NativeNode.SLIVER, noise);
    }

    @Override
    protected List<String> traces(UnitId unit) throws Exception {
        return node().traces(unit.value());
    }

    private NativeNode node() {
        return NativeNode.in(folder, form());
    }

    String form() {
        return "auto";
    }
}
