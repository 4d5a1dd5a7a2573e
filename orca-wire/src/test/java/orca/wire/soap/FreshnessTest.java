package orca.wire.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import orca.core.contract.Principal;
import orca.wire.call.CallRefused;
import orca.wire.trust.KnownKey;
import orca.wire.trust.Speaker;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final SoapSettings SETTINGS = new SoapSettings(65536, Duration.ofMinutes(1), Duration.ofMinutes(5),
            Duration.ofMinutes(1), Duration.ofSeconds(5), 8, Duration.ofSeconds(10));

    /** Moves when it is told, and by a step at each glance when it is told so. */
    private static final class Hands extends Clock {
        private Instant now = NOON;
        private Duration step = Duration.ZERO;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            now = now.plus(step);
            return now;
        }
    }

    private final Hands clock = new Hands();
    private final Freshness freshness = new Freshness(SETTINGS, clock);

    private static Proof message(String sender, String id, Instant created, Duration life) {
        return new Proof(Speaker.of(new KnownKey(new Principal(sender), sender, null, null)), "to", "action", id,
                Optional.empty(), created, created.plus(life), new byte[0],
                Optional.empty());
    }

    private static Proof message(String id, Instant created) {
        return message("guest", id, created, Duration.ofMinutes(1));
    }

    @Test
    void aMessageIsHeardOnceUntilItIsTooOldAnyway() throws Exception {
        Proof message = message("1", NOON);
        freshness.admit(message, false);
        for (int minute = 0; minute <= 2; minute++) {
            clock.now = NOON.plus(Duration.ofMinutes(minute));
            assertThatThrownBy(() -> freshness.admit(message, false)).hasMessage("MessageID: was heard before");
        }
        clock.now = NOON.plus(Duration.ofMinutes(2)).plusMillis(1);
        assertThatThrownBy(() -> freshness.admit(message, false)).hasMessageStartingWith("Timestamp: expired at");
        freshness.admit(message("other", "1", clock.now, Duration.ofMinutes(1)), false);
        freshness.admit(message("1", clock.now), false);
    }

    @Test
    void anotherSenderMayUseTheSameId() throws Exception {
        freshness.admit(message("1", NOON), false);
        assertThatCode(() -> freshness.admit(message("other", "1", NOON, Duration.ofMinutes(1)), false))
                .doesNotThrowAnyException();
    }

    @Test
    void skewIsToleratedToItsLimitBothWays() throws Exception {
        clock.now = NOON.plusSeconds(600);
        freshness.admit(message("a", NOON.plusSeconds(480)), false);
        assertThatThrownBy(() -> freshness.admit(message("b", NOON.plusSeconds(479)), false))
                .hasMessageStartingWith("Timestamp: expired");
        assertThatThrownBy(() -> freshness.admit(message("c", NOON.plusSeconds(606)), false))
                .hasMessageContaining("still to come");
        clock.step = Duration.ofSeconds(1);
        freshness.admit(message("d", NOON.plusSeconds(605)), false);
        assertThat(clock.now).as("it waited for our clock").isAfterOrEqualTo(NOON.plusSeconds(605));
    }

    @Test
    void nothingIsHeardAgainAfterARestart() throws Exception {
        clock.step = Duration.ofSeconds(1);
        Proof ahead = message("1", NOON.plusSeconds(5));
        freshness.admit(ahead, false);
        clock.step = Duration.ZERO;
        clock.now = clock.now.plusMillis(1); // the process ends and begins at once
        Freshness again = new Freshness(SETTINGS, clock);
        assertThatThrownBy(() -> again.admit(ahead, false))
                .isInstanceOfSatisfying(CallRefused.class, e -> assertThat(e.kind()).isEqualTo(CallRefused.Kind.UNPROVED))
                .hasMessageContaining("before this actor began at");
        again.admit(message("2", clock.now), false);
    }

    @Test
    void strangersTogetherHaveAQuarterOfTheMemoryHoweverManyKeysTheyMake() throws Exception {
        freshness.admit(message("stranger-1", "1", NOON, Duration.ofMinutes(1)), true);
        freshness.admit(message("stranger-2", "1", NOON, Duration.ofMinutes(1)), true);
        assertThatThrownBy(() -> freshness.admit(message("stranger-3", "1", NOON, Duration.ofMinutes(1)), true))
                .isInstanceOfSatisfying(CallRefused.class, e -> {
                    assertThat(e.kind()).isEqualTo(CallRefused.Kind.BUSY);
                    assertThat(e.after()).contains(Duration.ofSeconds(10));
                });
        freshness.admit(message("guest", "1", NOON, Duration.ofMinutes(1)), false);
        clock.now = NOON.plus(Duration.ofMinutes(5));
        freshness.admit(message("stranger-3", "1", clock.now, Duration.ofMinutes(1)), true);
    }

    @Test
    void aMessageLivesNoLongerThanItMay() {
        assertThatThrownBy(() -> freshness.admit(message("guest", "1", NOON, Duration.ofSeconds(301)), false))
                .hasMessageStartingWith("Timestamp: Expires must be after Created");
        assertThatThrownBy(() -> freshness.admit(message("guest", "1", NOON, Duration.ZERO), false))
                .hasMessageStartingWith("Timestamp: Expires must be after Created");
    }

    @Test
    void theMemoryIsBoundedAndNobodyHasAllOfIt() throws Exception {
        for (int i = 0; i < 4; i++) {
            freshness.admit(message("one", "a" + i, NOON, Duration.ofMinutes(1)), false);
        }
        assertThatThrownBy(() -> freshness.admit(message("one", "a4", NOON, Duration.ofMinutes(1)), false))
                .isInstanceOfSatisfying(CallRefused.class, e -> assertThat(e.kind()).isEqualTo(CallRefused.Kind.BUSY));
        for (int i = 0; i < 4; i++) {
            freshness.admit(message("two", "b" + i, NOON, Duration.ofMinutes(1)), false);
        }
        assertThatThrownBy(() -> freshness.admit(message("three", "c", NOON, Duration.ofMinutes(1)), false))
                .isInstanceOfSatisfying(CallRefused.class, e -> assertThat(e.kind()).isEqualTo(CallRefused.Kind.BUSY));
        clock.now = NOON.plusSeconds(121);
        freshness.admit(message("one", "a5", clock.now, Duration.ofMinutes(1)), false);
    }
}
