package orca.core.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RepeatTest {
    @Test
    void eachWaitIsTwiceTheOneBeforeUntilTheLongest() {
        Repeat repeat = new Repeat(Duration.ofSeconds(1), Duration.ofSeconds(10));
        assertThat(IntStream.rangeClosed(1, 6).mapToObj(repeat::after)).containsExactly(Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(4), Duration.ofSeconds(8), Duration.ofSeconds(10), Duration.ofSeconds(10));
        assertThat(repeat.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void theUsualOneIsFromASecondToHalfAMinute() {
        assertThat(Repeat.USUAL.after(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(Repeat.USUAL.after(50)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void waitsOfNothingOrTheWrongWayRoundAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new Repeat(Duration.ZERO,
                second)).hasMessage("repeat: must be 0 < first <= longest, got PT0S, PT1S");
        assertThatThrownBy(() -> new Repeat(second.negated(), second)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Repeat(second, Duration.ofMillis(999))).isInstanceOf(IllegalArgumentException.class);
    }
}
