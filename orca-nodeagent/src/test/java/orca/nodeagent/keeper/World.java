package orca.nodeagent.keeper;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import orca.core.contract.Principal;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.core.time.Term;
import orca.nodeagent.agent.NodeAgent;
import orca.nodeagent.agent.OutcomeStore;
import orca.nodeagent.disk.Cells;
import orca.nodeagent.driver.ActionId;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.FoundUnit;
import orca.nodeagent.driver.Order;
import orca.nodeagent.driver.Repeat;
import orca.nodeagent.term.LastWill;
import orca.nodeagent.term.Mandate;

/**
 * A host in virtual time: its clocks, its disk, what is really on it, and the process of an agent that may die and be started
 * again. What the process knows goes with it; the rest stays.
 */
final class World implements HostClock {
    static final Instant START = Instant.parse("2027-01-15T08:00:00Z");
    static final Duration GRACE = Duration.ofMinutes(1);
    static final Duration SKEW = Duration.ofSeconds(30);
    static final Principal SITE = new Principal("a".repeat(64));
    static final Principal OTHER = new Principal("b".repeat(64));
    static final LastWill LAST = LastWill.of("remove", Duration.ofSeconds(20));

    private final Map<String, Map<String, String>> disk = new TreeMap<>();
    /** Units, each with the parts that are there: a unit is whole with both. */
    final Map<String, Set<String>> parts = new ConcurrentSkipListMap<>();
    /** How often each action was run to its end. */
    final Map<String, Integer> runs = new ConcurrentSkipListMap<>();
    private Instant wall = START;
    private Duration up = Duration.ofHours(5);
    private String boot = "boot-1";
    volatile boolean diskFull;
    volatile String broken = "";
    volatile CountDownLatch begun = new CountDownLatch(1);
    volatile CountDownLatch gate = new CountDownLatch(0);
    NodeAgent agent;
    Keeper keeper;

    World() {
        live(Death.never());
    }

    /** Starts the process, which has no memory but the disk. */
    void live(Death death) {
        live(death, Runnable::run);
    }

    void live(Death death, Executor hands) {
        try {
            agent = new NodeAgent(OutcomeStore.open(cells("outcomes", death), boot), List.of(new Parts(death)));
            keeper = new Keeper(new KeeperSettings(GRACE, SKEW), agent, new Keeper.Shelves(
                    cells("wills", death), cells("epochs", death), cells("clock", death)), this, hands);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void reboot() {
        boot = "boot-" + (Integer.parseInt(boot.substring(5)) + 1);
        up = Duration.ofSeconds(20);
        live(Death.never());
    }

    @Override
    public synchronized Instant wall() {
        return wall;
    }

    @Override
    public synchronized Duration up() {
        return up;
    }

    @Override
    public synchronized String boot() {
        return boot;
    }

    /** Time passes, and the agent looks at it once. */
    void pass(Duration time) {
        pass(time, true);
    }

    synchronized void pass(Duration time, boolean look) {
        wall = wall.plus(time);
        up = up.plus(time);
        if (look) {
            keeper.tick();
        }
    }

    /** Somebody sets the clock on the wall. */
    synchronized void set(Duration step) {
        wall = wall.plus(step);
    }

    static Order order(String id, String action, String unit) {
        return new Order(new ActionId(id), action, new UnitId(unit), PropertyList.NONE, List.of(), Duration.ofSeconds(20));
    }

    static Mandate hold(Duration length, long epoch) {
        return new Mandate(Mandate.Purpose.HOLD, Term.of(START, length), epoch, Optional.of(LAST));
    }

    static Mandate end(Duration length, long epoch) {
        return new Mandate(Mandate.Purpose.END, Term.of(START, length), epoch, Optional.empty());
    }

    static Mandate look(Duration length, long epoch) {
        return new Mandate(Mandate.Purpose.LOOK, Term.of(START, length), epoch, Optional.empty());
    }

    Outcome run(Principal authority, String id, String action, String unit, Mandate mandate) throws Exception {
        return keeper.run(authority, "parts", order(id, action, unit), mandate, Silent.CONTEXT);
    }

    /** A unit that is there for an hour. */
    void setUp(String unit) throws Exception {
        Outcome made = run(SITE, unit + "/make", "make", unit, hold(Duration.ofHours(1), 1));
        if (!(made instanceof Outcome.Done)) {
            throw new AssertionError(made.toString());
        }
    }

    List<String> alarms() {
        return keeper.alarms(authority -> true);
    }

    /** What is on the disk about that unit becomes nonsense. */
    void spoil(String unit) {
        disk.get("wills").put(unit, "{");
    }

    /** The units that are held. */
    List<String> held() {
        return keeper.held().stream().map(will -> will.unit().value()).toList();
    }

    private Cells cells(String name, Death death) {
        Map<String, String> kept = disk.computeIfAbsent(name, n -> new LinkedHashMap<>());
        return new Cells() {
            @Override
            public synchronized Map<String, String> all() {
                return new LinkedHashMap<>(kept);
            }

            @Override
            public synchronized void put(String key, String text) throws IOException {
                death.step();
                if (diskFull) {
                    throw new IOException("no space left");
                }
                kept.put(key, text);
                death.step();
            }

            @Override
            public synchronized void remove(String key) {
                death.step();
                kept.remove(key);
                death.step();
            }
        };
    }

    /** Makes units of two parts, and looks for them where they are. */
    private final class Parts implements Driver {
        private final Death death;

        Parts(Death death) {
            this.death = death;
        }

        @Override
        public String name() {
            return "parts";
        }

        @Override
        public Map<String, Repeat> actions() {
            return Map.of("make", Repeat.ANSWERED, "change", Repeat.ANSWERED, "remove", Repeat.ANSWERED,
                    "look", Repeat.RUN_AGAIN, "hang", Repeat.RUN_AGAIN);
        }

        @Override
        public Outcome run(Order order, CallContext context) throws Exception {
            begun.countDown();
            if (broken.equals(order.action())) {
                return new Outcome.Trouble("it is stuck", true);
            }
            String unit = order.unit().value();
            death.step();
            switch (order.action()) {
                case "make" -> {
                    parts.computeIfAbsent(unit, u -> new TreeSet<>()).add("disk");
                    death.step();
                    parts.get(unit).add("engine");
                }
                case "change" -> parts.get(unit).add("engine");
                case "remove" -> {
                    parts.getOrDefault(unit, new TreeSet<>()).remove("engine");
                    death.step();
                    parts.remove(unit);
                }
                case "hang" -> awaitStubbornly();
                default -> context.say("it is there");
            }
            runs.merge(unit + "/" + order.action(), 1, Integer::sum);
            death.step();
            return Outcome.done();
        }

        /** As a driver that takes no notice of being told to stop. */
        private void awaitStubbornly() {
            boolean open = false;
            while (!open) {
                try {
                    gate.await();
                    open = true;
                } catch (InterruptedException e) {
                    begun.countDown();
                }
            }
        }

        @Override
        public List<FoundUnit> units() {
            List<FoundUnit> found = new ArrayList<>();
            parts.forEach((unit, has) ->
                    found.add(new FoundUnit(name(), new UnitId(unit), has.contains("engine"), PropertyList.NONE)));
            return found;
        }
    }
}
