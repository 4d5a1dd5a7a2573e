package orca.handler.services.volumes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.handler.services.Calls;
import orca.handler.services.Daemon;
import orca.testkit.HandlerContract;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The handler keeps the contract, with real files. */
@Tag("hosts")
class VolumesContractIT extends HandlerContract {
    @TempDir
    static Path folder;

    @BeforeAll
    static void program() throws Exception {
        Daemon.program("qemu-img", "qemu-utils");
        // As an operator may: what is not there is asked for before anything is set up.
        Files.createFile(folder.resolve(".lock"));
    }

    @Override
    protected Handler handler() {
        VolumesHandler handler = new VolumesHandler();
        handler.configure(PropertyList.of("folder", folder.toString()));
        return handler;
    }

    @Override
    protected UnitCall call(Action action, UnitId unit, int attempt) {
        return Calls.call(action, unit.value(), attempt, PropertyList.NONE);
    }

    @Override
    protected List<String> traces(UnitId unit) throws Exception {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).filter(name -> name.startsWith(unit + ".")).toList();
        }
    }
}
