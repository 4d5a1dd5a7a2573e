package orca.nodeagent.keeper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import orca.wire.time.WallClock;
import orca.nodeagent.disk.Boot;

/** The clocks of this machine. Without {@code /proc/uptime} each process counts as a boot of its own. */
public final class SystemClock implements HostClock {
    private static final Path UPTIME = Path.of("/proc/uptime");

    private final Clock wall = WallClock.utc();
    private final boolean told = Files.isReadable(UPTIME);
    private final String boot;
    private final long begun = System.nanoTime();

    public SystemClock() throws IOException {
        boot = told ? Boot.id() : UUID.randomUUID().toString();
    }

    @Override
    public Instant wall() {
        return wall.instant();
    }

    @Override
    public Duration up() {
        if (!told) {
            return Duration.ofNanos(System.nanoTime() - begun);
        }
        try {
            String text = Files.readString(UPTIME);
            BigDecimal seconds = new BigDecimal(text.substring(0, text.indexOf(' ')));
            return Duration.ofMillis(seconds.movePointRight(3).longValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String boot() {
        return boot;
    }
}
