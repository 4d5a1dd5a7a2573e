package orca.nodeagent.packages.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.DriverFactory;
import orca.nodeagent.driver.FoundUnit;
import orca.nodeagent.driver.Order;
import orca.nodeagent.driver.Repeat;

/** What tests pack: a driver whose units are files, and which does what its script says. */
public final class SampleFactory implements DriverFactory {
    /** For the agent. */
    public SampleFactory() {}

    @Override
    public String name() {
        return "sample";
    }

    @Override
    public Driver open(PropertyList settings) throws IOException, InterruptedException {
        String behaviour = Files.readString(Path.of(settings.text("package-folder").orElseThrow(), "scripts",
                "behaviour")).strip();
        switch (behaviour) {
            case "throws" -> throw new IllegalStateException("it fell off");
            case "breaks" -> throw new NoClassDefFoundError("com.example.Gone");
            case "hangs" -> new CountDownLatch(1).await();
            case "exhausts" -> recurse(0);
            default -> { }
        }
        return new Sample(behaviour, Path.of(settings.text("units").orElseThrow()));
    }

    private static int recurse(int depth) {
        return recurse(depth + 1) + 1;
    }

    private record Sample(String behaviour, Path place) implements Driver {
        @Override
        public String name() {
            return behaviour.equals("misnamed") ? "other" : "sample";
        }

        @Override
        public Map<String, Repeat> actions() {
            return behaviour.equals("poor") ? Map.of("make", Repeat.ANSWERED)
                    : Map.of("make", Repeat.ANSWERED, "remove", Repeat.ANSWERED, "hang", Repeat.RUN_AGAIN,
                            "chat", Repeat.RUN_AGAIN, "tell", Repeat.RUN_AGAIN);
        }

        @Override
        public Outcome run(Order order, CallContext context) throws Exception {
            Path file = place.resolve(order.unit().value());
            switch (order.action()) {
                case "make" -> Files.writeString(file, behaviour);
                case "remove" -> Files.deleteIfExists(file);
                case "hang" -> new CountDownLatch(1).await();
                case "chat" -> {
                    String line = "x".repeat(1_000);
                    for (int i = 0; i < 1_000_000; i++) {
                        context.say(line);
                    }
                }
                default -> { }
            }
            return new Outcome.Done(PropertyList.of("behaviour", behaviour).with("sees", sees("orca.nodeagent.keeper.Keeper"))
                    .with("sees-core", sees("orca.core.lease.UnitId")).with("sees-jetty",
                            sees("org.eclipse.jetty.server.Server")));
        }

        private static String sees(String type) {
            try {
                return Class.forName(type).getSimpleName();
            } catch (ClassNotFoundException e) {
                return "nothing";
            }
        }

        @Override
        public List<FoundUnit> units() throws IOException {
            List<FoundUnit> found = new ArrayList<>();
            try (Stream<Path> all = Files.list(place)) {
                all.forEach(file -> found.add(new FoundUnit("sample", new UnitId(file.getFileName().toString()), true,
                        PropertyList.NONE)));
            }
            return found;
        }
    }
}
