package orca.runtime.handler;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyValue;

/**
 * Probes the units that an actor wants to be looked after, each once in a while, spread out, at most so many at once. A unit
 * whose handler says several times in a row that it is not there is dead, and that is told, again each time until it is watched
 * no more. Trouble is no death: a handler that cannot tell, a call that takes too long, an agent that is silent say nothing of
 * the unit. Probes of a host where the last one came to trouble have places of their own, one for each such host, so that
 * hosts that hang hold up none that answer.
 *
 * <p>Probes run as other calls of a unit do, one at a time. Soft: all of it; after a crash the actor's duties name the units.
 */
public final class Prober implements AutoCloseable {
    private static final long LONGEST_WAIT_MS = 1000;

    private final ProbeSettings settings;
    private final HandlerRunner runner;
    private final InstantSource clock;
    private final LongUnaryOperator dice;
    private final Consumer<? super Event> told;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Map<UnitId, Watched> units = new LinkedHashMap<>();
    private final TreeSet<Watched> byTime = new TreeSet<>(Comparator.comparingLong((Watched w) -> w.at)
            .thenComparing(w -> w.watch.unit()));
    private final Map<Duties.CallName, Probe> running = new LinkedHashMap<>();
    private final Set<String> troubled = new LinkedHashSet<>();
    private final long[] counts = new long[End.values().length];
    private final Thread timer;
    private int attempts;
    private boolean closed;

    /** How a probe ended. */
    public enum End {
        /** The unit is there. */
        ALIVE,
        /** It is not. */
        DEAD,
        /** Nobody knows. */
        TROUBLE
    }

    /** A unit that is looked after. Guarded by the lock; in {@link #byTime} unless a probe of it runs. */
    private static final class Watched {
        private final Duties.Watch watch;
        private long at;
        private int deaths;

        Watched(Duties.Watch watch, long at) {
            this.watch = watch;
            this.at = at;
        }

        String host() {
            return watch.probe().host();
        }
    }

    private record Probe(Watched of, boolean troubled) {}

    /**
     * A prober that is at work already.
     *
     * @param name for its thread
     * @param runner makes the calls; their ends must come back by {@link #aside}
     * @param dice a number from 0 to less than what it is given
     * @param told hears of deaths, on any thread
     */
    public Prober(String name, ProbeSettings settings, HandlerRunner runner, InstantSource clock, LongUnaryOperator dice,
            Consumer<? super Event> told) {
        this.settings = settings;
        this.runner = runner;
        this.clock = clock;
        this.dice = dice;
        this.told = told;
        this.timer = Thread.ofPlatform().daemon().name("orca-probes-" + name).start(this::pace);
    }

    /** Takes the ends of probes out of those of all calls. */
    public static Consumer<Event.Ended> aside(Supplier<Prober> prober, Consumer<? super Event.Ended> others) {
        return ended -> {
            if (ended.action() == Action.PROBE) {
                prober.get().ended(ended);
            } else {
                others.accept(ended);
            }
        };
    }

    /** A unit is to be looked after from now on; an earlier watch of it is over. */
    public void watch(Duties.Watch watch) {
        if (watch.handler().equals(NoHandler.NAME)) {
            return; // there is nothing that could die
        }
        lock.lock();
        try {
            forget(watch.unit());
            Watched unit = new Watched(watch, clock.millis() + dice.applyAsLong(settings.every().toMillis()) + 1);
            units.put(watch.unit(), unit);
            byTime.add(unit);
        } finally {
            lock.unlock();
        }
    }

    /** A unit is not to be looked after any more; a probe of it that runs is stopped, for others may want to call its handler. */
    public void unwatch(UnitId unit) {
        List<Duties.CallName> stops;
        lock.lock();
        try {
            forget(unit);
            stops = running.keySet().stream().filter(name -> name.unit().equals(unit)).toList();
        } finally {
            lock.unlock();
        }
        stops.forEach(runner::stop);
    }

    private void forget(UnitId unit) {
        Watched before = units.remove(unit);
        if (before != null) {
            byTime.remove(before);
        }
    }

    private void pace() {
        try {
            while (begin()) {
                lock.lock();
                try {
                    long left = byTime.isEmpty() ? LONGEST_WAIT_MS : byTime.first().at - clock.millis();
                    news.awaitNanos(TimeUnit.MILLISECONDS.toNanos(Math.min(LONGEST_WAIT_MS, Math.max(1, left))));
                } finally {
                    lock.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts what is due and has room. Whether the prober is still open. */
    private boolean begin() {
        List<Duties.Run> starts = new ArrayList<>();
        lock.lock();
        try {
            long now = clock.millis();
            while (!closed && !byTime.isEmpty() && byTime.first().at <= now) {
                Watched unit = byTime.pollFirst();
                boolean bad = troubled.contains(unit.host());
                if (room(unit, bad)) {
                    UnitCall call = numbered(unit.watch.probe());
                    Duties.Run run = new Duties.Run(call, unit.watch.handler(), clock.instant(), settings.limit());
                    running.put(run.name(), new Probe(unit, bad));
                    starts.add(run);
                } else {
                    unit.at = now + Math.max(1, settings.every().toMillis() / 10);
                    byTime.add(unit);
                }
            }
        } finally {
            lock.unlock();
        }
        starts.forEach(runner::start);
        return !closed;
    }

    private boolean room(Watched unit, boolean bad) {
        if (!bad) {
            return running.values().stream().filter(probe -> !probe.troubled()).count() < settings.atOnce();
        }
        boolean here = running.values().stream().anyMatch(probe -> probe.of().host().equals(unit.host()));
        return !here && running.values().stream().filter(Probe::troubled).count() < Math.max(1, settings.atOnce() / 4);
    }

    private UnitCall numbered(UnitCall probe) {
        attempts = attempts == Integer.MAX_VALUE ? 1 : attempts + 1;
        return new UnitCall(probe.unit(), probe.action(), attempts, probe.type(), probe.host(), probe.sliver(), probe.term(),
                probe.properties(), probe.epoch());
    }

    /** A probe ended. */
    void ended(Event.Ended ended) {
        Optional<Event> death = Optional.empty();
        lock.lock();
        try {
            Probe probe = running.remove(new Duties.CallName(ended.unit(), ended.action(), ended.attempt()));
            if (probe == null) {
                return;
            }
            Watched unit = probe.of();
            End end = end(ended.outcome());
            counts[end.ordinal()]++;
            if (units.get(ended.unit()) != unit) {
                return; // it was stopped, and says nothing of the host
            }
            if (end == End.TROUBLE) {
                troubled.add(unit.host());
            } else {
                troubled.remove(unit.host());
                unit.deaths = end == End.DEAD ? unit.deaths + 1 : 0;
            }
            if (unit.deaths >= settings.deaths() && end == End.DEAD) {
                death = Optional.of(new Event.Died(ended.unit(), unit.watch.mark(),
                        "its handler found it gone " + unit.deaths + (unit.deaths == 1 ? " time" : " times") + " in a row"));
            }
            boolean doubtful = end == End.DEAD && unit.deaths < settings.deaths();
            unit.at = clock.millis() + (doubtful ? soon() : usual());
            byTime.add(unit);
            news.signal();
        } finally {
            lock.unlock();
        }
        death.ifPresent(told);
    }

    /** A tenth earlier or later, so that units that came together do not stay together. */
    private long usual() {
        long every = settings.every().toMillis();
        return every - every / 10 + dice.applyAsLong(every / 5 + 1);
    }

    private long soon() {
        return Math.max(Duration.ofMillis(500).toMillis(), settings.every().toMillis() / 10);
    }

    private static End end(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Trouble trouble -> End.TROUBLE;
            case Outcome.Done(var said) -> said.get(Handler.PRESENT).equals(Optional.of(new PropertyValue.Flag(false)))
                    ? End.DEAD : End.ALIVE; // a handler that does not say has nothing to look at
        };
    }

    /** How many units are looked after. */
    public int watched() {
        lock.lock();
        try {
            return units.size();
        } finally {
            lock.unlock();
        }
    }

    /** How many probes ended so. */
    public long count(End end) {
        lock.lock();
        try {
            return counts[end.ordinal()];
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            byTime.clear();
            units.clear();
        } finally {
            lock.unlock();
        }
        timer.interrupt();
    }
}
