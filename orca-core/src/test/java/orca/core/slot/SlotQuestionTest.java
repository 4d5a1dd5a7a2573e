package orca.core.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import orca.core.contract.Principal;
import orca.core.resource.Amounts;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import org.junit.jupiter.api.Test;

class SlotQuestionTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    private static SlotQuestion question(long units, long least, Duration length, Instant before, int most) {
        return new SlotQuestion(
                new TypeName("vm"), units, least, Amounts.of(1), length, NOON, before, Optional.empty(), most);
    }

    @Test
    void eachFieldIsRefusedByItsName() {
        Duration hour = Duration.ofHours(1);
        Instant three = NOON.plus(Duration.ofHours(3));
        assertThatThrownBy(() -> question(0, 1, hour, three, 5)).hasMessage("slots.units: must be from 1 to 10000, got 0");
        assertThatThrownBy(() -> question(3, 4, hour, three, 5)).hasMessage("slots.least: must be from 1 to 3, got 4");
        assertThatThrownBy(() -> question(3, 1, hour, three, 65)).hasMessage("slots.most: must be from 1 to 64, got 65");
        assertThatThrownBy(() -> question(3, 1, Duration.ZERO, three, 5)).hasMessageStartingWith("slots.length: must be more");
        assertThatThrownBy(() -> question(3, 1, hour, NOON, 5)).hasMessageStartingWith("slots.before: must be after slots.from");
        assertThatThrownBy(() -> question(3, 1, Duration.ofHours(4), three, 5))
                .hasMessageStartingWith("slots.before: must leave room for slots.length");
        assertThat(question(3, 3, hour, three, 5).lastStart()).isEqualTo(NOON.plus(Duration.ofHours(2)));
        assertThat(question(3, 3, hour, three, 5).atMost(2)).isEqualTo(question(2, 2, hour, three, 5));
    }

    @Test
    void aSlotHoldsWhatLiesWithinIt() {
        Slot slot = new Slot(1, new Principal("west"), 2, Amounts.of(1), Term.of(NOON, Duration.ofHours(2)));
        Duration hour = Duration.ofHours(1);
        assertThat(slot.holds(NOON, hour)).isTrue();
        assertThat(slot.holds(NOON.plus(hour), hour)).isTrue();
        assertThat(slot.holds(NOON.plus(hour).plusMillis(1), hour)).isFalse();
        assertThat(slot.holds(NOON.minusMillis(1), hour)).isFalse();
    }
}
