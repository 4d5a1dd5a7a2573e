package orca.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.OutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import orca.authority.state.HostImage;
import orca.authority.state.MaintenanceImage;
import orca.core.actor.Event;
import orca.core.contract.Cause;
import orca.core.contract.Refusal;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.core.lease.UnitId;
import orca.core.notice.Receiver;
import orca.core.policy.Proposal;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.runtime.journal.Journal;
import orca.runtime.journal.JournalCheck;
import orca.runtime.journal.JournalCopy;
import orca.servicemanager.record.GuestRecord;
import orca.servicemanager.record.LetterImage;
import orca.wire.metrics.Labels;
import org.junit.jupiter.api.Test;

class MeasuredActorTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MeasuredActor actor = actor(Duration.ofMinutes(1));
    private final Remembering stored = new Remembering();

    private MeasuredActor actor(Duration budget) {
        return new MeasuredActor(registry, "west", "authority", new Labels(2), budget);
    }

    /** A journal in memory that fails on request. */
    private static final class Remembering implements Journal {
        private final List<JournalRecord> image = new ArrayList<>();
        private final List<Group> groups = new ArrayList<>();
        private boolean fails;
        private boolean followed;

        @Override
        public Recovered open(Replay into, boolean acceptLoss) {
            if (!followed) {
                into.begin(1);
            }
            image.forEach(into::snapshot);
            groups.forEach(into::group);
            return new Recovered(groups.size(), "0".repeat(64), 1, NOON, 0, false, List.of());
        }

        @Override
        public void append(List<Group> more) {
            if (fails) {
                throw new UncheckedIOException(new IOException("the disk is gone"));
            }
            groups.addAll(more);
        }

        @Override
        public void snapshot(long sequence, Iterator<? extends JournalRecord> records) {
            image.clear();
            records.forEachRemaining(image::add);
            groups.clear();
        }

        @Override
        public void forEach(long fromSequence, long throughSequence, Consumer<? super Group> visitor) {
            groups.forEach(visitor);
        }

        @Override
        public JournalCopy.Copied copy(OutputStream out) {
            throw new IllegalStateException("what is in memory is not copied");
        }

        @Override
        public JournalCheck.Report check() {
            throw new IllegalStateException("nobody checks it here");
        }

        @Override
        public void close() {
            fails = false;
        }
    }

    /** Takes what a journal tells, and forgets it. */
    private static final class Deaf implements Journal.Replay {
        @Override
        public void begin(long epoch) {}

        @Override
        public void snapshot(JournalRecord record) {}

        @Override
        public void group(Group group) {}
    }

    private static HostImage host(String name, String type, boolean drained, int seconds) {
        return new HostImage(name, new TypeName(type), Amounts.of(1), PropertyList.NONE, true, false, 0,
                drained ? Optional.of("new disks") : Optional.empty(), new Cause(NOON.plusSeconds(seconds), "x", ""));
    }

    private static Group group(long sequence, int seconds, JournalRecord... records) {
        return new Group(sequence, 1, NOON.plusSeconds(seconds), List.of(records));
    }

    private double hosts(String type, String state) {
        return registry.get("orca.hosts").tags("actor", "west", "type", type, "state", state).gauge().value();
    }

    @Test
    void whatIsDurableIsCountedByStateAndTheStaysInEachAreMeasured() {
        Journal journal = actor.journal(stored);
        journal.open(new Deaf());
        journal.append(group(1, 0, host("h1", "vm", false, 0), host("h2", "vm", false, 0)));
        assertThat(hosts("vm", "open")).isEqualTo(2);
        journal.append(group(2, 90, host("h1", "vm", true, 90)));
        assertThat(hosts("vm", "open")).isEqualTo(1);
        assertThat(hosts("vm", "drained")).isEqualTo(1);
        var stay = registry.get("orca.state").tags("kind", "host", "state", "open").timer();
        assertThat(stay.count()).isEqualTo(1);
        assertThat(stay.totalTime(TimeUnit.SECONDS)).isEqualTo(90);
        journal.append(group(3, 95, host("h1", "vm", true, 90)));
        assertThat(stay.count()).as("the same state again is no stay").isEqualTo(1);
        assertThat(registry.get("orca.journal.commit").timer().count()).isEqualTo(3);
    }

    @Test
    void maintenanceAndLettersAreCountedUntilTheyAreOverOrForgotten() {
        assertThat(counted("orca.maintenances", "under")).as("from the first").isZero();
        Journal journal = actor.journal(stored);
        journal.open(new Deaf());
        MaintenanceImage planned = new MaintenanceImage("disks", List.of("h1"),
                new Term(NOON.plusSeconds(600), NOON.plusSeconds(900)), NOON.plusSeconds(60), false, "",
                MaintenanceImage.Stage.PLANNED, Optional.of(NOON.plusSeconds(60)), 0, new Cause(NOON, "x", ""));
        LetterImage open = letter(LetterImage.LetterState.OPEN, 0);
        journal.append(group(1, 0, planned, open));
        assertThat(counted("orca.maintenances", "planned")).isEqualTo(1);
        assertThat(counted("orca.letters", "open")).isEqualTo(1);
        journal.append(group(2, 60, planned.in(MaintenanceImage.Stage.LEAVING, planned.lookAt(), 0, planned.cause()),
                letter(LetterImage.LetterState.GIVEN_UP, 60)));
        assertThat(counted("orca.maintenances", "planned")).isZero();
        assertThat(counted("orca.maintenances", "leaving")).isEqualTo(1);
        assertThat(counted("orca.letters", "given-up")).isEqualTo(1);
        journal.append(group(3, 90, planned.in(MaintenanceImage.Stage.OVER, Optional.empty(), 1, planned.cause()),
                new GuestRecord.LetterGone(open.subject())));
        assertThat(counted("orca.maintenances", "leaving")).isZero();
        assertThat(counted("orca.letters", "given-up")).isZero();
    }

    private double counted(String figure, String state) {
        return registry.get(figure).tags("actor", "west", "state", state).gauge().value();
    }

    private static LetterImage letter(LetterImage.LetterState state, int seconds) {
        return new LetterImage(new LetterImage.LetterId("l1"), new Receiver(Receiver.Way.MAIL, "a@example.org"), List.of(), 0,
                NOON, state, 0, NOON, "", NOON.plusSeconds(seconds));
    }

    @Test
    void afterARestartThingsStandAsTheJournalSaysAndNothingHappenedTwice() {
        Journal journal = actor.journal(stored);
        journal.open(new Deaf());
        journal.append(group(1, 0, host("h1", "vm", false, 0)));
        journal.append(group(2, 10, host("h1", "vm", true, 10)));
        actor.journal(stored).open(new Deaf());
        assertThat(hosts("vm", "open")).isZero();
        assertThat(hosts("vm", "drained")).isEqualTo(1);
        assertThat(registry.get("orca.state").tags("state", "open").timer().count()).isEqualTo(1);

        stored.snapshot(2, List.of(host("h1", "vm", true, 10)).iterator());
        Journal later = actor.journal(stored);
        later.open(new Deaf());
        later.append(group(3, 70, host("h1", "vm", false, 70)));
        assertThat(registry.get("orca.state").tags("state", "drained").timer().totalTime(TimeUnit.SECONDS))
                .as("since when it was so is in the record").isEqualTo(60);
    }

    /** As a standby does: told of a journal while another writes it, and then the rest of it. */
    @Test
    void whatWasFollowedCountsWhenTheJournalIsTakenOver() {
        Journal.Replay following = actor.following(new Deaf());
        following.begin(2);
        following.group(group(1, 0, host("h1", "vm", false, 0), host("h2", "vm", false, 0)));
        assertThat(hosts("vm", "open")).as("one that stands by shows it too").isEqualTo(2);
        stored.groups.add(group(2, 10, host("h1", "vm", true, 10)));
        stored.followed = true;
        actor.journal(stored).open(new Deaf());
        assertThat(hosts("vm", "open")).isEqualTo(1);
        assertThat(hosts("vm", "drained")).isEqualTo(1);
        following.begin(3);
        assertThat(hosts("vm", "open")).as("all that was told before counts for nothing").isZero();
    }

    @Test
    void aCommitThatFailsCountsNothingButItself() {
        Journal journal = actor.journal(stored);
        journal.open(new Deaf());
        stored.fails = true;
        assertThatThrownBy(() -> journal.append(group(1, 0, host("h1", "vm", false, 0))))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(registry.get("orca.journal.failures").counter().count()).isEqualTo(1);
        assertThat(registry.get("orca.journal.commit").timer().count()).isZero();
        assertThat(registry.find("orca.hosts").gauge()).isNull();
    }

    @Test
    void typesBeyondThoseThatHaveNamesAreOneTogether() {
        Journal journal = actor.journal(stored);
        journal.open(new Deaf());
        IntStream.range(0, 50).forEach(i -> journal.append(group(i + 1, i, host("h" + i, "type" + i, false, i))));
        assertThat(hosts("type0", "open")).isEqualTo(1);
        assertThat(hosts(Labels.OTHER, "open")).isEqualTo(48);
        assertThat(registry.get("orca.hosts").gauges()).hasSize(3);
    }

    @Test
    void callsOfHandlersAreCountedByHowTheyEnded() {
        List<Event.Ended> heard = new ArrayList<>();
        Consumer<Event.Ended> ended = actor.ended(heard::add);
        for (Outcome outcome : List.of(Outcome.done(), new Outcome.Trouble("later", true), new Outcome.Trouble("never", false))) {
            ended.accept(new Event.Ended(new UnitId("u1"), Action.SETUP, 1, outcome));
        }
        assertThat(heard).hasSize(3);
        for (String outcome : List.of("done", "trouble", "failed")) {
            assertThat(registry.get("orca.handler.calls").tags("action", "setup", "outcome", outcome).counter().count()).isOne();
        }
    }

    @Test
    void aPolicyThatFailsAtOnceIsNotOneThatOverruns() {
        actor.hands(new Idle()).ask(null);
        actor.proposed(p -> { }).accept(new Proposal.Failed("p", "it failed"));
        assertThat(registry.get("orca.policy.round").tags("outcome", "failed").timer().count()).isOne();
        actor(Duration.ZERO).proposed(p -> { }).accept(new Proposal.Failed("p", "it took longer than its budget"));
        assertThat(registry.get("orca.policy.round").tags("outcome", "overran").timer().count()).isOne();
    }

    @Test
    void declinedCommandsAreRefusals() {
        actor.replied(Reply.accepted("r1"));
        actor.replied(Reply.declined(Refusal.Kind.UNKNOWN, "no such reservation"));
        assertThat(registry.get("orca.refusals").tags("about", "command", "reason", "unknown").counter().count()).isOne();
    }

    private static final class Idle implements orca.runtime.loop.Hands {
        @Override
        public void send(List<orca.core.actor.Outgoing> messages) {}

        @Override
        public void start(orca.core.actor.Duties.Run run) {}

        @Override
        public void stop(orca.core.actor.Duties.CallName call) {}

        @Override
        public void watch(orca.core.actor.Duties.Watch watch) {}

        @Override
        public void unwatch(orca.core.lease.UnitId unit) {}

        @Override
        public void ask(orca.core.actor.Question question) {}
    }
}
