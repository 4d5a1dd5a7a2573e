package orca.nodeagent.keeper;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import orca.core.contract.Principal;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.nodeagent.agent.NodeAgent;
import orca.nodeagent.disk.Cells;
import orca.nodeagent.driver.ActionId;
import orca.nodeagent.driver.Order;
import orca.nodeagent.term.Mandate;

/**
 * Takes the orders of authorities, and outlives them. Intuition: a will is written before a unit is begun, so whatever happens
 * then, somebody here knows until when it may stay and how to remove it.
 *
 * <p><b>An order</b> is checked against what is held, then the will is durable, then the driver begins. When a unit was ended,
 * its will goes last. So a crash leaves a will too many, never one too few: it is carried out at its time, and removes nothing
 * twice.
 *
 * <p><b>A term's end</b> is counted from the boot, by a clock that nobody can set; see {@link Steadiness}. Then the unit's
 * action under way is told to stop, and when it has stopped the will is carried out, as often as it takes. From its beginning
 * on only what ends the unit is taken.
 *
 * <p>Changes of one unit are made one at a time. Hard: wills, epochs, the clock's anchor. Soft: whose turn it is, what was done.
 */
public final class Keeper {
    /** How many of the things that the host did by itself are remembered. */
    static final int MOST_ENDED = 50;
    private static final Duration FIRST_AGAIN = Duration.ofSeconds(10);
    private static final Duration LONGEST_AGAIN = Duration.ofMinutes(5);

    private final KeeperSettings settings;
    private final NodeAgent agent;
    private final HostClock clock;
    private final Steadiness time;
    private final Wills wills;
    private final Claims claims;
    private final Executor hands;
    private final Map<UnitId, Turn> turns = new TreeMap<>();
    private final Deque<Ended> ended = new ArrayDeque<>();
    private Optional<String> diskTrouble = Optional.empty();

    /** The action that changes a unit, and how many wait for it here. */
    private static final class Turn {
        private final ActionId id;
        private int callers;

        Turn(ActionId id) {
            this.id = id;
        }
    }

    /**
     * What a keeper keeps, each apart from the others.
     *
     * @param wills a cell for each unit
     * @param epochs a cell for each authority
     * @param clock a few
     */
    public record Shelves(Cells wills, Cells epochs, Cells clock) {}

    /**
     * A keeper that holds what it held before.
     *
     * @param hands carries out wills; a thread for each, where it is not a test
     */
    public Keeper(KeeperSettings settings, NodeAgent agent, Shelves shelves, HostClock clock, Executor hands) throws IOException {
        this.settings = settings;
        this.agent = agent;
        this.clock = clock;
        this.hands = hands;
        this.time = new Steadiness(shelves.clock(), clock, settings.skew());
        this.wills = new Wills(shelves.wills(), shelves.epochs());
        this.claims = new Claims(settings);
        for (Will will : wills.all()) {
            if (!will.boot().equals(clock.boot())) {
                wills.put(will.due(will.ending() ? clock.up() : dueAt(will.term().end()), clock.boot()));
            }
        }
    }

    private Duration dueAt(Instant end) {
        return clock.up().plus(Duration.between(time.now(), end)).plus(settings.grace());
    }

    /** The same id as two authorities might use it. */
    private static Order scoped(Principal authority, Order order) {
        String whose = authority.value().substring(0, Math.min(16, authority.value().length()));
        String id = order.id().value();
        String scoped = whose + "/" + id;
        String fitting = scoped.length() <= ActionId.MAX_LENGTH ? scoped
                : whose + "/" + id.substring(0, 64) + "/" + Integer.toHexString(id.hashCode()) + "/"
                        + id.substring(id.length() - 128);
        return new Order(new ActionId(fitting), order.action(), order.unit(), order.input(), order.arguments(), order.limit());
    }

    /** Carries out an order of {@code authority}, who was proved to give it, and waits for its outcome. */
    public Outcome run(Principal authority, String driver, Order asked, Mandate mandate, CallContext context) throws Exception {
        Order order = scoped(authority, asked);
        boolean changes = mandate.purpose() != Mandate.Purpose.LOOK;
        synchronized (this) {
            Optional<Outcome> no = objection(authority, driver, asked, mandate);
            if (no.isPresent()) {
                return no.get();
            }
            if (changes && !take(order.unit(), order.id())) {
                return new Outcome.Trouble("unit " + order.unit() + ": another action changes it now", true);
            }
        }
        try {
            register(authority, driver, order.unit(), mandate);
            Outcome outcome = agent.run(driver, order, context);
            KeeperLog.ran(driver, order, mandate, outcome);
            if (mandate.purpose() == Mandate.Purpose.END && outcome instanceof Outcome.Done) {
                forget(order.unit());
            }
            return outcome;
        } finally {
            if (changes) {
                leave(order.unit());
            }
        }
    }

    private Optional<Outcome> objection(Principal authority, String driver, Order asked, Mandate mandate) {
        Optional<Outcome> unknown = agent.unknown(driver, asked.action())
                .or(() -> mandate.will().flatMap(will -> agent.unknown(driver, will.action())));
        return unknown.isPresent() ? unknown : claims.objection(
                authority, driver, asked, mandate, wills.epoch(authority), wills.find(asked.unit()), time.now())
                .map(why -> new Outcome.Trouble(why, false));
    }

    private synchronized void register(Principal authority, String driver, UnitId unit, Mandate mandate) throws IOException {
        if (mandate.epoch() > wills.epoch(authority)) {
            wills.raise(authority, mandate.epoch());
        }
        if (mandate.purpose() == Mandate.Purpose.HOLD) {
            hold(authority, driver, unit, mandate);
        }
    }

    private void hold(Principal authority, String driver, UnitId unit, Mandate mandate) throws IOException {
        Optional<Will> before = wills.find(unit);
        // A delayed order must not take back what a later one gave.
        boolean longer = before.isEmpty() || mandate.term().end().isAfter(before.get().term().end());
        if (longer || mandate.epoch() > before.get().epoch() || !mandate.will().orElseThrow().equals(before.get().last())) {
            var term = longer ? mandate.term() : before.get().term();
            wills.put(new Will(unit, driver, authority, mandate.epoch(), term, mandate.will().orElseThrow(), dueAt(term.end()),
                    clock.boot(), false, 0, ""));
        }
    }

    private synchronized void forget(UnitId unit) throws IOException {
        if (wills.find(unit).isPresent()) {
            wills.remove(unit);
        }
    }

    private boolean take(UnitId unit, ActionId id) {
        Turn turn = turns.get(unit);
        if (turn != null && !turn.id.equals(id)) {
            if (turn.callers > 0 || agent.runs(turn.id)) {
                return false;
            }
            turn = null;
        }
        if (turn == null) {
            turn = new Turn(id);
            turns.put(unit, turn);
        }
        turn.callers++;
        return true;
    }

    private synchronized void leave(UnitId unit) {
        Turn turn = turns.get(unit);
        turn.callers--;
        // One that does not stop keeps its turn: nobody knows what it still does.
        if (turn.callers == 0 && !agent.runs(turn.id)) {
            turns.remove(unit);
        }
    }

    /** Tells an authority's action to stop. */
    public void cancel(Principal authority, Order order) {
        agent.cancel(scoped(authority, order).id());
    }

    /** To be called about once a second: looks at the clock, and carries out what is due. */
    public synchronized void tick() {
        try {
            time.look();
            for (Will will : wills.all()) {
                if (will.due().compareTo(clock.up()) <= 0) {
                    due(will);
                }
            }
            diskTrouble = Optional.empty();
        } catch (IOException e) {
            diskTrouble = Optional.of("cannot write what must not be forgotten: " + e);
        }
    }

    private void due(Will will) throws IOException {
        Will begun = will;
        if (!will.ending()) {
            begun = will.begun();
            wills.put(begun);
        }
        Order order = begun.order();
        Turn turn = turns.get(will.unit());
        if (turn != null && turn.id.equals(order.id())) {
            return; // it is being done
        }
        if (!take(will.unit(), order.id())) {
            agent.cancel(turn.id);
            return;
        }
        Will now = begun;
        hands.execute(() -> carryOut(now, order));
    }

    private void carryOut(Will will, Order order) {
        FutureTask<Outcome> work = new FutureTask<>(() -> agent.run(will.driver(), order, Silent.CONTEXT));
        work.run();
        String trouble = "";
        try {
            if (work.get() instanceof Outcome.Trouble(String reason, boolean retry)) {
                trouble = reason;
            }
        } catch (ExecutionException e) {
            trouble = Actions.failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            trouble = "the agent is ending";
        } finally {
            leave(will.unit());
        }
        settle(will, trouble);
    }

    private synchronized void settle(Will will, String trouble) {
        try {
            if (trouble.isEmpty()) {
                wills.remove(will.unit());
                KeeperLog.tornDown(will);
                remember(will, "torn down: its term ended at " + will.term().end() + " and nobody had come");
            } else if (wills.find(will.unit()).filter(Will::ending).isPresent()) {
                long again = FIRST_AGAIN.toMillis() << Math.min(will.failures(), 10);
                wills.put(will.failed(trouble, clock.up().plusMillis(Math.min(again, LONGEST_AGAIN.toMillis()))));
            }
        } catch (IOException e) {
            // It stays as it was, and is carried out again: the driver removes nothing twice.
            diskTrouble = Optional.of("cannot write what must not be forgotten: " + e);
        }
    }

    private void remember(Will will, String what) {
        ended.addLast(new Ended(time.now(), will.unit(), will.authority(), what));
        while (ended.size() > MOST_ENDED) {
            ended.removeFirst();
        }
    }

    /** What is held, in the order of the units. */
    public synchronized List<Will> held() {
        return wills.all();
    }

    /** The highest epoch of each authority that gave an order; lower ones are not heard any more. */
    public synchronized Map<Principal, Long> epochs() {
        return wills.epochs();
    }

    /** What the host did by itself since it was started; the latest {@link #MOST_ENDED}. */
    public synchronized List<Ended> ended() {
        return List.copyOf(ended);
    }

    /** What is wrong here. @param seen whose units to speak of */
    public synchronized List<String> alarms(Predicate<Principal> seen) {
        List<String> alarms = new ArrayList<>();
        time.alarm().ifPresent(alarms::add);
        diskTrouble.ifPresent(alarms::add);
        for (Will will : wills.all()) {
            if (!seen.test(will.authority())) {
                continue;
            }
            will.complaint().ifPresent(alarms::add);
            Turn turn = turns.get(will.unit());
            if (will.ending() && turn != null && !turn.id.equals(will.order().id())) {
                alarms.add("unit " + will.unit() + ": its term ended at " + will.term().end() + ", but the action " + turn.id
                        + " was told to stop and does not");
            }
        }
        return alarms;
    }

    /** What time it is here. */
    public Instant now() {
        return time.now();
    }

    /** An operator has looked at the clock of this host, and it is right now; what is held is counted by it from now on. */
    public synchronized void acceptClock() throws IOException {
        time.accept();
        for (Will will : wills.all()) {
            if (!will.ending()) {
                wills.put(will.due(dueAt(will.term().end()), clock.boot()));
            }
        }
    }
}
