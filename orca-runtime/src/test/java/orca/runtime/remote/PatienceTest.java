package orca.runtime.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {
    @ParameterizedTest
    @CsvSource({"0, 100", "100, 200", "3000, 5000", "5000, 5000"})
    void eachTimeItIsTwiceAsLongUpToABound(long before, long after) {
        assertThat(Patience.next(Duration.ofMillis(before))).isEqualTo(Duration.ofMillis(after));
    }

    @ParameterizedTest
    @CsvSource({"1000, 0, 1000", "1000, 0.5, 1250", "600000, 0, 60000"})
    void aPeerIsHeededAndNeverTooSoonButNotForEver(long asked, double dice, long waits) {
        assertThat(Patience.heeding(Duration.ofMillis(asked), dice)).isEqualTo(Duration.ofMillis(waits));
    }

    @Test
    void thoseWhoFailTogetherDoNotComeBackTogether() {
        Duration most = Duration.ofSeconds(4);
        assertThat(Patience.within(most, 0)).isEqualTo(Duration.ofSeconds(2));
        assertThat(Patience.within(most, 0.5)).isEqualTo(Duration.ofSeconds(3));
        assertThat(Patience.within(most, 0.999)).isLessThan(most);
    }
}
