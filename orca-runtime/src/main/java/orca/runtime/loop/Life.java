package orca.runtime.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import orca.core.actor.Effects;
import orca.core.actor.Engine;
import orca.core.actor.Event;
import orca.core.actor.Outgoing;
import orca.core.journal.Group;
import orca.core.protocol.Reply;
import orca.runtime.journal.Journal;

/**
 * One life of an actor, from the reading of its journal to its discarding. The order of a turn is the caller's duty list of
 * {@code orca.core.actor}: offer, seal, append, release; replies and readings wait for the append as effects do. Whatever is
 * thrown here ends the life before anything more is written.
 *
 * <p>Used by the loop's thread alone.
 */
final class Life {
    /** The most records in a group that more is offered to; keeps a group far below the journal's own bound. */
    static final int MOST_RECORDS = 2048;

    private final Journal journal;
    private final Hands hands;
    private final InstantSource clock;
    private final LoopSettings settings;
    private final Consumer<Life> changed;
    private final Engine engine;
    private final SnapshotTaker snapshots;
    private final List<String> remarks;
    /** Alarms that rang and did not fit into a group yet; they follow from the state, so losing them loses nothing. */
    private final ArrayDeque<Event> rung = new ArrayDeque<>();
    private final LoopClockwork clockwork;

    private Life(Journal journal, Hands hands, InstantSource clock, LoopSettings settings,
            Consumer<Life> changed, LoopClockwork clockwork, Engine engine, SnapshotTaker snapshots, List<String> remarks) {
        this.journal = journal;
        this.hands = hands;
        this.clock = clock;
        this.settings = settings;
        this.changed = changed;
        this.clockwork = clockwork;
        this.engine = engine;
        this.snapshots = snapshots;
        this.remarks = remarks;
    }

    /**
     * Reads {@code journal}, of which {@code upbringing} may know a part already, makes the actor, and does what it owes.
     *
     * @param changed told of each group of a turn when it is durable, before anybody is answered for it
     */
    static Life begin(Upbringing upbringing, Journal journal, Hands hands, InstantSource clock, LoopSettings settings,
            Consumer<Life> changed, LoopClockwork clockwork) {
        Journal.Recovered recovered = journal.open(upbringing, settings.acceptLoss());
        Engine engine = new Engine(
                upbringing.actor(), recovered.epoch(), recovered.sequence(), recovered.stampedAt(), settings.repeat());
        SnapshotTaker snapshots = new SnapshotTaker(
                journal, settings, recovered.snapshotSequence(), upbringing.snapshotRecords(), upbringing.groupRecords());
        Life life = new Life(journal, hands, clock, settings, changed, clockwork, engine, snapshots,
                recovered.remarks());
        if (recovered.lossAccepted()) {
            engine.offer(new Event.Lost(recovered.stampedAt(), String.join("; ", recovered.remarks())), clock.instant());
            life.commit();
        }
        life.dispatch(engine.resume());
        return life;
    }

    /** What an operator should read about its beginning. */
    List<String> remarks() {
        return remarks;
    }

    Engine engine() {
        return engine;
    }

    long subjects() {
        return snapshots.imageSize();
    }

    /** How long nothing has to be done, if nothing happens. */
    Duration untilWake(Duration longest) {
        if (!rung.isEmpty()) {
            return Duration.ZERO;
        }
        Optional<Instant> wake = engine.nextWake();
        if (wake.isEmpty()) {
            return longest;
        }
        Duration left = Duration.between(clock.instant(), wake.get());
        return left.compareTo(longest) < 0 ? left : longest;
    }

    /** Takes {@code items} in, in as many groups as they need. When this throws, some of them are not answered. */
    void turn(List<Item> items) {
        int next = 0;
        do {
            next = group(items, next);
        } while (next < items.size());
        List<Outgoing> again = engine.repeats(clock.instant());
        if (!again.isEmpty()) {
            hands.send(again);
        }
        clockwork.lap(LoopClockwork.Part.DISPATCHING);
        snapshots.takeIfDue(engine);
    }

    private int group(List<Item> items, int from) {
        List<Answer> answers = new ArrayList<>();
        List<Item.Reading<?>> readings = new ArrayList<>();
        int next = from;
        Instant now = clock.instant();
        while (next < items.size() && engine.openRecords() < MOST_RECORDS) {
            switch (items.get(next++)) {
                case Item.Happening happening -> engine.offer(happening.event(), now);
                case Item.Order order -> answers.add(new Answer(order, engine.offer(order.event(), now)));
                case Item.Reading<?> reading -> readings.add(reading);
            }
        }
        rung.addAll(engine.due(now));
        int rings = 0;
        while (!rung.isEmpty() && engine.openRecords() < MOST_RECORDS && rings++ < settings.batch()) {
            engine.offer(rung.poll(), now);
        }
        clockwork.offered(next - from - readings.size() + rings);
        clockwork.lap(LoopClockwork.Part.DECIDING);
        if (commit()) {
            changed.accept(this);
        }
        answers.forEach(Answer::give);
        clockwork.lap(LoopClockwork.Part.DISPATCHING);
        if (!readings.isEmpty()) {
            readings.forEach(reading -> reading.run(engine.actor(), latest(now)));
            clockwork.lap(LoopClockwork.Part.READING);
        }
        return next;
    }

    /** Whether there was something to write. */
    private boolean commit() {
        Optional<Group> group = engine.seal();
        if (group.isPresent()) {
            journal.append(group.get());
            snapshots.committed(group.get());
            clockwork.committed(group.get().records().size());
            clockwork.lap(LoopClockwork.Part.COMMITTING);
        }
        dispatch(engine.release());
        return group.isPresent();
    }

    private Instant latest(Instant now) {
        return now.isAfter(engine.stamp()) ? now : engine.stamp();
    }

    private void dispatch(Effects effects) {
        if (!effects.messages().isEmpty()) {
            hands.send(effects.messages());
        }
        // First, so that nothing that is done to a unit waits for a probe.
        effects.unwatched().forEach(hands::unwatch);
        effects.stops().forEach(hands::stop);
        effects.runs().forEach(hands::start);
        effects.watches().forEach(hands::watch);
        effects.question().ifPresent(hands::ask);
    }

    /** Ends this life in good order: a snapshot, so that the next begins fast, and the journal closed. */
    void finish() {
        snapshots.takeLast(engine);
        journal.close();
    }

    /** Ends this life as it is. */
    void abandon() {
        snapshots.await();
        journal.close();
    }

    /** A command with what it will be answered when that is durable. */
    private record Answer(Item.Order order, Optional<Reply> reply) {
        void give() {
            CompletableFuture<Reply> future = order.reply();
            if (reply.isPresent()) {
                future.complete(reply.get());
            } else {
                future.completeExceptionally(
                        new IllegalStateException("the actor does not answer " + order.event().command()));
            }
        }
    }
}
