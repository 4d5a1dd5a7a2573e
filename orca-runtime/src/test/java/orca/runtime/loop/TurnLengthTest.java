package orca.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TurnLengthTest {
    private final TurnLength length = new TurnLength(1024);

    /** How many microseconds an event takes, and how many are taken at once when that has been so for a while. */
    @ParameterizedTest
    @CsvSource({"1, 1024", "10, 1024", "40, 500", "100, 200", "1000, 64", "100000, 64"})
    void aTurnTakesAboutTwentyMilliseconds(long micros, int taken) {
        for (int i = 0; i < 50; i++) {
            length.took(length.next(), length.next() * TimeUnit.MICROSECONDS.toNanos(micros));
        }
        assertThat(length.next()).isBetween(taken - 3, taken + 3);
    }

    @Test
    void aFewEventsWithASlowCommitSayNothingOfMany() {
        for (int i = 0; i < 50; i++) {
            length.took(1, TimeUnit.MILLISECONDS.toNanos(30));
        }
        assertThat(length.next()).isEqualTo(1024);
    }

    @Test
    void neverMoreThanTheSettingsAllow() {
        assertThat(new TurnLength(1).next()).isEqualTo(1);
        assertThat(new TurnLength(10).next()).isEqualTo(10);
    }
}
