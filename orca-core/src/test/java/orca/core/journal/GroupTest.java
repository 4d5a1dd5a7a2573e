package orca.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import orca.core.contract.Subject;
import orca.core.lease.UnitId;
import org.junit.jupiter.api.Test;

class GroupTest {
    private record Seen(UnitId unit) implements JournalRecord {
        @Override
        public Subject subject() {
            return unit;
        }
    }

    private static final Seen SEEN = new Seen(new UnitId("u1"));

    @Test
    void keepsItsOwnCopyOfTheRecords() {
        List<JournalRecord> records = new ArrayList<>(List.of(SEEN));
        Group group = new Group(1, 1, Instant.EPOCH, records);
        records.clear();
        assertThat(group.records()).containsExactly(SEEN);
    }

    @Test
    void refusesWhatIsNoGroup() {
        assertThatThrownBy(() -> new Group(0, 1, Instant.EPOCH, List.of(SEEN))).hasMessageStartingWith("group.sequence:");
        assertThatThrownBy(() -> new Group(1, 0, Instant.EPOCH, List.of(SEEN))).hasMessageStartingWith("group.epoch:");
        assertThatThrownBy(() -> new Group(1, 1, null, List.of(SEEN))).hasMessageContaining("group.stampedAt");
        assertThatThrownBy(() -> new Group(1, 1, Instant.EPOCH, List.of())).hasMessageStartingWith("group.records:");
    }
}
