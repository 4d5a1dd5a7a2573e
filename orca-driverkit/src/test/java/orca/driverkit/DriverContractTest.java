package orca.driverkit;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.nodeagent.driver.ActionId;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.FoundUnit;
import orca.nodeagent.driver.Order;
import orca.nodeagent.driver.Repeat;
import org.junit.jupiter.api.io.TempDir;

/** The smallest driver that keeps the contract: a unit is a folder with two files. */
class DriverContractTest extends DriverContract {
    @TempDir
    Path host;

    @Override
    protected Driver driver() {
        return new Boxes(host);
    }

    @Override
    protected Order make(ActionId id, UnitId unit) {
        return new Order(id, "make", unit, PropertyList.NONE, List.of(), Duration.ofSeconds(30));
    }

    @Override
    protected Order remove(ActionId id, UnitId unit) {
        return new Order(id, "remove", unit, PropertyList.NONE, List.of(), Duration.ofSeconds(30));
    }

    @Override
    protected List<String> traces(UnitId unit) throws IOException {
        try (Stream<Path> all = Files.walk(host)) {
            return all.map(path -> host.relativize(path).toString()).filter(name -> name.startsWith(unit + "/")
                    || name.equals(unit.value())).sorted().toList();
        }
    }

    private record Boxes(Path host) implements Driver {
        @Override
        public String name() {
            return "boxes";
        }

        @Override
        public Map<String, Repeat> actions() {
            return Map.of("make", Repeat.RUN_AGAIN, "remove", Repeat.RUN_AGAIN);
        }

        @Override
        public Outcome run(Order order, CallContext context) throws Exception {
            Path box = host.resolve(order.unit().value());
            if (order.action().equals("remove")) {
                Files.deleteIfExists(box.resolve("bottom"));
                Files.deleteIfExists(box.resolve("lid"));
                Files.deleteIfExists(box);
                return Outcome.done();
            }
            Files.createDirectories(box);
            for (String part : List.of("bottom", "lid")) {
                context.say("the " + part);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                try {
                    Files.createFile(box.resolve(part));
                } catch (FileAlreadyExistsException e) {
                    context.say("is there already");
                }
            }
            return Outcome.done();
        }

        @Override
        public List<FoundUnit> units() throws IOException {
            List<FoundUnit> found = new ArrayList<>();
            try (Stream<Path> all = Files.list(host)) {
                all.forEach(box -> found.add(new FoundUnit(name(), new UnitId(box.getFileName().toString()),
                        Files.exists(box.resolve("lid")), PropertyList.NONE)));
            }
            return found;
        }
    }
}
