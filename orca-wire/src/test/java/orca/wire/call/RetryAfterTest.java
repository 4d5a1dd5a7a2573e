package orca.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    @ParameterizedTest
    @CsvSource({"5, 5", "0, 0", "'', 0", "-1, 0", "soon, 0", "3600, 3600", "3601, 3600", "999999999, 3600", "9999999999, 0",
        "1.5, 0"})
    void whatOthersSayIsBounded(String text, long seconds) {
        assertThat(RetryAfter.read(text)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void onlyWholeSecondsAreTold() {
        assertThat(CallRefused.busy("so", Duration.ofMillis(900)).after()).isEmpty();
        assertThat(CallRefused.busy("so", Duration.ofMillis(1900)).after()).contains(Duration.ofSeconds(1));
        assertThat(CallRefused.busy("so", Duration.ofDays(1)).after()).contains(Duration.ofHours(1));
        assertThat(new CallRefused(CallRefused.Kind.BUSY, "so").after()).isEmpty();
    }
}
