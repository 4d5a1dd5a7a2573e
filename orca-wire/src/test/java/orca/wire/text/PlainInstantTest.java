package orca.wire.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What it understands the JDK understands the same; whatever else there is it leaves to the JDK. */
class PlainInstantTest {
    private static final int TRIES = 20_000;

    private static Optional<Instant> jdk(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Test
    void whatInstantsWriteOfThemselvesIsRead() {
        Random dice = new Random(7);
        for (int i = 0; i < TRIES; i++) {
            Instant seconds = Instant.ofEpochSecond(dice.nextLong(-62_135_596_800L, 253_402_300_800L));
            assertThat(PlainInstant.of(seconds.toString())).contains(seconds);
            Instant millis = seconds.plusMillis(1 + dice.nextInt(998));
            assertThat(PlainInstant.of(millis.toString())).contains(millis);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000Z", "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999Z", "2024-02-29T00:00:00Z", "2000-02-29T00:00:00Z"})
    void theseAreReadAsTheJdkReadsThem(String text) {
        assertThat(PlainInstant.of(text)).isPresent().isEqualTo(jdk(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Z", "2026-01-31T12:00Z", "2026-01-31T12:00:00+01:00", "2026-01-31T12:00:00.123456Z",
        "2026-01-31 12:00:00Z", "2026-01-31T12:00:00z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
        "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-31T24:00:00Z",
        "2026-01-31T23:60:00Z",
        "2026-01-31T23:59:60Z", "-026-01-31T12:00:00Z", "+026-01-31T12:00:00Z", "2026-01-31T12:00:00,000Z",
        "2026-01-31T12:00:00.00AZ", "２026-01-31T12:00:00Z", " 026-01-31T12:00:00Z"})
    void theseAreLeftToTheJdk(String text) {
        assertThat(PlainInstant.of(text)).isEmpty();
    }

    @Test
    void whatIsChangedByALetterIsReadAsTheJdkReadsItOrLeftToIt() {
        Random dice = new Random(8);
        String letters = "0123456789-:.TZ+ ";
        for (int i = 0; i < TRIES; i++) {
            String good = dice.nextBoolean() ? "2024-02-28T23:59:58Z" : "2024-02-28T23:59:58.125Z";
            StringBuilder text = new StringBuilder(good);
            for (int changes = 1 + dice.nextInt(2); changes > 0; changes--) {
                text.setCharAt(dice.nextInt(text.length()), letters.charAt(dice.nextInt(letters.length())));
            }
            PlainInstant.of(text.toString()).ifPresent(read -> assertThat(jdk(text.toString())).contains(read));
        }
    }
}
