package orca.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import orca.broker.ledger.BrokerSettings;
import orca.broker.ledger.BrokerTables;
import orca.core.contract.Principal;
import org.junit.jupiter.api.Test;

class BrokerSettingsTest {
    private static final Principal SELF = new Principal("broker");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static BrokerSettings of(Duration answer, Duration again, Duration approval, Duration tombstone, int... most) {
        return new BrokerSettings(SELF, answer, again, approval, tombstone, most[0], most[1], most[2], most[3], most[4]);
    }

    @Test
    void theDefaultsAreThese() {
        assertThat(BrokerSettings.usual(SELF)).isEqualTo(of(MINUTE, Duration.ofSeconds(5), Duration.ofDays(7),
                Duration.ofMinutes(10),
                3, 200_000, 100_000, 300_000, 1_000));
    }

    @Test
    void durationsOfNothingOrTooLongAreRefusedByName() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> of(Duration.ZERO, second, MINUTE, MINUTE, 1, 1, 1, 1, 1))
                .hasMessage("broker.answerWithin: must be more than nothing and at most PT8784H, got PT0S");
        assertThatThrownBy(() -> of(MINUTE, second.negated(), MINUTE, MINUTE, 1, 1, 1, 1,
                1)).hasMessageStartingWith("broker.askAgain: ");
        assertThatThrownBy(() -> of(MINUTE, second, Duration.ofDays(400), MINUTE, 1, 1, 1, 1, 1))
                .hasMessageStartingWith("broker.longestApproval: ");
        assertThatThrownBy(() -> of(MINUTE, second, MINUTE, Duration.ZERO, 1, 1, 1, 1,
                1)).hasMessageStartingWith("broker.tombstone: ");
        assertThatThrownBy(() -> of(MINUTE, MINUTE, MINUTE, MINUTE, 1, 1, 1, 1, 1))
                .hasMessage("broker.askAgain: must be shorter than answerWithin (PT1M), got PT1M");
    }

    @Test
    void countsBelowOneAreRefusedByName() {
        String[] fields = {"mostTries", "mostTickets", "mostPerHolder", "mostRemembered", "mostHoldings"};
        for (int i = 0; i < fields.length; i++) {
            int[] most = {1, 1, 1, 1, 1};
            most[i] = 0;
            assertThatThrownBy(() -> of(MINUTE, Duration.ofSeconds(1), MINUTE, MINUTE, most))
                    .hasMessage("broker." + fields[i] + ": must be 1 or more, got 0");
        }
        assertThatThrownBy(() -> of(MINUTE, Duration.ofSeconds(1), MINUTE, MINUTE, 1, 5, 1, 4, 1))
                .hasMessage("broker.mostRemembered: must not be less than mostTickets (5), got 4");
    }

    @Test
    void aBrokerIsInItsFirstEpochAtLeast() {
        assertThatThrownBy(() -> new Broker(BrokerSettings.usual(SELF), BrokerTables.STANDARD, 0))
                .hasMessage("broker.epoch: must be 1 or more, got 0");
    }
}
