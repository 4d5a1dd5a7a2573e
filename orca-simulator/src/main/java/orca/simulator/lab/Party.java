package orca.simulator.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import orca.core.actor.Actor;
import orca.core.actor.Duties;
import orca.core.actor.Effects;
import orca.core.actor.Engine;
import orca.core.actor.Event;
import orca.core.actor.Outgoing;
import orca.core.actor.Repeat;
import orca.core.contract.Principal;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.journal.Group;
import orca.core.policy.PolicyView;
import orca.core.policy.Proposal;
import orca.core.protocol.Reply;
import orca.simulator.federation.Watched;

/**
 * One actor of a {@link Company} with its engine. A turn takes everything that has arrived, as one group, and whatever follows
 * from it happens at the same instant: handlers and policies need no time.
 */
final class Party implements Watched {
    /** Nothing is lost on the way here. Elsewhere a guest whose demand waits asks every half minute whether it still does. */
    private static final Repeat SELDOM = new Repeat(Duration.ofDays(365), Duration.ofDays(365));

    private final Company company;
    private final Principal self;
    private final Supplier<Actor> birth;
    private final Function<PolicyView, Proposal> policy;
    private final Optional<Archive> archive;
    private final Deque<Event> inbox = new ArrayDeque<>();
    private Optional<Actor> replica;
    private Engine engine;
    private Instant planned = Instant.MAX;

    /**
     * @param birth makes the actor, knowing nothing
     * @param archive where its groups are kept; without one they are not, and there is no replica either
     */
    Party(Company company, Principal self, Supplier<Actor> birth, Function<PolicyView, Proposal> policy,
            Optional<Archive> archive) {
        this.company = company;
        this.self = self;
        this.birth = birth;
        this.policy = policy;
        this.archive = archive;
        this.replica = archive.map(a -> birth.get());
        this.engine = new Engine(birth.get(), 1, 0, company.now(), SELDOM);
    }

    @Override
    public Principal self() {
        return self;
    }

    @Override
    public String name() {
        return self.value();
    }

    @Override
    public boolean isUp() {
        return true;
    }

    @Override
    public Actor actor() {
        return engine.actor();
    }

    @Override
    public Actor replica() {
        return replica.orElseThrow();
    }

    @Override
    public Instant clock() {
        return company.now();
    }

    @Override
    public long committed() {
        return engine.sequence();
    }

    @Override
    public Duration upFor() {
        return Duration.between(MarketReplay.BEGIN, company.now());
    }

    void put(Event event) {
        inbox.add(event);
        company.ready(this);
    }

    /** Takes all that has arrived. */
    void turn() {
        List<Event> batch = new ArrayList<>(inbox);
        inbox.clear();
        take(batch);
    }

    /** Lets the alarms ring that are due, and says again what is due to be said again. */
    private void ring(Instant at) {
        if (!at.equals(planned)) {
            return; // it was to be woken earlier since
        }
        planned = Instant.MAX;
        take(engine.due(company.now()));
        engine.repeats(company.now()).forEach(this::send);
        plan();
    }

    private void take(List<Event> batch) {
        for (Event event : batch) {
            company.watcher().offering(this, event, company.now());
            Optional<Reply> reply = engine.offer(event, company.now());
            company.watcher().offered(this, event);
            reply.ifPresent(answer -> company.replied(this, event, answer));
        }
        engine.seal().ifPresent(this::commit);
        dispatch(engine.release());
        company.watcher().turned(this);
        plan();
    }

    private void commit(Group group) {
        company.committed(this, group);
        archive.ifPresent(a -> a.append(group));
        replica.ifPresent(copy -> group.records().forEach(copy::apply));
    }

    private void dispatch(Effects effects) {
        effects.messages().forEach(this::send);
        effects.runs().forEach(this::run);
        if (!effects.stops().isEmpty()) {
            throw new IllegalStateException(this + " stops " + effects.stops() + ", and no call takes any time");
        }
        effects.question().ifPresent(asked -> inboxFirst(new Event.Proposed(policy.apply(asked.view()))));
    }

    /** What a policy said is heard before anything that came since it was asked. */
    private void inboxFirst(Event event) {
        inbox.addFirst(event);
        company.ready(this);
    }

    private void send(Outgoing outgoing) {
        company.watcher().sending(this, outgoing);
        company.deliver(this, outgoing);
    }

    private void run(Duties.Run run) {
        company.watcher().starting(this, run);
        if (run.notBefore().isAfter(company.now())) {
            company.at(run.notBefore(), () -> carryOut(run));
        } else {
            carryOut(run);
        }
    }

    private void carryOut(Duties.Run run) {
        company.substrate().begin(run.call());
        company.substrate().done(run.call());
        company.watcher().ended(this, run.name());
        if (run.call().action() == Action.MODIFY
                && run.call().properties().text(Handler.PLACE).filter(place -> !place.equals(run.call().host())).isPresent()) {
            company.moved();
        }
        put(new Event.Ended(run.call().unit(), run.call().action(), run.call().attempt(), Outcome.done()));
    }

    private void plan() {
        engine.nextWake().filter(at -> at.isBefore(planned)).ifPresent(at -> {
            planned = at;
            company.at(at, () -> ring(at));
        });
    }

    /** Dies, where nothing is on its way, and comes back from its archive. */
    void restart() {
        Archive.Restored restored = archive.orElseThrow().reopen(birth.get());
        engine = new Engine(restored.actor(), restored.epoch(), restored.sequence(), restored.stamp(), SELDOM);
        planned = Instant.MAX;
        company.watcher().restarted(this);
        dispatch(engine.resume());
        plan();
    }

    void close() {
        archive.ifPresent(Archive::close);
    }

    @Override
    public String toString() {
        return name();
    }
}
