package orca.runtime.handler;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.handler.Action;
import orca.core.handler.CallContext;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.Shell;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.Names;
import orca.wire.call.Rounds;
import orca.wire.text.Notation;

/**
 * Runs the handlers' calls of one actor. A call starts when its time has come, its unit has no other call running and there
 * is room, of which no host has all; a call that takes longer than its limit, or is stopped, is cancelled:
 * {@link CallContext#cancelled} says so and its thread is interrupted. Every call that was started ends as one
 * {@link Event.Ended}; so does every stop of a call that is not here.
 *
 * <p><b>When the runner ends</b>, calls that it cut off or never began end without a word, as in a crash, and are made again at
 * the next start. A word of each would count as a failure of its unit, and all attempts would be used up in an instant.
 *
 * <p><b>A handler that ignores its cancelling</b> keeps its call running, whatever its deadline said: nobody can know what
 * it still does to the unit, so the unit stays where it is (STOPPING, SETUP...), the unit's output says so, and its end is
 * reported when it comes. What an operator can do is end the handler's processes, or the container; on the next start the
 * call is made again.
 *
 * <p>Soft: all of it. After a crash the actor's duties name the calls that should run.
 */
public final class HandlerRunner implements AutoCloseable {
    private final RunnerSettings settings;
    private final Function<? super Duties.Run, Optional<Handler>> handlers;
    private final UnitOutput output;
    private final InstantSource clock;
    private final Consumer<? super Event.Ended> ended;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Condition idle = lock.newCondition();
    private final Map<Duties.CallName, Call> calls = new LinkedHashMap<>();
    private final Map<UnitId, ArrayDeque<Call>> byUnit = new LinkedHashMap<>();
    /** Calls that wait for their time, and running ones that have a deadline, by when something is to be done. */
    private final TreeSet<Alarm> alarms = new TreeSet<>(Comparator.comparing(Alarm::at).thenComparing(Alarm::number));
    private final Rounds<String, Call> ready = new Rounds<>();
    private final Map<String, Integer> runningAt = new LinkedHashMap<>();
    private final Thread timer;
    private long alarmNumber;
    private int running;
    private boolean closed;

    /**
     * A runner that is at work already.
     *
     * @param name for threads
     * @param handlers which handler does a call, if there is one
     * @param ended told of each end, on any thread
     */
    public HandlerRunner(String name, RunnerSettings settings, Function<? super Duties.Run, Optional<Handler>> handlers,
            UnitOutput output, InstantSource clock, Consumer<? super Event.Ended> ended) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.handlers = Objects.requireNonNull(handlers, "handlers");
        this.output = Objects.requireNonNull(output, "output");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.ended = Objects.requireNonNull(ended, "ended");
        this.timer = Thread.ofPlatform().daemon().name("orca-handlers-" + name).start(this::watch);
    }

    private enum Stage { WAITING, READY, RUNNING }

    /** A wish to look at a call, one for each at most; the clock's reading in milliseconds. */
    private record Alarm(long at, long number, Call call) {}

    /** One call, from the wish to its end. Guarded by the runner's lock, but for what its own thread reads. */
    private final class Call implements CallContext {
        private final Duties.Run run;
        private Stage stage = Stage.WAITING;
        private Thread thread;
        private Alarm alarm;
        private volatile Optional<String> cancelled = Optional.empty();
        private volatile boolean cutOff; // because the runner ends

        Call(Duties.Run run) {
            this.run = run;
        }

        @Override
        public void say(String line) {
            output.say(run.call().unit(), line);
        }

        @Override
        public boolean cancelled() {
            return cancelled.isPresent();
        }
    }

    /** Starts {@code run} when it may; nothing happens when a call of that name is here already. */
    public void start(Duties.Run run) {
        List<Event.Ended> ends = new ArrayList<>();
        lock.lock();
        try {
            if (closed || calls.containsKey(run.name())) {
                return;
            }
            if (calls.size() >= settings.queue()) {
                ends.add(end(run.name(), new Outcome.Trouble("more than " + settings.queue() + " handler calls wait", true)));
            } else {
                Call call = new Call(run);
                calls.put(run.name(), call);
                ArrayDeque<Call> ofUnit = byUnit.computeIfAbsent(run.call().unit(), u -> new ArrayDeque<>());
                ofUnit.add(call);
                // A later call of a unit waits for the earlier ones to end, whatever its time.
                if (ofUnit.peek() == call) {
                    arm(call);
                }
                launch();
            }
        } finally {
            lock.unlock();
        }
        ends.forEach(ended);
    }

    /** Cancels a call. Its end is reported when it ends; at once when it does not run. */
    public void stop(Duties.CallName name) {
        List<Event.Ended> ends = new ArrayList<>();
        lock.lock();
        try {
            Call call = calls.get(name);
            if (call == null) {
                ends.add(end(name, new Outcome.Trouble("it does not run", true)));
            } else if (call.stage != Stage.RUNNING) {
                forget(call);
                leaveUnit(call);
                ends.add(end(name, new Outcome.Trouble("it was stopped before it began", true)));
            } else if (call.cancelled.isEmpty()) {
                cancel(call, "it was stopped");
            }
            launch();
        } finally {
            lock.unlock();
        }
        ends.forEach(ended);
    }

    /** How many calls run now. */
    public int running() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }

    private static Event.Ended end(Duties.CallName name, Outcome outcome) {
        return new Event.Ended(name.unit(), name.action(), name.attempt(), outcome);
    }

    private void arm(Call call) {
        long at = call.run.notBefore().toEpochMilli();
        if (at <= clock.millis()) {
            call.stage = Stage.READY;
            ready.add(call.run.call().host(), call);
        } else {
            wake(call, at);
        }
    }

    private void wake(Call call, long at) {
        if (call.alarm != null) {
            alarms.remove(call.alarm);
        }
        call.alarm = new Alarm(at, alarmNumber++, call);
        alarms.add(call.alarm);
        // The timer needs to know only of what comes before all it knew.
        if (alarms.first() == call.alarm) {
            news.signal();
        }
    }

    private void launch() {
        while (running < settings.atOnce()) {
            Optional<Call> next = ready.next(host -> runningAt.getOrDefault(host, 0) < settings.atOnceAtHost());
            if (next.isEmpty()) {
                return;
            }
            Call call = next.get();
            if (calls.get(call.run.name()) != call) {
                continue; // stopped while it was waiting for room
            }
            call.stage = Stage.RUNNING;
            running++;
            runningAt.merge(call.run.call().host(), 1, Integer::sum);
            wake(call, clock.millis() + call.run.limit().toMillis());
            call.thread = Thread.ofVirtual().name("orca-call-" + call.run.call().unit()).start(() -> work(call));
        }
    }

    private void work(Call call) {
        Outcome outcome;
        try {
            outcome = handle(call);
        } catch (InterruptedException e) {
            outcome = new Outcome.Trouble("it was interrupted", true);
        } catch (Exception | LinkageError | StackOverflowError e) {
            outcome = new Outcome.Trouble("the handler failed: " + e, true);
        }
        // A cancelling that came when the handler had ended must not reach what follows.
        Thread.interrupted();
        Optional<String> cancelled = call.cancelled;
        if (cancelled.isPresent()) {
            // What a cancelled call says of itself is not trusted, except that it is over.
            outcome = new Outcome.Trouble(cancelled.get(), true);
        }
        if (outcome instanceof Outcome.Trouble trouble && call.run.call().action() != Action.PROBE) {
            call.say(call.run.call().action() + " attempt " + call.run.call().attempt() + ": " + trouble.reason());
        }
        lock.lock();
        try {
            running--;
            runningAt.computeIfPresent(call.run.call().host(), (host, count) -> count == 1 ? null : count - 1);
            forget(call);
            launch();
        } finally {
            lock.unlock();
        }
        // The next call of the unit begins when this end was reported, so that ends are heard of in their order.
        if (!call.cutOff) {
            ended.accept(end(call.run.name(), outcome));
        }
        lock.lock();
        try {
            leaveUnit(call);
            launch();
            if (running == 0) {
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private Outcome handle(Call call) throws Exception {
        Optional<Handler> handler = handlers.apply(call.run);
        if (handler.isEmpty()) {
            return new Outcome.Trouble("there is no handler " + Names.quoted(call.run.handler()), false);
        }
        Outcome outcome = handler.get().handle(call.run.call(), call);
        return outcome == null ? new Outcome.Trouble("the handler " + handler.get().name() + " said nothing", true) : outcome;
    }

    private void forget(Call call) {
        calls.remove(call.run.name(), call);
        if (call.alarm != null) {
            alarms.remove(call.alarm);
        }
    }

    private void leaveUnit(Call call) {
        UnitId unit = call.run.call().unit();
        ArrayDeque<Call> ofUnit = byUnit.get(unit);
        boolean first = ofUnit.peek() == call;
        ofUnit.remove(call);
        if (ofUnit.isEmpty()) {
            byUnit.remove(unit);
        } else if (first) {
            arm(ofUnit.peek());
        }
    }

    private void cancel(Call call, String why) {
        call.cancelled = Optional.of(why);
        call.thread.interrupt();
    }

    /** The timer: makes waiting calls ready and cancels overdue ones. */
    private void watch() {
        lock.lock();
        try {
            while (!closed) {
                long now = clock.millis();
                while (!alarms.isEmpty() && alarms.first().at() <= now) {
                    ring(alarms.pollFirst().call());
                }
                launch();
                long left = alarms.isEmpty() ? Long.MAX_VALUE : alarms.first().at() - clock.millis();
                // Not longer than a second at once: the clock may be set meanwhile.
                news.awaitNanos(TimeUnit.MILLISECONDS.toNanos(Math.min(1000, Math.max(1, left))));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void ring(Call call) {
        call.alarm = null;
        if (call.stage == Stage.WAITING) {
            call.stage = Stage.READY;
            ready.add(call.run.call().host(), call);
        } else if (call.stage == Stage.RUNNING && call.cancelled.isEmpty()) {
            cancel(call, "it took longer than " + Notation.show(call.run.limit()));
            wake(call, clock.millis() + settings.stopWithin().toMillis());
        } else if (call.stage == Stage.RUNNING) {
            call.say(call.run.call().action() + " attempt " + call.run.call().attempt()
                    + ": was cancelled and does not end; it counts as running until it does");
        }
    }

    /** How many calls run, and how many wait for their turn or their time. */
    public Load load() {
        lock.lock();
        try {
            return new Load(running, calls.size() - running);
        } finally {
            lock.unlock();
        }
    }

    /** How much there is to do. */
    public record Load(int running, int waiting) {}

    /** Runs a command in a unit, which may run beside its handler's calls, and waits for its end, or for {@code limit}. */
    public static ShellEnd exec(Shell shell, UnitCall unit, List<String> command, Duration limit, Consumer<String> say)
            throws InterruptedException {
        CompletableFuture<ShellEnd> end = new CompletableFuture<>();
        AtomicBoolean over = new AtomicBoolean();
        CallContext context = new CallContext() {
            @Override
            public void say(String line) {
                say.accept(line);
            }

            @Override
            public boolean cancelled() {
                return over.get();
            }
        };
        Thread thread = Thread.ofVirtual().name("orca-exec-" + unit.unit()).start(() -> {
            try {
                end.complete(new ShellEnd.Exited(shell.exec(unit, command, context)));
            } catch (Exception | LinkageError | StackOverflowError e) {
                end.complete(new ShellEnd.Failed("the command could not be run: " + e));
            }
        });
        boolean ended = thread.join(limit);
        over.set(true);
        thread.interrupt();
        return ended ? end.join() : new ShellEnd.Overran();
    }

    /** Cancels what runs, waits for it as long as the settings say, and takes no more. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            news.signalAll();
            calls.values().stream().filter(c -> c.stage == Stage.RUNNING && c.cancelled.isEmpty()).forEach(c -> {
                c.cutOff = true;
                cancel(c, "the container is ending");
            });
            long left = Math.max(1, settings.stopWithin().toNanos());
            while (running > 0 && left > 0) {
                left = idle.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
