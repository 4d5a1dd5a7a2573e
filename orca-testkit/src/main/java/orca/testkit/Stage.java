package orca.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import orca.core.actor.Actor;
import orca.core.actor.Duties;
import orca.core.actor.Effects;
import orca.core.actor.Engine;
import orca.core.actor.Event;
import orca.core.actor.Outgoing;
import orca.core.actor.Repeat;
import orca.core.contract.Principal;
import orca.core.handler.Outcome;
import orca.core.journal.Group;
import orca.core.lease.UnitId;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.Budget;
import orca.core.policy.GuestController;
import orca.core.policy.GuestView;
import orca.core.policy.Policy;
import orca.core.policy.PolicyView;
import orca.core.policy.Proposal;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;

/**
 * One actor in virtual time, with everything around it played by the test: the clock, the journal (a list), peers, handlers
 * and the policy. Each event is one commit.
 *
 * <pre>{@code
 * Stage stage = Stage.of(() -> new Broker(settings, tables, 1), NOON).answeredBy(new FirstComeCalendar());
 * stage.arrive(SITE, offer);
 * stage.arrive(GUEST, demand);
 * assertThat(stage.last(Message.TicketView.class).state()).isEqualTo(TicketState.TICKETED);
 * stage.advance(Duration.ofHours(1));
 * }</pre>
 *
 * <p>After each commit the stage demands that no invariant of the actor is broken and that both a twin made from the journal
 * and one made from {@link Actor#image} owe the same, show the same and have the same image as the living one. So each story
 * is a test of replay and of snapshots as well; {@link #crashing} makes it a test of restarts.
 */
public final class Stage {
    /** The most wakes in one {@link #advance}, so that an actor that wakes itself for ever fails its test. */
    public static final int MOST_WAKES = 100_000;
    /** The most questions after one event, so that an actor that asks for ever fails its test. */
    public static final int MOST_QUESTIONS = 1_000;

    private final Supplier<? extends Actor> maker;
    private final List<Group> journal = new ArrayList<>();
    private final List<Outgoing> sent = new ArrayList<>();
    private final Map<Duties.CallName, Duties.Run> running = new LinkedHashMap<>();
    private final List<Duties.CallName> stops = new ArrayList<>();
    private final Map<UnitId, Duties.Watch> watched = new LinkedHashMap<>();
    private Repeat repeat = Repeat.USUAL;
    private Optional<Policy<?, ?>> policy = Optional.empty();
    private Optional<PolicyView> question = Optional.empty();
    private boolean crashing;
    private boolean checking = true;
    private long epoch = 1;
    private Instant now;
    private Engine engine;

    private Stage(Supplier<? extends Actor> maker, Instant start) {
        this.maker = Objects.requireNonNull(maker, "maker");
        this.now = Objects.requireNonNull(start, "start");
        this.engine = new Engine(maker.get(), epoch, 0, start, repeat);
    }

    /** A stage with a new actor, whose clock stands at {@code start}. */
    public static Stage of(Supplier<? extends Actor> maker, Instant start) {
        Stage stage = new Stage(maker, start);
        stage.take(stage.engine.resume());
        return stage;
    }

    /** Lets {@code answering} answer all questions at once, from now on. */
    public Stage answeredBy(Policy<?, ?> answering) {
        policy = Optional.of(answering);
        answer();
        return this;
    }

    /** Leaves questions open, for the test to answer with {@link #propose}. */
    public Stage answeredByHand() {
        policy = Optional.empty();
        return this;
    }

    /** Lets messages be repeated like this, from the next restart on, which is now. */
    public Stage repeating(Repeat as) {
        repeat = as;
        return restart();
    }

    /**
     * From now on the actor dies after each commit, before anything leaves, and is restarted from the journal. What is told
     * once only is lost, as in a real crash; peers that want to know have to ask again.
     */
    public Stage crashing() {
        crashing = true;
        return this;
    }

    /** No twins after each commit, for tests with many thousand events. */
    public Stage unchecked() {
        checking = false;
        return this;
    }

    // ---- what the world does

    /** A message comes from {@code from}. */
    public Stage arrive(Principal from, Message message) {
        offer(new Event.Arrived(from, message));
        return this;
    }

    /** An operator gives a command. */
    public Reply order(Command command) {
        return offer(new Event.Ordered("operator", command))
                .orElseThrow(() -> new AssertionError("no reply to " + command));
    }

    /** A unit that is watched is found dead; the unit's watch goes on. */
    public Stage die(UnitId unit, String why) {
        Duties.Watch watch = Optional.ofNullable(watched.get(unit))
                .orElseThrow(() -> new AssertionError("nobody watches " + unit + ", only " + watched.keySet()));
        offer(new Event.Died(unit, watch.mark(), why));
        return this;
    }

    /** The units that are to be probed now and then. */
    public Map<UnitId, Duties.Watch> watched() {
        return new LinkedHashMap<>(watched);
    }

    /** A handler's call that was asked for ends. */
    public Stage end(Duties.CallName call, Outcome outcome) {
        running.remove(call);
        stops.remove(call);
        offer(new Event.Ended(call.unit(), call.action(), call.attempt(), outcome));
        return this;
    }

    /** All calls that run by now end well; those that they lead to run on. */
    public Stage endAll() {
        runs().forEach(run -> end(run.name(), Outcome.done()));
        return this;
    }

    /** A declared sensor measured something. */
    public Stage sense(GuestView.Sample sample) {
        offer(new Event.Sensed(sample));
        return this;
    }

    /** The open question is answered by hand. */
    public Stage propose(Proposal proposal) {
        question = Optional.empty();
        offer(new Event.Proposed(proposal));
        return this;
    }

    /** Any event, as it is: for what peers, timers and handlers must not do. */
    public Optional<Reply> offer(Event event) {
        Optional<Reply> reply = engine.offer(event, now);
        commit();
        answer();
        return reply;
    }

    /** The clock goes on to {@code instant}; alarms ring and messages are repeated on the way, each in its time. */
    public Stage until(Instant instant) {
        for (int wakes = 0; ; wakes++) {
            Optional<Instant> wake = engine.nextWake().filter(at -> !at.isAfter(instant));
            if (wake.isEmpty()) {
                break;
            }
            if (wakes == MOST_WAKES) {
                throw new AssertionError("stage: more than " + MOST_WAKES + " wakes until " + instant);
            }
            now = wake.get().isAfter(now) ? wake.get() : now;
            for (Event event : engine.due(now)) {
                offer(event);
            }
            sent.addAll(engine.repeats(now));
        }
        now = instant.isAfter(now) ? instant : now;
        return this;
    }

    /** The clock goes on to {@code instant} while nobody looks, as when the actor was gone; then all that is due rings. */
    public Stage leap(Instant instant) {
        now = instant.isAfter(now) ? instant : now;
        return until(now);
    }

    public Stage advance(Duration by) {
        return until(now.plus(by));
    }

    /** The actor dies and is made again from the journal. Runs that were not over run again. */
    public Stage restart() {
        revive(fromJournal());
        answer();
        return this;
    }

    /** The actor dies and is made again from its image, as from a snapshot. */
    public Stage restartFromImage() {
        revive(fromImage());
        answer();
        return this;
    }

    /**
     * The actor is restored from a journal without its last {@code groups}; whoever is {@code restored} should be of a later
     * epoch.
     */
    public Stage restartWithout(int groups, Supplier<? extends Actor> restored) {
        journal.subList(journal.size() - groups, journal.size()).clear();
        epoch++;
        Actor actor = restored.get();
        journal.forEach(group -> group.records().forEach(actor::apply));
        checking = false; // the maker makes actors of the first epoch
        revive(actor);
        answer();
        return this;
    }

    /**
     * The same as a runtime does it after an accepted loss: the actor hears of it before anything else.
     */
    public Stage restoredWithout(int groups, Supplier<? extends Actor> restored) {
        journal.subList(journal.size() - groups, journal.size()).clear();
        epoch++;
        Actor actor = restored.get();
        journal.forEach(group -> group.records().forEach(actor::apply));
        checking = false; // the maker makes actors of the first epoch
        running.clear();
        watched.clear();
        stops.clear();
        question = Optional.empty();
        engine = new Engine(actor, epoch, sequence(), stamp(), repeat);
        engine.offer(new Event.Lost(stamp(), "it was restored from a backup"), now);
        engine.seal().ifPresent(journal::add);
        take(engine.release());
        take(engine.resume());
        answer();
        return this;
    }

    private void revive(Actor actor) {
        running.clear();
        watched.clear();
        stops.clear();
        question = Optional.empty();
        engine = new Engine(actor, epoch, sequence(), stamp(), repeat);
        take(engine.resume());
    }

    // ---- what the actor did

    public Instant now() {
        return now;
    }

    public Actor actor() {
        return engine.actor();
    }

    public Engine engine() {
        return engine;
    }

    /** Every commit, oldest first. */
    public List<Group> journal() {
        return List.copyOf(journal);
    }

    /** Every message that left since the start or the last {@link #clear}, repeats included, oldest first. */
    public List<Outgoing> sent() {
        return List.copyOf(sent);
    }

    /** Those of one kind. */
    public <M extends Message> List<M> sent(Class<M> kind) {
        return sent.stream().map(Outgoing::message).filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The newest of one kind. */
    public <M extends Message> M last(Class<M> kind) {
        List<M> all = sent(kind);
        if (all.isEmpty()) {
            throw new NoSuchElementException("stage: no " + kind.getSimpleName() + " was sent, only " + sent);
        }
        return all.get(all.size() - 1);
    }

    /** Forgets what was sent so far. */
    public Stage clear() {
        sent.clear();
        return this;
    }

    /** Handler calls that were asked for and have not ended. */
    public List<Duties.Run> runs() {
        return List.copyOf(running.values());
    }

    /** Handler calls that should end, and have not. */
    public List<Duties.CallName> stops() {
        return List.copyOf(stops);
    }

    /** The question that waits for {@link #propose}. */
    public Optional<PolicyView> question() {
        return question;
    }

    // ---- the machinery

    private void commit() {
        Optional<Group> group = engine.seal();
        group.ifPresent(journal::add);
        if (checking) {
            assertThat(engine.actor().broken()).as("broken invariants").isEmpty();
            Twins.mustAgree("made from the journal", engine.actor(), fromJournal());
            Twins.mustAgree("made from the image", engine.actor(), fromImage());
        }
        if (crashing && group.isPresent()) {
            revive(fromJournal());
        } else {
            take(engine.release());
        }
    }

    private long sequence() {
        return journal.isEmpty() ? 0 : journal.get(journal.size() - 1).sequence();
    }

    private Instant stamp() {
        return journal.isEmpty() ? Instant.EPOCH : journal.get(journal.size() - 1).stampedAt();
    }

    private Actor fromJournal() {
        Actor actor = maker.get();
        journal.forEach(group -> group.records().forEach(actor::apply));
        return actor;
    }

    private Actor fromImage() {
        Actor actor = maker.get();
        engine.actor().image().forEach(actor::apply);
        return actor;
    }

    private void take(Effects effects) {
        sent.addAll(effects.messages());
        effects.runs().forEach(run -> running.put(run.name(), run));
        effects.stops().stream().filter(stop -> !stops.contains(stop)).forEach(stops::add);
        effects.unwatched().forEach(watched::remove);
        effects.watches().forEach(watch -> watched.put(watch.unit(), watch));
        effects.question().ifPresent(asked -> question = Optional.of(asked.view()));
    }

    private void answer() {
        for (int asked = 0; policy.isPresent() && question.isPresent(); asked++) {
            if (asked == MOST_QUESTIONS) {
                throw new AssertionError("stage: more than " + MOST_QUESTIONS + " questions in a row, the last " + question);
            }
            PolicyView view = question.get();
            question = Optional.empty();
            engine.offer(new Event.Proposed(ask(policy.get(), view)), now);
            commit();
        }
    }

    private static Proposal ask(Policy<?, ?> policy, PolicyView view) {
        return switch (policy) {
            case ProvisioningPolicy provisioning -> provisioning.propose((ProvisioningView) view, Budget.UNLIMITED);
            case AssignmentPolicy assignment -> assignment.propose((AssignmentView) view, Budget.UNLIMITED);
            case GuestController controller -> controller.propose((GuestView) view, Budget.UNLIMITED);
        };
    }
}
