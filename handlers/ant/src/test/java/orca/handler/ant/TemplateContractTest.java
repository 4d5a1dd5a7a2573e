package orca.handler.ant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.testkit.HandlerContract;
import org.junit.jupiter.api.io.TempDir;

/** The script that authors begin with keeps the contract, and so does what runs it. */
class TemplateContractTest extends HandlerContract {
    static final Path TEMPLATE = Path.of("../TEMPLATE");
    private static final Term HOUR = Term.of(Instant.parse("2026-11-21T12:00:00Z"), Duration.ofHours(1));

    @TempDir
    Path folder;

    @Override
    protected Handler handler() {
        return handler(TEMPLATE, PropertyList.of("folder", folder.toString()));
    }

    static Handler handler(Path script, PropertyList settings) {
        Handler handler = new AntHandler();
        handler.configure(settings.with("script", script.toString()));
        return handler;
    }

    @Override
    protected UnitCall call(Action action, UnitId unit, int attempt) {
        return call(action, unit, attempt, PropertyList.NONE);
    }

    static UnitCall call(Action action, UnitId unit, int attempt, PropertyList properties) {
        return new UnitCall(unit, action, attempt, new TypeName("vm"), "h1", Amounts.of(500, 256), HOUR, properties);
    }

    @Override
    protected List<String> traces(UnitId unit) throws Exception {
        Path home = folder.resolve(unit.value());
        List<String> traces = new ArrayList<>();
        if (Files.exists(home)) {
            traces.add("folder");
            try (Stream<Path> files = Files.list(home)) {
                for (Path file : files.sorted().toList()) {
                    traces.add(file.getFileName() + ": " + text(file));
                }
            }
        }
        return traces;
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file);
    }
}
