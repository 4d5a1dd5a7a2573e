package orca.runtime.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import orca.core.contract.Subject;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.wire.metrics.Labels;
import orca.wire.text.Notation;

/**
 * How many contracts and units of one actor are in which state. It remembers of each what it counted it as, so that a record
 * costs one look and nobody ever counts all of them; that is about 300 bytes for each.
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
    private final Map<Key, Cell> cells = new HashMap<>();
    private final Map<Subject, Entry> seen = new HashMap<>();

    /** @param actor the labels of the actor */
    Census(MeterRegistry registry, Tags actor, Labels types) {
        this.registry = registry;
        this.actor = actor;
        this.types = types;
    }

    /** What is counted together. */
    private record Key(Sight.Kind kind, String type, Enum<?> state) {}

    /** One number, and how long those stayed who are not counted in it any more. */
    private static final class Cell {
        private final Key key;
        private final AtomicLong count = new AtomicLong();
        private Optional<Timer> stays = Optional.empty();

        Cell(Key key) {
            this.key = key;
        }
    }

    /** What somebody was counted as. */
    private static final class Entry {
        private Cell cell;
        private long sinceMillis;
        private Optional<Object> refused = Optional.empty();
    }

    /** Shows what nobody is in yet as nobody: else who watches cannot tell none from a figure that is gone. */
    void expect(Sight.Kind kind, Collection<? extends Enum<?>> states) {
        states.forEach(state -> cells.computeIfAbsent(new Key(kind, "", state), this::shown));
    }

    /** Everything is forgotten: the journal is read again. */
    void reset() {
        seen.clear();
        cells.values().forEach(cell -> cell.count.set(0));
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
        if (!isCountedAs(entry, standing)) {
            String type = standing.type().map(types::of).orElseGet(() -> entry.cell == null ? "" : entry.cell.key.type());
            boolean moved = entry.cell == null || entry.cell.key.state() != standing.state();
            if (entry.cell != null) {
                leave(entry, moved ? now : Optional.empty());
            }
            entry.cell = cells.computeIfAbsent(new Key(standing.kind(), type, standing.state()), this::shown);
            entry.cell.count.incrementAndGet();
            if (moved) {
                entry.sinceMillis = now.orElse(standing.since()).toEpochMilli();
            }
        }
        if (standing.refusal().isPresent() || entry.refused.isPresent()) {
            Optional<Object> before = entry.refused;
            standing.refusal().filter(no -> now.isPresent() && !before.equals(Optional.of(no.to())))
                    .ifPresent(no -> registry.counter("orca.refusals",
                            actor.and("about", Notation.word(standing.kind()), "reason", Notation.word(no.kind()))).increment());
            entry.refused = standing.refusal().map(Sight.Refused::to);
        }
    }

    private static boolean isCountedAs(Entry entry, Sight.Standing standing) {
        return entry.cell != null && entry.cell.key.state() == standing.state()
                && (standing.type().isEmpty() || standing.type().get().equals(entry.cell.key.type()));
    }

    private void leave(Entry entry, Optional<Instant> now) {
        Cell cell = entry.cell;
        cell.count.decrementAndGet();
        if (now.isPresent()) {
            if (cell.stays.isEmpty()) {
                cell.stays = Optional.of(Timer.builder("orca.state")
                        .description("How long contracts and units stayed in a state that they left")
                        .tags(actor.and("kind", Notation.word(cell.key.kind()), "state", Notation.word(cell.key.state())))
                        .serviceLevelObjectives(STAYS).register(registry));
            }
            cell.stays.get().record(Math.max(0, now.get().toEpochMilli() - entry.sinceMillis), TimeUnit.MILLISECONDS);
        }
    }

    private Cell shown(Key key) {
        Cell cell = new Cell(key);
        Tags tags = actor.and("state", Notation.word(key.state()));
        Gauge.builder("orca." + plural(key.kind()), cell.count::get).description("How many there are, by their state")
                .tags(key.kind().typed() ? tags.and("type", key.type()) : tags).register(registry);
        return cell;
    }

    private static String plural(Sight.Kind kind) {
        return Notation.word(kind) + "s";
    }
}
