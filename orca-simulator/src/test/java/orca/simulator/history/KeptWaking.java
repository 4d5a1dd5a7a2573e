package orca.simulator.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.actor.Actor;
import orca.core.actor.Engine;
import orca.core.actor.Event;
import orca.core.actor.Repeat;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.runtime.journal.Journal;
import orca.runtime.journal.JournalCheck;
import orca.runtime.journal.JournalFiles;
import orca.runtime.journal.JournalStore;
import orca.simulator.federation.KeptStory;

/** An actor that goes on from its journal as in a container: it is told what there is, resumes, and does what is due. */
final class KeptWaking {
    private static final long ENOUGH = 5;
    private static final Duration LATE = Duration.ofMinutes(1);

    private KeptWaking() {}

    /** An actor is born when the journal says in which epoch. */
    private static final class Born implements Journal.Replay {
        private final KeptSet.Kept kept;
        private Actor actor;

        Born(KeptSet.Kept kept) {
            this.kept = kept;
        }

        @Override
        public void begin(long epoch) {
            actor = KeptStory.born(kept.role(), kept.self(), epoch);
        }

        @Override
        public void snapshot(JournalRecord record) {
            actor.apply(record);
        }

        @Override
        public void group(Group group) {
            group.records().forEach(actor::apply);
        }
    }

    /** What {@code orca journal verify} does, and that it is what was written. */
    static void assertSound(KeptSet.Kept kept, JournalFiles files, JournalStore store) {
        JournalCheck.Report report = JournalCheck.check(files, store, kept.codec());
        assertThat(report.findings()).isEmpty();
        assertThat(List.of(report.first(), report.last(), report.records(), report.hash())).isEqualTo(List.of(
                kept.part().first(), kept.part().last(), kept.part().records(), kept.part().hash()));
    }

    /**
     * Opens the journal, which is closed at the end, and lets its actor do what is due next, until it has
     * written some of it, at most {@code wakes} times.
     *
     * @return how many groups it wrote
     */
    static long goOn(KeptSet.Kept kept, Journal journal, int wakes) {
        Born born = new Born(kept);
        try (journal) {
            Journal.Recovered recovered = journal.open(born);
            assertThat(recovered.sequence()).isEqualTo(kept.part().last());
            assertThat(recovered.remarks()).isEmpty();
            Engine engine = new Engine(born.actor, recovered.epoch(), recovered.sequence(), recovered.stampedAt(), Repeat.USUAL);
            engine.resume();
            Instant now = engine.stamp();
            Optional<Instant> next = engine.nextWake();
            for (int i = 0; i < wakes && next.isPresent() && engine.sequence() < recovered.sequence() + ENOUGH; i++) {
                // Peers do not answer, so it says the same again and again; an alarm may be late.
                now = next.get().isAfter(now.plus(LATE)) ? next.get() : now.plus(LATE);
                for (Event event : engine.due(now)) {
                    engine.offer(event, now);
                }
                engine.seal().ifPresent(journal::append);
                engine.release();
                engine.repeats(now);
                assertThat(born.actor.broken()).as("%s at %s", kept.name(), now).isEmpty();
                next = engine.nextWake();
            }
            return engine.sequence() - recovered.sequence();
        }
    }
}
