package orca.wire.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotationTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @ParameterizedTest
    @CsvSource({"30s,PT30S", "5m,PT5M", "1h30m,PT1H30M", "7d,P7D", "2w,P14D", "500ms,PT0.5S", "PT5M,PT5M", "0,PT0S", "0s,PT0S"})
    void aLengthOfTimeIsReadInEachNotation(String text, Duration length) {
        assertThat(Notation.duration(text)).isEqualTo(length);
        assertThat(Notation.duration(Notation.show(length))).isEqualTo(length);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "5", "5x", "m5", "5m ", "-5m", "5m-3s", "999999999999w", "999999999999d", "P", "PT-5M", "3000001d", "1.5h"
    })
    void whatIsNoLengthOfTimeIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Notation.duration(text)).withMessageContaining("length of time");
    }

    @ParameterizedTest
    @CsvSource({
        "now,2026-01-31T12:00:00Z", "now+2h,2026-01-31T14:00:00Z", "+7d,2026-02-07T12:00:00Z", "now-5m,2026-01-31T11:55:00Z",
        "2026-01-31T13:00:00+02:00,2026-01-31T11:00:00Z"
    })
    void aPointInTimeIsReadInEachNotation(String text, Instant instant) {
        assertThat(When.parse(text).from(NOON)).isEqualTo(instant);
        assertThat(When.parse(When.parse(text).toString())).isEqualTo(When.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nowish", "now+", "-5m", "2026-01-31", "2026-01-31T12:00:00", "2026-02-30T12:00:00Z", "tomorrow"})
    void whatIsNoPointInTimeIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> When.parse(text));
    }

    @Test
    void aPointBeyondAllInstantsIsRefusedWhenItIsAskedFor() {
        assertThatIllegalArgumentException().isThrownBy(() -> When.parse("now+3000000d").from(Instant.MAX.minusSeconds(60)))
                .withMessageContaining("too far away, got now+3000000d");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "512,512", "64KiB,65536", "1MiB,1048576", "2GiB,2147483648", "7B,7"})
    void aSizeIsReadAndShown(String text, long bytes) {
        assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
        assertThat(ByteSize.parse(ByteSize.parse(text).toString()).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1MB", "1 MiB", "9999999999GiB", "x"})
    void whatIsNoSizeIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(text));
    }
}
