package orca.runtime.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import orca.core.contract.Subject;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.wire.metrics.Labels;
import orca.wire.text.Notation;

/**
 * How many contracts and units of one actor are in which state. It remembers of each what it counted it as, so that a record
 * costs one look and nobody ever counts all of them; that is some hundred bytes for each.
 *
 * <p>Written by the actor's thread alone; the numbers are read by anybody.
 */
final class Census {
    /** The most types that have numbers of their own. */
    static final int MOST_TYPES = 100;
    private static final Duration[] STAYS = Stream.of("PT0.1S", "PT1S", "PT10S", "PT1M", "PT10M", "PT1H", "P1D")
            .map(Duration::parse).toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Tags actor;
    private final Labels types;
    private final Map<Cell, AtomicLong> counts = new HashMap<>();
    private final Map<Subject, Entry> seen = new HashMap<>();

    /** @param actor the labels of the actor */
    Census(MeterRegistry registry, Tags actor, Labels types) {
        this.registry = registry;
        this.actor = actor;
        this.types = types;
    }

    /** One number. */
    private record Cell(Sight.Kind kind, String type, String state) {}

    /** What somebody was counted as. */
    private static final class Entry {
        private Cell cell;
        private AtomicLong count;
        private long sinceMillis;
        private Optional<Object> refused;
    }

    /** Everything is forgotten: the journal is read again. */
    void reset() {
        seen.clear();
        counts.values().forEach(count -> count.set(0));
    }

    /** A record that was journaled before this process; it counts for how things stand, and not for what happens. */
    void remembered(JournalRecord record) {
        look(record, Optional.empty());
    }

    /** What was decided now and is durable. */
    void committed(Group group) {
        group.records().forEach(record -> look(record, Optional.of(group.stampedAt())));
    }

    private void look(JournalRecord record, Optional<Instant> now) {
        switch (RecordSight.of(record)) {
            case Sight.Standing standing -> stands(record.subject(), standing, now);
            case Sight.Gone gone -> {
                Entry entry = seen.remove(record.subject());
                if (entry != null) {
                    leave(entry, now);
                }
            }
            case Sight.Nothing nothing -> { }
        }
    }

    private void stands(Subject subject, Sight.Standing standing, Optional<Instant> now) {
        Entry entry = seen.computeIfAbsent(subject, s -> new Entry());
        String type = standing.type().map(types::of).orElseGet(() -> entry.cell == null ? "" : entry.cell.type());
        Cell cell = new Cell(standing.kind(), type, standing.state());
        if (!cell.equals(entry.cell)) {
            boolean moved = entry.cell == null || !entry.cell.state().equals(cell.state());
            if (entry.cell != null) {
                leave(entry, moved ? now : Optional.empty());
            }
            entry.count = counts.computeIfAbsent(cell, this::shown);
            entry.count.incrementAndGet();
            if (moved) {
                entry.sinceMillis = now.orElse(standing.since()).toEpochMilli();
            }
            entry.cell = cell;
        }
        Optional<Object> before = entry.refused == null ? Optional.empty() : entry.refused;
        standing.refusal().filter(no -> now.isPresent() && !before.equals(Optional.of(no.to())))
                .ifPresent(no -> registry.counter("orca.refusals",
                        actor.and("about", Notation.word(standing.kind()), "reason", Notation.word(no.kind()))).increment());
        entry.refused = standing.refusal().map(Sight.Refused::to);
    }

    private void leave(Entry entry, Optional<Instant> now) {
        entry.count.decrementAndGet();
        now.ifPresent(at -> Timer.builder("orca.state")
                .description("How long contracts and units stayed in a state that they left")
                .tags(actor.and("kind", Notation.word(entry.cell.kind()), "state", entry.cell.state()))
                .serviceLevelObjectives(STAYS).register(registry)
                .record(Duration.ofMillis(Math.max(0, at.toEpochMilli() - entry.sinceMillis))));
    }

    private AtomicLong shown(Cell cell) {
        AtomicLong count = new AtomicLong();
        Tags tags = actor.and("state", cell.state());
        Gauge.builder("orca." + plural(cell.kind()), count::get).description("How many there are, by their state")
                .tags(cell.kind() == Sight.Kind.MEMBER ? tags : tags.and("type", cell.type())).register(registry);
        return count;
    }

    private static String plural(Sight.Kind kind) {
        return Notation.word(kind) + "s";
    }
}
