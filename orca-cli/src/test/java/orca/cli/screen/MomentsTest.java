package orca.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentsTest {
    private static final Moments NOON =
            new Moments(Instant.parse("2026-11-21T12:00:00Z"), ZoneId.of("Europe/Berlin"));

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T12:00:07Z, 13:00:07",
        "2026-11-21T23:30:00Z, 22 Nov 00:30",
        "2026-02-01T00:00:00Z, 1 Feb 01:00",
        "2027-01-01T00:00:00Z, 2027-01-01 01:00"
    })
    void instantsAreShownInTheReadersZone(Instant instant, String shown) {
        assertThat(NOON.at(instant)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T12:00:00Z, 2026-11-21T13:00:00+01:00",
        "2026-07-01T12:00:09.123Z, 2026-07-01T14:00:09+02:00"
    })
    void theFullFormHasSecondsAndOffset(Instant instant, String shown) {
        assertThat(NOON.full(instant)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "PT1H58M59S, in 1 h 58 m",
        "PT45S, in 45 s",
        "PT0.9S, now",
        "PT168H, in 7 d",
        "PT-3M, 3 m ago",
        "PT24H1S, in 1 d",
        "PT-26H, 1 d 2 h ago"
    })
    void aDistanceHasItsTwoLargestParts(Duration way, String shown) {
        assertThat(NOON.distance(NOON.now().plus(way))).isEqualTo(shown);
    }
}
