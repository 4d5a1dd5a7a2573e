package orca.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import orca.core.actor.Event;
import orca.core.actor.Repeat;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.journal.Group;
import orca.core.lease.UnitId;
import orca.core.policy.Proposal;
import orca.core.protocol.Reply;
import orca.runtime.journal.JournalException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ActorLoopTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final MemoryJournal.Disk disk = new MemoryJournal.Disk();
    private final RecordingHands hands = new RecordingHands(disk);
    private final AtomicReference<Instant> clock = new AtomicReference<>(CountingActor.NOON);
    private final Semaphore changes = new Semaphore(0);
    private LoopSettings settings = settings(1024, 1024, 1024, 1_000_000);
    private ActorLoop loop;

    @AfterEach
    void end() {
        disk.gate.countDown();
        if (loop != null) {
            loop.close();
        }
    }

    private static LoopSettings settings(int batch, int inbox, int commands, long snapshotGroups) {
        return new LoopSettings(batch, new InboxLimits(inbox, 1 << 20, inbox, 1 << 20, commands), snapshotGroups, 1_000_000,
                new Repeat(Duration.ofMinutes(1), Duration.ofMinutes(4)), 2, Duration.ofMillis(1), Duration.ofMinutes(5), false);
    }

    private ActorLoop start() throws InterruptedException {
        loop = new ActorLoop("test", epoch -> new CountingActor(), disk::journal, hands, clock::get, settings, changes::release);
        loop.start();
        assertThat(loop.awaitStart(DEADLINE)).isTrue();
        return loop;
    }

    private Reply order(String name) throws Exception {
        return loop.order("operator", CountingActor.command(name)).get(60, TimeUnit.SECONDS);
    }

    private Map<String, Long> counts() throws Exception {
        return loop.read((actor, now) -> ((CountingActor) actor).counts()).get(60, TimeUnit.SECONDS);
    }

    /** A reading waits for no messages, however many there are. */
    private void untilCounted(int names) throws Exception {
        while (counts().size() < names) {
            Thread.onSpinWait();
        }
    }

    private void until(Predicate<LoopStatus> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!wanted.test(loop.status())) {
            assertThat(changes.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)).as("in time").isTrue();
        }
    }

    @Test
    void aCommandIsAnsweredOnlyWhenItIsDurable() throws Exception {
        start();
        disk.hold();
        CompletableFuture<Reply> reply = loop.order("operator", CountingActor.command("a"));
        disk.atGate.await();
        assertThat(reply).isNotDone();
        assertThat(hands.done).isEmpty();
        disk.gate.countDown();
        assertThat(reply.get(60, TimeUnit.SECONDS)).isEqualTo(Reply.accepted("a"));
        assertThat(disk.size()).isEqualTo(1);
    }

    @Test
    void whoIsAnsweredOrToldOfAChangeFindsTheStatusThatBelongsToIt() throws Exception {
        List<Long> told = new CopyOnWriteArrayList<>();
        loop = new ActorLoop("test", epoch -> new CountingActor(), disk::journal, hands, clock::get, settings,
                () -> told.add(loop.status().sequence()));
        loop.start();
        assertThat(loop.awaitStart(DEADLINE)).isTrue();
        disk.hold();
        // What follows a reply is done by the loop's own thread, before it does anything else.
        CompletableFuture<Long> answered = loop.order("operator", CountingActor.command("a"))
                .thenApply(reply -> loop.status().sequence());
        disk.atGate.await();
        disk.gate.countDown();
        assertThat(answered.get(60, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(told).contains(1L);
    }

    @Test
    void noEffectLeavesBeforeItsGroupIsDurable() throws Exception {
        start();
        order("run-1");
        order("ask");
        assertThat(List.of(hands.next(), hands.next(), hands.next(), hands.next())).containsExactly(
                new RecordingHands.Done("send run-1 to peer", 1), new RecordingHands.Done("start run-1 1", 1),
                new RecordingHands.Done("send ask to peer", 2), new RecordingHands.Done("ask", 2));
    }

    @Test
    void aReadingSeesOnlyWhatIsDurableAndComesBetweenGroups() throws Exception {
        start();
        order("a");
        disk.hold();
        CompletableFuture<Reply> reply = loop.order("operator", CountingActor.command("a"));
        disk.atGate.await();
        CompletableFuture<Map<String, Long>> seen = loop.read((actor, now) -> ((CountingActor) actor).counts());
        CompletableFuture<Integer> durable = loop.read((actor, now) -> disk.size());
        assertThat(seen).isNotDone();
        disk.gate.countDown();
        assertThat(seen.get(60, TimeUnit.SECONDS)).containsEntry("a", 2L);
        assertThat(durable.get(60, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(reply).isDone();
    }

    @Test
    void manyEventsShareOneGroupAndBatchesHaveABound() throws Exception {
        settings = settings(10, 1024, 1024, 1_000_000);
        start();
        disk.hold();
        loop.order("operator", CountingActor.command("first"));
        disk.atGate.await();
        loop.arrived(CountingActor.PEER, IntStream.range(0, 25).mapToObj(i -> CountingActor.message("m" + i)).toList());
        disk.gate.countDown();
        untilCounted(26);
        assertThat(disk.groups.get(0).records()).hasSize(1);
        assertThat(disk.groups.stream().skip(1).map(g -> g.records().size())).hasSizeBetween(3, 4).allMatch(size -> size <= 10);
    }

    @Test
    void aFailedCommitDiscardsTheActorAndRebuildsItWithoutWhatWasNotDurable() throws Exception {
        start();
        order("a");
        disk.failures.set(1);
        assertThatThrownBy(() -> order("a")).isInstanceOf(ExecutionException.class)
                .cause().isInstanceOf(LoopException.class).hasMessageContaining("the disk is full");
        assertThat(counts()).containsEntry("a", 1L);
        assertThat(disk.opened.get()).isEqualTo(2);
        assertThat(loop.status().restarts()).isEqualTo(1);
        order("a");
        assertThat(counts()).containsEntry("a", 2L);
        assertThat(disk.groups).extracting(Group::sequence).containsExactly(1L, 2L);
    }

    @Test
    void whatIsOwedIsDoneAgainAfterARebuilding() throws Exception {
        start();
        order("run-1");
        hands.next();
        hands.next();
        disk.failures.set(1);
        assertThatThrownBy(() -> order("b")).isInstanceOf(ExecutionException.class);
        assertThat(List.of(hands.next().what(), hands.next().what())).containsExactly("send run-1 to peer", "start run-1 1");
    }

    @Test
    void anActorThatKeepsFailingStaysStoppedWithItsReasonAndRefusesCommands() throws Exception {
        start();
        disk.failures.set(100);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> order("a")).isInstanceOf(ExecutionException.class);
        }
        until(s -> s.state() == LoopStatus.State.STOPPED);
        assertThat(loop.status().reason()).contains("the disk is full");
        assertThatThrownBy(() -> order("a")).cause().isInstanceOfSatisfying(LoopException.class, e -> {
            assertThat(e.kind()).isEqualTo(LoopException.Kind.STOPPED);
            assertThat(e).hasMessageContaining("'test' is stopped").hasMessageContaining("the disk is full");
        });
        assertThat(disk.opened.get()).isEqualTo(3);
        assertThat(disk.groups).isEmpty();
    }

    @Test
    void aFaultStopsTheActorBeforeItWritesAndOneBadMessageCostsOneRebuilding() throws Exception {
        start();
        order("a");
        loop.arrived(CountingActor.PEER, List.of(CountingActor.message("b"), CountingActor.message("fault")));
        until(s -> s.restarts() == 1);
        assertThat(counts()).containsOnly(Map.entry("a", 1L));
        assertThat(loop.status().restarts()).isEqualTo(1);
        assertThat(loop.status().state()).isEqualTo(LoopStatus.State.RUNNING);
    }

    @Test
    void anActorWhoseDatabaseIsAwayWaitsForItDecidesNothingAndGoesOn() throws Exception {
        start();
        order("a");
        disk.openFailure = Optional.of(new JournalException.JournalAway("the database does not answer", null));
        disk.failures.set(1);
        assertThatThrownBy(() -> order("b")).isInstanceOf(ExecutionException.class);
        until(s -> s.restarts() > 4 * settings.restarts());
        assertThat(loop.status().state()).isEqualTo(LoopStatus.State.RESTARTING);
        assertThatThrownBy(() -> order("c")).cause().isInstanceOfSatisfying(LoopException.class, e -> {
            assertThat(e.kind()).isEqualTo(LoopException.Kind.BUSY);
            assertThat(e).hasMessage("'test' waits for its journal and decides nothing meanwhile: the database does not answer");
        });
        disk.openFailure = Optional.empty();
        until(s -> s.state() == LoopStatus.State.RUNNING);
        order("d");
        assertThat(counts()).containsOnly(Map.entry("a", 1L), Map.entry("d", 1L));
    }

    @Test
    void anActorThatHasNeverRunDoesNotWaitForItsDatabaseForEver() throws Exception {
        disk.openFailure = Optional.of(new JournalException.JournalAway("the database does not answer", null));
        start();
        assertThat(loop.status().state()).isEqualTo(LoopStatus.State.STOPPED);
        assertThat(loop.status().reason()).isEqualTo("the database does not answer");
        assertThat(disk.opened.get()).isEqualTo(settings.restarts() + 1);
    }

    @Test
    void aDamagedJournalIsNotReadAgainAndAgain() throws Exception {
        disk.openFailure = Optional.of(new IllegalStateException("hash mismatch"));
        start();
        assertThat(loop.status().state()).isEqualTo(LoopStatus.State.STOPPED);
        assertThat(loop.status().reason()).contains("hash mismatch");
        assertThat(disk.opened.get()).isEqualTo(1);
    }

    @Test
    void commandsBeyondTheBoundAreRefusedAndMessagesBeyondItAreDroppedAndCounted() throws Exception {
        settings = settings(1, 3, 2, 1_000_000);
        start();
        disk.hold();
        loop.order("operator", CountingActor.command("first"));
        disk.atGate.await();
        CompletableFuture<Reply> second = loop.order("operator", CountingActor.command("second"));
        CompletableFuture<Reply> third = loop.order("operator", CountingActor.command("third"));
        CompletableFuture<Reply> fourth = loop.order("operator", CountingActor.command("fourth"));
        assertThatThrownBy(fourth::join).cause().isInstanceOfSatisfying(LoopException.class, e -> {
            assertThat(e.kind()).isEqualTo(LoopException.Kind.BUSY);
            assertThat(e).hasMessage("'test' has 2 commands waiting, which is all it takes; try again");
        });
        loop.arrived(CountingActor.PEER, IntStream.range(0, 5).mapToObj(i -> CountingActor.message("m" + i)).toList());
        assertThat(loop.inbox().dropped()).isEqualTo(2);
        loop.happened(new Event.Ended(new UnitId("u"), Action.SETUP, 1, Outcome.done()));
        disk.gate.countDown();
        second.get(60, TimeUnit.SECONDS);
        third.get(60, TimeUnit.SECONDS);
        untilCounted(7);
        assertThat(counts()).containsKeys("second", "third", "m0", "m1", "m2", "ended-u").doesNotContainKeys("fourth", "m3");
    }

    @Test
    void alarmsRingWhenTheClockSaysSoAndUnansweredMessagesAreRepeated() throws Exception {
        start();
        order("a");
        assertThat(hands.next().what()).isEqualTo("send a to peer");
        clock.set(CountingActor.NOON.plus(Duration.ofMinutes(1)));
        loop.nudge();
        assertThat(hands.next().what()).isEqualTo("send a to peer");
        assertThat(counts()).containsEntry("a", 1L);
        clock.set(CountingActor.NOON.plus(Duration.ofHours(1)));
        loop.nudge();
        assertThat(hands.next().what()).isEqualTo("send a to peer");
        assertThat(counts()).containsEntry("a", 2L);
    }

    @Test
    void aClockThatIsSetIsNoticedWithoutANudge() throws Exception {
        start();
        order("a");
        clock.set(CountingActor.NOON.plus(Duration.ofHours(1)));
        hands.next();
        hands.next();
        assertThat(counts()).containsEntry("a", 2L);
    }

    @Test
    void whatPolicyAndHandlersSayComesBackAsEvents() throws Exception {
        start();
        loop.happened(new Event.Proposed(new Proposal.Failed("p", "overran")));
        loop.happened(new Event.Ended(new UnitId("u"), Action.SETUP, 1, Outcome.done()));
        assertThat(counts()).containsKeys("proposed", "ended-u");
    }

    @Test
    void snapshotsAreTakenAfterSoManyGroupsAndAtTheEndAndARestartBeginsThere() throws Exception {
        settings = settings(1024, 1024, 1024, 3);
        start();
        for (int i = 0; i < 4; i++) {
            order("a");
        }
        loop.close();
        assertThat(disk.snapshotSequence).isEqualTo(4);
        assertThat(disk.snapshots.size()).isEqualTo(2);
        start();
        assertThat(counts()).containsEntry("a", 4L);
        loop.close();
        assertThat(disk.snapshots.size()).isEqualTo(2);
    }

    @Test
    void whatWaitsIsDoneBeforeTheLoopEndsAndNothingIsTakenAfterwards() throws Exception {
        start();
        disk.hold();
        loop.order("operator", CountingActor.command("a"));
        disk.atGate.await();
        CompletableFuture<Reply> waiting = loop.order("operator", CountingActor.command("b"));
        Thread closer = Thread.ofVirtual().start(loop::close);
        disk.gate.countDown();
        closer.join();
        assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo(Reply.accepted("b"));
        assertThatThrownBy(() -> order("c")).cause().hasMessageContaining("stopped");
    }

    @Test
    void aReadingThatThrowsHarmsNobodyElse() throws Exception {
        start();
        CompletableFuture<Object> bad = loop.read((actor, now) -> {
            throw new IllegalArgumentException("my own fault");
        });
        assertThatThrownBy(bad::join).cause().hasMessage("my own fault");
        order("a");
        assertThat(loop.status().restarts()).isZero();
    }

    @Test
    void theTimesSayWhatWasDone() throws Exception {
        start();
        order("a");
        order("b");
        counts();
        loop.close();
        assertThat(loop.times().events()).isEqualTo(2);
        assertThat(loop.times().groups()).isEqualTo(2);
        assertThat(loop.times().records()).isEqualTo(2);
        assertThat(loop.times().committing()).isPositive();
    }
}
