package orca.wire.time;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The clock of this process: the machine's, unless a test started the process with the property {@value #PROPERTY}. That names a
 * file with an ISO-8601 length of time by which the clock is off, and which may be changed while the process runs; a file that
 * says nothing to be understood means that the clock is right.
 */
public final class WallClock extends Clock {
    /** The system property that names the file. */
    public static final String PROPERTY = "orca.test.clock";

    private static final Clock OF_THIS_PROCESS = of(Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of));
    /** How often the file is read, at most. */
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Clock right;
    private final Path file;
    private volatile Reading reading;

    private record Reading(long at, Duration off) {}

    private WallClock(Path file, ZoneId zone) {
        this.file = file;
        this.right = Clock.system(zone);
        this.reading = read();
    }

    /** In universal time. */
    public static Clock utc() {
        return OF_THIS_PROCESS;
    }

    /** The machine's clock, or one that is off as the file says. */
    static Clock of(Optional<Path> file) {
        return file.<Clock>map(f -> new WallClock(f, ZoneOffset.UTC)).orElse(Clock.systemUTC());
    }

    @Override
    public Instant instant() {
        Reading last = reading;
        if (System.nanoTime() - last.at() > PAUSE_NS) {
            last = read();
            reading = last;
        }
        return right.instant().plus(last.off());
    }

    private Reading read() {
        Duration off = Duration.ZERO;
        try {
            off = Duration.parse(Files.readString(file).strip());
        } catch (IOException | DateTimeException unreadable) {
            System.getLogger(WallClock.class.getName()).log(System.Logger.Level.DEBUG, file + ": " + unreadable.getMessage());
        }
        return new Reading(System.nanoTime(), off);
    }

    @Override
    public ZoneId getZone() {
        return right.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new WallClock(file, zone);
    }
}
