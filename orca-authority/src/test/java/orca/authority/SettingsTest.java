package orca.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.AuthorityTables;
import orca.authority.state.Limits;
import orca.authority.state.Retries;
import orca.core.contract.Principal;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final Principal SELF = new Principal("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void theUsualSettings() {
        AuthoritySettings usual = AuthoritySettings.usual(SELF);
        assertThat(usual.self()).isEqualTo(SELF);
        assertThat(usual.name()).isEqualTo("0123456789abcdef");
        assertThat(usual.limits()).isEqualTo(new Limits(256, 10_000, 1_000, 250_000, 250_000, 250_000, 64));
        assertThat(usual.retries()).isEqualTo(new Retries(3, 10, Duration.ofSeconds(1), MINUTE, Duration.ofMinutes(10),
                Duration.ofSeconds(30)));
        assertThat(usual.answerWithin()).isEqualTo(MINUTE);
        assertThat(usual.askAgain()).isEqualTo(Duration.ofSeconds(15));
        assertThat(usual.tombstone()).isEqualTo(Duration.ofMinutes(10));
        assertThat(new Authority(usual, AuthorityTables.STANDARD, 1).self()).isEqualTo(SELF);
    }

    @Test
    void whatMakesNoSenseIsRefusedByName() {
        assertThatThrownBy(() -> settings("x".repeat(33), MINUTE, MINUTE, MINUTE)).hasMessageContaining("settings.name");
        assertThatThrownBy(() -> settings("A b", MINUTE, MINUTE, MINUTE)).hasMessageContaining("settings.name");
        assertThatThrownBy(() -> settings("s", Duration.ZERO, MINUTE, MINUTE)).hasMessageContaining("settings.answerWithin");
        assertThatThrownBy(() -> settings("s", MINUTE, MINUTE.negated(), MINUTE)).hasMessageContaining("settings.askAgain");
        assertThatThrownBy(() -> settings("s", MINUTE, MINUTE, Duration.ofDays(31))).hasMessageContaining("settings.tombstone");
        assertThat(settings("s", MINUTE, MINUTE, Duration.ZERO).tombstone()).isZero();
        assertThatThrownBy(() -> new Limits(0, 1, 1, 1, 1, 1, 1)).hasMessageContaining("limits.types");
        assertThatThrownBy(() -> new Limits(1, 1, 1, Limits.MOST + 1, 1, 1, 1)).hasMessageContaining("limits.leases");
        assertThatThrownBy(() -> retries(0, 1, MINUTE, MINUTE)).hasMessageContaining("retries.attempts");
        assertThatThrownBy(() -> retries(1, 1001, MINUTE, MINUTE)).hasMessageContaining("retries.teardownAttempts");
        assertThatThrownBy(() -> retries(1, 1, MINUTE, Duration.ofSeconds(1))).hasMessageContaining("retries.longest");
        assertThatThrownBy(() -> retries(1, 1, Duration.ZERO, MINUTE)).hasMessageContaining("retries.first");
    }

    @Test
    void theWaitBetweenTwoTriesDoublesUpToTheLongest() {
        Retries retries = retries(9, 9, Duration.ofSeconds(2), Duration.ofSeconds(7));
        assertThat(retries.after(1)).isEqualTo(Duration.ofSeconds(2));
        assertThat(retries.after(2)).isEqualTo(Duration.ofSeconds(4));
        assertThat(retries.after(3)).isEqualTo(Duration.ofSeconds(7));
        assertThat(retries.after(1000)).isEqualTo(Duration.ofSeconds(7));
    }

    private static AuthoritySettings settings(String name, Duration answerWithin, Duration askAgain, Duration tombstone) {
        return new AuthoritySettings(SELF, name, Limits.USUAL, Retries.USUAL, answerWithin, askAgain, tombstone);
    }

    private static Retries retries(int attempts, int teardownAttempts, Duration first, Duration longest) {
        return new Retries(attempts, teardownAttempts, first, longest, MINUTE, MINUTE);
    }
}
