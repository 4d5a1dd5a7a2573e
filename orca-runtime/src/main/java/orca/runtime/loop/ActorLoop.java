package orca.runtime.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import orca.core.actor.Actor;
import orca.core.actor.Event;
import orca.core.contract.Principal;
import orca.core.journal.Group;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.runtime.journal.FollowedJournal;
import orca.runtime.journal.Journal;
import orca.runtime.journal.JournalException;

/**
 * Runs one actor on one thread, for as long as the actor lives and beyond: an actor that fails is discarded before it writes
 * and rebuilt from its journal.
 *
 * <p><b>What follows a failure.</b> A commit that did not become durable, and an exception out of decide or apply, discard
 * the actor and everything in the open group. It is rebuilt after a back-off that doubles, at most
 * {@link LoopSettings#restarts} times until it has been healthy for a while; then it stays stopped. So a fault that comes
 * again on each rebuilding (an alarm that cannot be decided, say) stops the actor in bounded time, and one bad message costs
 * one rebuilding, for nobody keeps it. That a database does not answer, or a disk is full, is nobody's fault: an actor that
 * has run is tried again for as long as that lasts, and nothing is decided meanwhile. A journal that is damaged, behind its
 * head or in use, and a fault while its records are applied, stop at once: another reading would read the same. A stopped loop
 * refuses commands with its reason.
 *
 * <p><b>Hard state</b> is the journal. <b>Soft</b> is all else here; losing it costs repeats and re-runs.
 *
 * <p>All methods may be called from any thread. What waits for futures must not do long work on the completing thread, which
 * is the loop's.
 */
public final class ActorLoop implements AutoCloseable {
    /** The longest sleep, after which the clock is looked at whether or not it was to ring: it may have been set. */
    static final Duration LONGEST_NAP = Duration.ofSeconds(1);

    private final String name;
    private final Birth birth;
    private final Supplier<? extends Journal> journals;
    private final Hands hands;
    private final InstantSource clock;
    private final LoopSettings settings;
    private final Runnable changed;
    private final Inbox inbox;
    private final LoopClockwork clockwork = new LoopClockwork();
    private final Thread thread;
    private final CountDownLatch settled = new CountDownLatch(1);
    private volatile LoopStatus status = LoopStatus.NEW;
    private volatile boolean closing;
    /** Whether the database is away and the actor is rebuilt when it is back. */
    private volatile boolean waiting;
    private volatile Optional<Journal> journal = Optional.empty();
    private volatile List<String> remarks = List.of();
    /** What the first life goes on from; of the starting thread, then of the loop's. */
    private Optional<Shadow> shadow = Optional.empty();

    /**
     * A loop that does not run yet.
     *
     * @param name of the actor, for threads and messages
     * @param journals a new journal object for each life
     * @param changed called on the loop's thread whenever something became durable
     */
    public ActorLoop(
            String name,
            Birth birth,
            Supplier<? extends Journal> journals,
            Hands hands,
            InstantSource clock,
            LoopSettings settings,
            Runnable changed) {
        this.name = Objects.requireNonNull(name, "name");
        this.birth = Objects.requireNonNull(birth, "birth");
        this.journals = Objects.requireNonNull(journals, "journals");
        this.hands = Objects.requireNonNull(hands, "hands");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.changed = Objects.requireNonNull(changed, "changed");
        this.inbox = new Inbox(settings.inbox());
        this.thread = Thread.ofPlatform().name("orca-actor-" + name).unstarted(this::live);
    }

    public String name() {
        return name;
    }

    /**
     * Makes an actor that follows a journal until this loop is started, and that the first life goes on with.
     *
     * @param told looks at what is told meanwhile
     * @param watched looks at what is written then
     */
    public Shadow shadow(
            FollowedJournal followed, UnaryOperator<Journal.Replay> told, UnaryOperator<Journal> watched) {
        Shadow made = new Shadow(new Upbringing(birth), followed, told, watched);
        shadow = Optional.of(made);
        return made;
    }

    /** Begins the first life. To be called once. */
    public void start() {
        thread.start();
    }

    /** Waits until the journal is read and the actor runs, or is stopped; false when that took longer. */
    public boolean awaitStart(Duration longest) throws InterruptedException {
        return settled.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Tells the actor what a peer said. What does not fit in is counted and given back: its sender may say it again. */
    public Admission arrived(Principal from, List<Message> messages) {
        return arrived(from, Footing.KNOWN, messages);
    }

    /** Tells the actor what {@code from} said, likewise. */
    public Admission arrived(Principal from, Footing footing, List<Message> messages) {
        return inbox.messages(from, footing, messages);
    }

    /** Tells the actor what came of its effects, or what a sensor saw. */
    public void happened(Event event) {
        inbox.outcome(new Item.Happening(event));
    }

    /** Gives the actor a command; the reply comes when it is durable, or a {@link LoopException} instead. */
    public CompletableFuture<Reply> order(String operator, Command command) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        enqueue(new Item.Order(new Event.Ordered(operator, command), reply));
        return reply;
    }

    /**
     * Looks at the actor between two groups, when all that it has decided is durable. The look must change nothing, be short
     * and take away only what never changes. It is given the instant of the look, which no stamp exceeds.
     */
    public <T> CompletableFuture<T> read(BiFunction<? super Actor, ? super Instant, ? extends T> look) {
        CompletableFuture<T> result = new CompletableFuture<>();
        enqueue(new Item.Reading<>((actor, now) -> carefully(look, actor, now, result), result));
        return result;
    }

    /** What a look throws is its own fault, not the actor's. */
    private static <T> T carefully(BiFunction<? super Actor, ? super Instant, ? extends T> look, Actor actor, Instant now,
            CompletableFuture<T> result) {
        try {
            return look.apply(actor, now);
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
            return null;
        }
    }

    private void enqueue(Item item) {
        LoopStatus seen = status;
        if (closing || over(seen)) {
            item.fail(stopped(seen));
        } else if (waiting) {
            item.fail(new LoopException(LoopException.Kind.BUSY,
                    "'" + name + "' waits for its journal and decides nothing meanwhile: " + seen.reason()));
        } else if (!inbox.command(item)) {
            item.fail(new LoopException(LoopException.Kind.BUSY, "'" + name + "' has " + settings.inbox().commands()
                    + " commands waiting, which is all it takes; try again"));
        } else if (over(status)) {
            // It stopped in between: nobody may come to look into the inbox any more.
            failWaiting();
        }
    }

    private static boolean over(LoopStatus status) {
        return status.state() == LoopStatus.State.STOPPED || status.state() == LoopStatus.State.CLOSED;
    }

    private LoopException stopped(LoopStatus seen) {
        return new LoopException(LoopException.Kind.STOPPED,
                "'" + name + "' is stopped" + (seen.reason().isEmpty() ? "" : ": " + seen.reason()));
    }

    public LoopStatus status() {
        return status;
    }

    /** What an operator should read about how its newest life began. */
    public List<String> remarks() {
        return remarks;
    }

    public LoopTimes times() {
        return clockwork.times();
    }

    /** What waits to be looked at. */
    public InboxFigures inbox() {
        return inbox.figures();
    }

    /**
     * Shows every group from {@code fromSequence} through {@code throughSequence} that the journal still has, oldest first,
     * while the loop goes on; on the caller's thread.
     *
     * @throws LoopException when no journal is open
     */
    public void history(long fromSequence, long throughSequence, Consumer<? super Group> visitor) {
        journal().forEach(fromSequence, throughSequence, visitor);
    }

    /** The journal that is open, for what may be done on other threads. @throws LoopException when none is */
    public Journal journal() {
        return journal.orElseThrow(() -> stopped(status));
    }

    /** Makes the loop look at its clock now; for clocks that move otherwise than time does. */
    public void nudge() {
        inbox.nudge();
    }

    /** Ends the loop in good order: what waits is done, a snapshot is taken, the journal is closed. Waits for that. */
    @Override
    public void close() {
        closing = true;
        inbox.nudge();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void live() {
        int failures = 0;
        int restarts = 0;
        while (true) {
            LifeFailure failure;
            long began = System.nanoTime();
            try {
                oneLife(restarts);
                status = status.with(LoopStatus.State.CLOSED, "the container was stopped", restarts);
                break;
            } catch (LifeFailure e) {
                failure = e;
            }
            boolean patient = settled.getCount() == 0 && failure.passes();
            failures = System.nanoTime() - began >= settings.healthy().toNanos() ? 1
                    : patient ? Math.min(failures + 1, settings.restarts()) : failures + 1;
            if (!failure.again() || failures > settings.restarts() || closing) {
                status = status.with(LoopStatus.State.STOPPED, failure.getMessage(), restarts);
                break;
            }
            restarts++;
            status = status.with(LoopStatus.State.RESTARTING, failure.getMessage(), restarts);
            waits(patient);
            changed.run();
            backOff(failures);
        }
        settled.countDown();
        failWaiting();
        changed.run();
    }

    /** A log tells when the waiting begins and when it ends, and not each time in between. */
    private void waits(boolean now) {
        if (now != waiting) {
            System.getLogger(ActorLoop.class.getName()).log(System.Logger.Level.WARNING,
                    "''{0}'' {1}", name, now ? "waits for its journal: " + status.reason() : "waits no longer");
        }
        waiting = now;
    }

    private void backOff(int failures) {
        long nanos = settings.backOff().multipliedBy(1L << Math.clamp(failures - 1, 0, 10)).toNanos();
        long until = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !closing; left = until - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(50)));
        }
    }

    private void failWaiting() {
        LoopException why = stopped(status);
        try {
            List<Item> left;
            do {
                left = inbox.take(settings.batch(), Duration.ZERO);
                left.forEach(item -> item.fail(why));
            } while (!left.isEmpty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when the loop was told to end; throws when the life failed. */
    private void oneLife(int restarts) throws LifeFailure {
        Life life = begin(restarts);
        waits(false);
        publish(life, restarts);
        settled.countDown();
        changed.run();
        TurnLength length = new TurnLength(settings.batch());
        try {
            while (!closing) {
                clockwork.lap(LoopClockwork.Part.DISPATCHING);
                List<Item> items = inbox.take(length.next(), life.untilWake(LONGEST_NAP));
                clockwork.lap(LoopClockwork.Part.WAITING);
                long began = System.nanoTime();
                turn(life, items);
                length.took(items.size(), System.nanoTime() - began);
                publish(life, restarts);
            }
            for (List<Item> rest = inbox.take(settings.batch(), Duration.ZERO);
                    !rest.isEmpty();
                    rest = inbox.take(settings.batch(), Duration.ZERO)) {
                turn(life, rest);
            }
            publish(life, restarts);
            journal = Optional.empty();
            life.finish();
        } catch (JournalException e) {
            abandon(life);
            throw new LifeFailure(e.getMessage(), e, true);
        } catch (InterruptedException e) {
            abandon(life);
            throw new LifeFailure("its thread was interrupted", e, true);
        } catch (RuntimeException | Error e) {
            abandon(life);
            throw LifeFailure.fault("a fault", e, true);
        }
    }

    private static void turn(Life life, List<Item> items) {
        try {
            life.turn(items);
        } catch (RuntimeException | Error e) {
            // Those that were answered stay answered; of the others nobody knows before the journal is read again.
            LoopException why = new LoopException(LoopException.Kind.DISCARDED,
                    "the actor was stopped before this was durable (" + e.getMessage() + "); ask whether it was done");
            items.forEach(item -> item.fail(why));
            throw e;
        }
    }

    private Life begin(int restarts) throws LifeFailure {
        Optional<Shadow> grown = shadow;
        shadow = Optional.empty();
        Upbringing upbringing = grown.map(Shadow::upbringing).orElseGet(() -> new Upbringing(birth));
        Journal fresh = grown.map(Shadow::successor).orElseGet(journals);
        try {
            Life life = Life.begin(upbringing, fresh, hands, clock, settings, turned -> {
                publish(turned, restarts);
                changed.run();
            }, clockwork);
            journal = Optional.of(fresh);
            remarks = life.remarks();
            return life;
        } catch (JournalException.JournalFailed | JournalException.JournalAway e) {
            fresh.close();
            throw new LifeFailure(e.getMessage(), e, true);
        } catch (JournalException e) {
            fresh.close();
            throw new LifeFailure(e.getMessage(), e, false);
        } catch (RuntimeException | Error e) {
            fresh.close();
            throw LifeFailure.fault("a fault while its journal was read", e, false);
        }
    }

    private void abandon(Life life) {
        journal = Optional.empty();
        try {
            life.abandon();
        } catch (RuntimeException e) {
            // The journal is given up as it is; the next life finds out what reached the disk.
            System.getLogger(ActorLoop.class.getName()).log(System.Logger.Level.DEBUG, "closing a failed journal", e);
        }
    }

    private void publish(Life life, int restarts) {
        clockwork.publish();
        status = new LoopStatus(LoopStatus.State.RUNNING, "", life.engine().epoch(), life.engine().sequence(),
                life.engine().stamp(), life.subjects(), life.engine().outboxSize(), restarts,
                life.engine().actor().chosen(), life.engine().actor().loss(), life.engine().actor().contested());
    }
}
