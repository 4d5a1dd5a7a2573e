package orca.wire.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WallClockTest {
    @TempDir
    private Path folder;

    private static Duration off(Clock clock) {
        return Duration.between(Clock.systemUTC().instant(), clock.instant());
    }

    private static void until(Clock clock, Duration least, Duration most) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (off(clock).compareTo(least) < 0 || off(clock).compareTo(most) > 0) {
            assertThat(System.nanoTime()).as("off by " + off(clock)).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void itIsTheMachinesUnlessATestSaysOtherwise() {
        assertThat(WallClock.utc()).isEqualTo(Clock.systemUTC());
        assertThat(WallClock.of(Optional.empty())).isEqualTo(Clock.systemUTC());
    }

    @Test
    void itIsOffAsTheFileSaysAlsoWhenThatChanges() throws Exception {
        Path file = Files.writeString(folder.resolve("clock"), "PT1H\n");
        Clock clock = WallClock.of(Optional.of(file));
        assertThat(off(clock)).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
        Files.writeString(file, "PT-20S");
        until(clock, Duration.ofSeconds(-21), Duration.ofSeconds(-10));
        Files.writeString(file, "yesterday");
        until(clock, Duration.ofSeconds(-1), Duration.ofSeconds(10));
    }
}
