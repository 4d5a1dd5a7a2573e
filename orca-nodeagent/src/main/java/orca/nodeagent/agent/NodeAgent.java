package orca.nodeagent.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.core.resource.Names;
import orca.nodeagent.driver.ActionId;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.FoundUnit;
import orca.nodeagent.driver.Order;
import orca.nodeagent.driver.Repeat;
import orca.nodeagent.driver.Room;

/**
 * Runs drivers on one host.
 *
 * <p>Hard state: the outcomes of actions that must not be run twice, one small file each, synced before it is answered. Soft
 * state: the actions under way; when the process dies they are lost, and whoever asked asks again under the same id. An
 * action that was cut short (limit, interruption, crash, exception) has no outcome, so its repeat is run.
 */
public final class NodeAgent {
    /** How long an action may still take after it was told to stop. */
    public static final Duration STOPPING = Duration.ofSeconds(10);

    private final Map<String, Driver> drivers = new ConcurrentSkipListMap<>();
    private final Map<ActionId, Underway> underway = new ConcurrentHashMap<>();
    private final OutcomeStore outcomes;
    private final DriverWatch watch;

    /**
     * @param folder the agent's own, made when missing
     * @param drivers each with a name of its own
     */
    public NodeAgent(Path folder, List<Driver> drivers) throws IOException {
        this(OutcomeStore.open(folder.resolve("outcomes")), drivers);
    }

    /** @param outcomes what was answered before */
    public NodeAgent(OutcomeStore outcomes, List<Driver> drivers) {
        this(outcomes, drivers, DriverWatch.NONE);
    }

    /** @param watch told of each action; else as above */
    public NodeAgent(OutcomeStore outcomes, List<Driver> drivers, DriverWatch watch) {
        this.outcomes = outcomes;
        this.watch = watch;
        for (Driver driver : drivers) {
            if (this.drivers.putIfAbsent(Names.check("driver.name", driver.name()), driver) != null) {
                throw new IllegalArgumentException("driver.name: two drivers are called " + driver.name());
            }
        }
    }

    /**
     * Runs {@code order}, or answers it when its id was answered before. The same order at the same time is run once and
     * answered to both; the words go to whoever came first.
     */
    public Outcome run(String driverName, Order order, CallContext context) throws Exception {
        Optional<Outcome> unknown = unknown(driverName, order.action());
        if (unknown.isPresent()) {
            return unknown.get();
        }
        Driver driver = drivers.get(driverName);
        Repeat repeat = driver == null ? null : driver.actions().get(order.action());
        if (repeat == null) {
            return new Outcome.Trouble("driver: " + driverName + " was just taken away", true);
        }
        Duration limit = shorter(order.limit(), driver.longest(order.action()));
        if (repeat == Repeat.ANSWERED) {
            Optional<Outcome> known = outcomes.find(order.id());
            if (known.isPresent()) {
                return known.get();
            }
        }
        Watched watched = new Watched(context, driver.mostOutput(order.action()));
        FutureTask<Outcome> mine = new FutureTask<>(() -> runAndRemember(driver, order, repeat, watched));
        // A driver that is busy for ever must not hold up what others do on the few carriers of virtual threads.
        Thread worker = Thread.ofPlatform().daemon().name("action " + order.id()).unstarted(mine);
        Underway first = underway.putIfAbsent(order.id(), new Underway(mine, worker, watched));
        try {
            if (first != null) {
                return await(first.task(), limit);
            }
            worker.start();
            return runHere(mine, worker, limit, watched);
        } catch (TimeoutException late) {
            return new Outcome.Trouble(order.action() + ": not done within " + limit.toMillis() + " ms", true);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Outcome runHere(FutureTask<Outcome> task, Thread worker, Duration limit, Watched watched) throws Exception {
        try {
            return await(task, limit);
        } catch (TimeoutException | InterruptedException unwanted) {
            watched.cancel();
            stop(worker);
            throw unwanted;
        }
    }

    private Outcome runAndRemember(Driver driver, Order order, Repeat repeat, CallContext context) throws Exception {
        long began = System.nanoTime();
        Optional<Outcome> came = Optional.empty();
        try {
            Outcome outcome = driver.run(order, context);
            came = Optional.of(outcome);
            if (repeat == Repeat.ANSWERED) {
                outcomes.keep(order.id(), outcome);
            }
            return outcome;
        } finally {
            // Not before: an action that is slow to stop is still the one that runs under its id.
            underway.remove(order.id());
            watch.ran(driver.name(), order.action(), came, Duration.ofNanos(System.nanoTime() - began));
        }
    }

    private static Outcome await(FutureTask<Outcome> task, Duration limit) throws Exception {
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException thrown) {
            switch (thrown.getCause()) {
                case Exception cause -> throw cause;
                case Error cause -> throw cause;
                case Throwable cause -> throw thrown;
            }
        }
    }

    private static void stop(Thread worker) {
        worker.interrupt();
        boolean interrupted = false;
        try {
            worker.join(STOPPING);
        } catch (InterruptedException again) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The trouble that there is no such driver here, or that it has no such action; empty when it has. */
    public Optional<Outcome> unknown(String driverName, String action) {
        Driver driver = drivers.get(driverName);
        if (driver == null) {
            String reason = "driver: none is called " + Names.quoted(driverName) + ", only " + drivers.keySet();
            return Optional.of(new Outcome.Trouble(reason, false));
        }
        return driver.actions().containsKey(action) ? Optional.empty() : Optional.of(
                new Outcome.Trouble("order.action: driver " + driverName + " has no " + Names.quoted(action), false));
    }

    /** Whether the action of that id runs now; also one that was told to stop and does not. */
    public boolean runs(ActionId id) {
        return underway.containsKey(id);
    }

    /** Tells the action of that id to stop, if it runs; it counts as running until it does. */
    public void cancel(ActionId id) {
        Underway found = underway.get(id);
        if (found != null) {
            found.watched().cancel();
            found.worker().interrupt();
        }
    }

    /** From now on orders go to {@code driver}, and to no other of its name; what runs goes on. */
    public void put(Driver driver) {
        drivers.put(Names.check("driver.name", driver.name()), driver);
    }

    /** Takes no more orders for the driver of that name; what runs goes on. */
    public void remove(String driver) {
        drivers.remove(driver);
    }

    /** The drivers' names. */
    public List<String> drivers() {
        return List.copyOf(drivers.keySet());
    }

    /** What one driver really has on this host; nothing when there is no such driver. */
    public List<FoundUnit> units(String driver) throws IOException {
        Driver found = drivers.get(driver);
        return found == null ? List.of() : found.units();
    }

    /** How much one driver knows this host to have for units. */
    public Room room(String driver) throws IOException, InterruptedException {
        Driver found = drivers.get(driver);
        return found == null ? Room.UNSAID : found.room();
    }

    /** What the drivers really have on this host, by driver and then as each lists them. */
    public List<FoundUnit> units() throws IOException {
        List<FoundUnit> found = new ArrayList<>();
        for (Driver driver : drivers.values()) {
            found.addAll(driver.units());
        }
        return found;
    }

    private record Underway(FutureTask<Outcome> task, Thread worker, Watched watched) {}

    /** The caller's context, with the agent's own reason to stop beside the caller's. */
    private static final class Watched implements CallContext {
        private final CallContext caller;
        private final long most;
        private final AtomicLong said = new AtomicLong();
        private volatile boolean stopped;

        /** @param most characters that the caller hears */
        Watched(CallContext caller, long most) {
            this.caller = caller;
            this.most = most;
        }

        void cancel() {
            stopped = true;
        }

        @Override
        public void say(String line) {
            if (stopped) {
                return;
            }
            long before = said.getAndAdd(line.length() + 1L);
            if (before + line.length() < most) {
                caller.say(line);
            } else if (before < most) {
                caller.say("... what it says beyond " + most + " characters is not kept ...");
            }
        }

        @Override
        public boolean cancelled() {
            return stopped || caller.cancelled();
        }
    }
}
