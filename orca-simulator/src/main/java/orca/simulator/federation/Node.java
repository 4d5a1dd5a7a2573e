package orca.simulator.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import orca.core.actor.Actor;
import orca.core.actor.Duties;
import orca.core.actor.Effects;
import orca.core.actor.Engine;
import orca.core.actor.Event;
import orca.core.actor.Outgoing;
import orca.core.actor.Question;
import orca.core.actor.Repeat;
import orca.core.contract.Principal;
import orca.core.journal.Group;
import orca.core.policy.Proposal;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;

/**
 * One actor with its engine, as the runtime's loop drives them, in virtual time. It may die at any crash point and comes
 * back from what its journal holds, byte for byte.
 *
 * <p>Beside the live actor stands a replica that has applied what is durable and nothing else: whatever leaves the node
 * must be the replica's word as well.
 */
public final class Node implements Peer, Watched {
    /** The most events that wait; what comes beyond is lost, as by a full inbox. */
    public static final int MOST_WAITING = 10_000;

    /**
     * What surrounds a node; the same for all nodes of a federation. For {@code haste} see {@link Cast}, for {@code mortality}
     * {@link Rounds}.
     */
    record Surroundings(
            Timeline timeline,
            Dice dice,
            Network network,
            Substrate substrate,
            Watcher watcher,
            Optional<BiPredicate<Principal, Effects>> haste,
            Optional<Dice> mortality) {}

    private final Principal self;
    private final Surroundings around;
    private final Dice dice;
    private final LongFunction<Actor> birth;
    private final PolicyDesk desk;
    private final SkewedClock clock;
    private final Yard yard;
    private final Rounds rounds;
    private final Store store;
    private final Deque<Waiting> inbox = new ArrayDeque<>();
    private Faults faults;
    private Actor replica;
    private Engine engine;
    private int life;
    private boolean turnPlanned;
    private Instant wakePlanned = Instant.MAX;
    private long crashes;
    private Instant upSince = Instant.MAX;

    /** An event, and who wants to hear what came of it. */
    private record Waiting(Event event, Consumer<Reply> reply) {}

    Node(Principal self, LongFunction<Actor> birth, Store store, PolicyDesk desk, Faults faults, Surroundings around) {
        this.self = Objects.requireNonNull(self);
        this.around = around;
        this.dice = around.dice().split();
        this.birth = birth;
        this.desk = desk;
        this.clock = new SkewedClock(around.timeline(), dice.split(), faults.skew());
        this.yard = new Yard(around.timeline(), dice.split(), around.substrate(), faults);
        this.rounds = new Rounds(around.timeline(), around.mortality().map(Dice::split), around.substrate());
        this.store = store;
        this.faults = faults;
        this.replica = birth.apply(1);
    }

    @Override
    public Principal self() {
        return self;
    }

    /** A short name, after which its hosts and reservations are called. */
    @Override
    public String name() {
        return Scenery.name(self);
    }

    /** The policy that its configuration would name. */
    String policy() {
        return desk.policy();
    }

    @Override
    public boolean isUp() {
        return engine != null;
    }

    /** The live actor; only while the node is up. */
    @Override
    public Actor actor() {
        return engine.actor();
    }

    public Engine engine() {
        return engine;
    }

    /** The actor that knows what is durable, and nothing else. */
    @Override
    public Actor replica() {
        return replica;
    }

    /** What the node's clock shows. */
    @Override
    public Instant clock() {
        return clock.read();
    }

    /** How many groups it ever made durable; as long as that is the same, the actor is, but for one that was restored. */
    @Override
    public long committed() {
        return store.commits();
    }

    public long crashes() {
        return crashes;
    }

    public boolean isIdle() {
        return isUp() && inbox.isEmpty() && yard.running() == 0;
    }

    void become(Faults other) {
        faults = other;
        yard.become(other);
        rounds.calm();
    }

    void disturbClock() {
        clock.disturb();
        if (isUp()) {
            planWake();
        }
    }

    /** For how long the node has been up. */
    @Override
    public Duration upFor() {
        return Duration.between(upSince, around.timeline().now());
    }

    /** Starts, or starts again, from what is durable. */
    void start() {
        upSince = around.timeline().now();
        around.network().begins(self);
        Store.Restored restored = store.restore(birth);
        engine = new Engine(restored.actor(), restored.epoch(), restored.sequence(), restored.stamp(), Repeat.USUAL);
        around.watcher().restarted(this);
        if (store.marked()) {
            engine.offer(new Event.Lost(restored.stamp(), "it was restored from a backup"), clock.read());
            engine.seal().ifPresent(this::commit);
            dispatch(engine.release(), List.of());
        }
        if (isUp()) {
            dispatch(engine.resume(), List.of());
        }
        if (isUp()) {
            planWake();
        }
    }

    /** Its journal as it is now. */
    Store.Backup backup() {
        return store.backup();
    }

    /** Dies, and starts again as it was when {@code backup} was made: what it decided since is lost to it. */
    void restore(Store.Backup backup) {
        crash(Duration.ofMillis(1));
        store.restore(backup, clock.read());
        replica = store.restore(birth).actor();
        around.watcher().restored(this);
    }

    /** Dies where it stands, and comes back after {@code away}. */
    void crash(Duration away) {
        crashes++;
        life++;
        engine = null;
        inbox.clear();
        yard.die();
        rounds.die();
        turnPlanned = false;
        wakePlanned = Instant.MAX;
        int thisLife = life;
        around.timeline().after(away, () -> {
            if (life == thisLife) {
                start();
            }
        });
    }

    @Override
    public void receive(Principal from, Message message) {
        put(new Event.Arrived(from, message), reply -> { });
    }

    /** Gives the actor a command; {@code reply} hears what came of it, unless the node dies before. */
    public void order(Command command, Consumer<Reply> reply) {
        put(new Event.Ordered("operator", command), reply);
    }

    private void put(Event event, Consumer<Reply> reply) {
        if (isUp() && inbox.size() < MOST_WAITING) {
            inbox.add(new Waiting(event, reply));
            planTurn();
        }
    }

    private void planTurn() {
        if (!turnPlanned) {
            turnPlanned = true;
            inThisLife(Duration.ofMillis(dice.between(0, 2)), this::turn);
        }
    }

    private void inThisLife(Duration delay, Runnable action) {
        inThisLife(around.timeline().now().plus(delay), action);
    }

    private void inThisLife(Instant when, Runnable action) {
        int thisLife = life;
        around.timeline().at(when, () -> {
            if (life == thisLife && isUp()) {
                action.run();
            }
        });
    }

    private void planWake() {
        engine.nextWake().ifPresent(reading -> {
            Instant when = clock.trueTime(reading);
            if (when.isBefore(wakePlanned)) {
                wakePlanned = when;
                inThisLife(when, () -> {
                    if (when.equals(wakePlanned)) {
                        wakePlanned = Instant.MAX;
                        turn();
                    }
                });
            }
        });
    }

    private void turn() {
        turnPlanned = false;
        Instant now = clock.read();
        List<Waiting> batch = new ArrayList<>();
        engine.due(now).forEach(event -> batch.add(new Waiting(event, reply -> { })));
        for (long most = dice.between(1, 24); most > 0 && !inbox.isEmpty(); most--) {
            batch.add(inbox.poll());
        }
        List<Runnable> replies = new ArrayList<>();
        for (Waiting waiting : batch) {
            around.watcher().offering(this, waiting.event(), now);
            Optional<Reply> reply = engine.offer(waiting.event(), now);
            around.watcher().offered(this, waiting.event());
            reply.ifPresent(r -> replies.add(() -> waiting.reply().accept(r)));
            if (diesHere()) {
                return;
            }
        }
        Optional<Group> group = engine.seal();
        if (diesHere()) {
            return;
        }
        if (group.isPresent() && around.haste().isPresent()) {
            hurry(group.get(), around.haste().get(), replies);
        } else {
            group.ifPresent(this::commit);
            if (!diesHere()) {
                dispatch(engine.release(), replies);
            }
        }
        if (!isUp()) {
            return;
        }
        engine.repeats(clock.read()).forEach(this::send);
        around.watcher().turned(this);
        if (!inbox.isEmpty()) {
            planTurn();
        }
        planWake();
    }

    /** What no node may do, planted: effects leave before the group that holds them is durable, if {@code haste} says so. */
    private void hurry(Group group, BiPredicate<Principal, Effects> haste, List<Runnable> replies) {
        Effects effects = engine.release();
        if (haste.test(self, effects)) {
            dispatch(effects, replies);
            if (isUp() && !diesHere()) {
                commit(group);
            }
        } else {
            commit(group);
            if (!diesHere()) {
                dispatch(effects, replies);
            }
        }
    }

    private void commit(Group group) {
        store.commit(group);
        group.records().forEach(replica::apply);
        around.watcher().committed(this, group);
        if (dice.chance(10)) {
            store.snapshot(replica.image());
        }
    }

    private boolean diesHere() {
        if (!dice.chance(faults.crash())) {
            return false;
        }
        crash(dice.span(Duration.ofMillis(10), Duration.ofMinutes(1)));
        return true;
    }

    private void dispatch(Effects effects, List<Runnable> replies) {
        for (Outgoing outgoing : effects.messages()) {
            send(outgoing);
            if (diesHere()) {
                return;
            }
        }
        for (Duties.Run run : effects.runs()) {
            around.watcher().starting(this, run);
            Instant begin = run.notBefore().isAfter(clock.read()) ? clock.trueTime(run.notBefore()) : around.timeline().now();
            yard.start(run, begin, reportTo());
            if (diesHere()) {
                return;
            }
        }
        for (Duties.CallName name : effects.stops()) {
            around.watcher().stopping(this, name);
            yard.stop(name, reportTo());
        }
        effects.unwatched().forEach(rounds::unwatch);
        effects.watches().forEach(watch -> rounds.watch(watch, reportTo()));
        effects.question().ifPresent(this::ask);
        replies.forEach(Runnable::run);
    }

    private void send(Outgoing outgoing) {
        around.watcher().sending(this, outgoing);
        around.network().send(self, outgoing);
    }

    private Consumer<Event> reportTo() {
        int thisLife = life;
        return event -> {
            if (life == thisLife) {
                if (event instanceof Event.Ended ended) {
                    around.watcher().ended(this, new Duties.CallName(ended.unit(), ended.action(), ended.attempt()));
                }
                put(event, reply -> { });
            }
        };
    }

    private void ask(Question question) {
        Proposal proposal = desk.answer(question, dice, faults);
        Duration thought = dice.chance(faults.slow()) ? Duration.ofSeconds(dice.between(1, 40))
                : dice.span(Duration.ZERO, Duration.ofMillis(500));
        inThisLife(thought, () -> put(new Event.Proposed(proposal), reply -> { }));
    }

    @Override
    public String toString() {
        return name() + (isUp() ? "" : " (down)");
    }
}
