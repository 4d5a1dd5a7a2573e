package orca.runtime.config;

import java.time.Duration;
import orca.runtime.handler.ProbeSettings;
import orca.wire.text.Default;
import orca.wire.text.Notation;
import orca.wire.text.Written;

/**
 * How a site looks after the units that are used.
 *
 * @param every how often each of them is probed by its handler, a second to a day
 * @param limit how long one probe may take, at most five minutes
 * @param atOnce the most probes at the same time, 1 to 1,024; hosts where the last one failed have a quarter of their own
 * @param deaths how often in a row a unit is found dead before that is believed, 1 to 100
 */
public record ProbeConfig(
        @Default("30s") Duration every, @Default("20s") Duration limit, @Default("16") @Written("at-once") int atOnce,
        @Default("2") int deaths) {
    /** When nothing is said. */
    public static final ProbeConfig USUAL = new ProbeConfig(Duration.ofSeconds(30), Duration.ofSeconds(20), 16, 2);

    public ProbeConfig {
        within("every", every, Duration.ofSeconds(1), Duration.ofDays(1));
        within("limit", limit, Duration.ofMillis(1), Duration.ofMinutes(5));
        if (atOnce < 1 || atOnce > 1024) {
            throw new IllegalArgumentException("at-once: must be from 1 to 1024, got " + atOnce);
        }
        if (deaths < 1 || deaths > 100) {
            throw new IllegalArgumentException("deaths: must be from 1 to 100, got " + deaths);
        }
    }

    private static void within(String field, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(field + ": must be from " + Notation.show(least) + " to " + Notation.show(most)
                    + ", got " + Notation.show(value));
        }
    }

    public ProbeSettings settings() {
        return new ProbeSettings(every, limit, atOnce, deaths);
    }
}
