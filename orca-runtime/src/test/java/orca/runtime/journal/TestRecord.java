package orca.runtime.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Subject;
import orca.core.journal.JournalRecord;
import orca.core.lease.UnitId;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.time.Term;

/** A family of records with every shape that records can have. */
sealed interface TestRecord extends JournalRecord {
    enum Stage {
        ASKED,
        GRANTED {
            @Override
            boolean binds() {
                return true;
            }
        };

        boolean binds() {
            return false;
        }
    }

    /** A choice that contains itself. */
    sealed interface Wish {
        record Exactly(long units) implements Wish {}

        record Either(Wish left, Wish right) implements Wish {}

        record Nothing() implements Wish {}
    }

    /** About as large as a real ticket. */
    record Promise(
            ContractKey key,
            TypeName type,
            int revision,
            Stage stage,
            Term term,
            long units,
            Amounts sliver,
            PropertyList properties,
            Optional<Instant> waitsUntil,
            Optional<UnitId> unit,
            List<UnitId> units2,
            boolean elastic,
            String reason,
            Duration lead,
            Wish wish)
            implements TestRecord {
        @Override
        public Subject subject() {
            return key;
        }
    }

    /** Everything else. */
    record Odd(
            UnitId unit,
            Map<Principal, Long> shares,
            SortedMap<ContractKey, List<String>> notes,
            Set<Stage> stages,
            byte[] bytes,
            Integer maybe,
            double factor,
            Subject about,
            Map<Stage, Wish> wishes)
            implements TestRecord {
        public Odd {
            Objects.requireNonNull(unit, "unit");
        }

        @Override
        public Subject subject() {
            return unit;
        }
    }

    /** The least there is. */
    record Gone(UnitId unit) implements TestRecord {
        @Override
        public Subject subject() {
            return unit;
        }
    }

    Map<Class<?>, List<Class<?>>> OPEN = Map.of(Subject.class, List.of(ContractKey.class, UnitId.class));

    static RecordCodec codec() {
        return RecordCodec.of(List.of(TestRecord.class), OPEN);
    }

    /** A promise that differs from others by {@code number}. */
    static Promise promise(int number) {
        return new Promise(
                new ContractKey(new Principal("a3".repeat(32)), new ReservationId("r" + number)),
                new TypeName("vm"),
                number,
                number % 2 == 0 ? Stage.GRANTED : Stage.ASKED,
                new Term(Instant.ofEpochMilli(1_800_000_000_000L + number), Instant.ofEpochMilli(1_800_003_600_000L + number)),
                2,
                Amounts.of(500, 2048, 10),
                PropertyList.of("image", "debian-12").with("cpus", 4),
                Optional.of(Instant.ofEpochMilli(1_800_000_060_000L)),
                Optional.empty(),
                List.of(new UnitId("u1"), new UnitId("u2")),
                true,
                "waits for host h" + number,
                Duration.ofSeconds(30),
                new Wish.Exactly(2));
    }
}
