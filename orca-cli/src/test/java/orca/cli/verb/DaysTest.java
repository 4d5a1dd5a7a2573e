package orca.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import orca.cli.screen.Moments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DaysTest {
    /** A Saturday, one o'clock in the afternoon in Berlin. */
    private static final Moments SATURDAY = new Moments(Typing.NOON, ZoneId.of("Europe/Berlin"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            friday               | 2026-11-26T23:00:00Z
            Fri                  | 2026-11-26T23:00:00Z
            saturday             | 2026-11-27T23:00:00Z
            saturday 14:00       | 2026-11-21T13:00:00Z
            saturday 12:30       | 2026-11-28T11:30:00Z
            sunday 9:05          | 2026-11-22T08:05:00Z
            today 18:00          | 2026-11-21T17:00:00Z
            tomorrow             | 2026-11-21T23:00:00Z
            tomorrow 14:00       | 2026-11-22T13:00:00Z
            2026-12-24           | 2026-12-23T23:00:00Z
            2026-12-24 18:00     | 2026-12-24T17:00:00Z
            2026-12-24 18:00:30  | 2026-12-24T17:00:30Z
            2027-07-01 12:00     | 2027-07-01T10:00:00Z
            2026-12-24T18:00:00Z | 2026-12-24T18:00:00Z
            +3h                  | 2026-11-21T15:00:00Z
            now+90m              | 2026-11-21T13:30:00Z
            now                  | 2026-11-21T12:00:00Z
            """)
    void whatPeopleSayIsAnInstantWhereTheyAre(String text, Instant instant) {
        assertThat(Days.when(text, SATURDAY).from(Typing.NOON)).isEqualTo(instant);
    }

    @Test
    void whatIsNoTimeIsRefusedWithExamples() {
        for (String text : List.of(
                "someday", "friday noon", "friday 5pm", "14:00", "", "2026-12", "yesterday", "2026-12-24T18:00")) {
            assertThatThrownBy(() -> Days.when(text, SATURDAY)).as(text)
                    .hasMessageContaining("must be a time such as friday, tomorrow 14:00");
        }
        assertThatThrownBy(() -> Days.when("tomorrow 25:00", SATURDAY)).hasMessageStartingWith("there is no such time of day");
        assertThatThrownBy(() -> Days.when("2026-02-30", SATURDAY)).hasMessageStartingWith("there is no such day");
    }

    /** In the night in which clocks go forward, half past two is an hour later; when they go back, it is the first of two. */
    @Test
    void clocksThatAreSetChangeNothing() {
        assertThat(Days.when("2027-03-28 02:30", SATURDAY).from(Typing.NOON)).isEqualTo(Instant.parse("2027-03-28T01:30:00Z"));
        assertThat(Days.when("2027-10-31 02:30", SATURDAY).from(Typing.NOON)).isEqualTo(Instant.parse("2027-10-31T00:30:00Z"));
    }
}
