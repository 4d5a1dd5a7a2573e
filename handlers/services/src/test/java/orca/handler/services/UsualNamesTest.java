package orca.handler.services;

import static org.assertj.core.api.Assertions.assertThat;

import orca.core.lease.UnitId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsualNamesTest {
    private static final UnitId UNIT = new UnitId("west-u7");

    @ParameterizedTest
    @ValueSource(strings = {"west-u8", "west-u70", "west-u4-9", "west-u1"})
    void theNamesOfOtherUnitsAreTheirs(String name) {
        assertThat(UsualNames.ofAnother(name, UNIT)).isTrue();
        assertThat(UsualNames.ofAnother(name, new UnitId("west-u4.3"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"west-u7", "east-u8", "west-ux", "west-u", "web", "ann-u8", "west-u8b"})
    void allOthersMayBeAskedFor(String name) {
        assertThat(UsualNames.ofAnother(name, UNIT)).isFalse();
    }

    @Test
    void aUnitOfALaterEpochHasItsOwn() {
        assertThat(UsualNames.ofAnother("west-u4-9", new UnitId("west-u4.9"))).isFalse();
    }
}
