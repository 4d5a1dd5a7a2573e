package orca.runtime.config;

import java.time.Duration;
import orca.wire.text.Default;
import orca.wire.text.Notation;
import orca.wire.text.Written;

/**
 * How a site looks at the agents of its hosts.
 *
 * @param every how often at each of them, a second to a day
 * @param limit how long one look may take, at most a minute; a driver that hangs costs its agent 20 s
 * @param atOnce the most looks at the same time, 1 to 1,024; those that were silent last have a quarter of their own
 */
public record WatchConfig(
        @Default("30s") Duration every, @Default("25s") Duration limit, @Default("16") @Written("at-once") int atOnce) {
    public WatchConfig {
        if (every.compareTo(Duration.ofSeconds(1)) < 0 || every.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("every: must be from 1s to 1d, got " + Notation.show(every));
        }
        if (limit.isNegative() || limit.isZero() || limit.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("limit: must be more than nothing and at most 1m, got " + Notation.show(limit));
        }
        if (atOnce < 1 || atOnce > 1024) {
            throw new IllegalArgumentException("at-once: must be from 1 to 1024, got " + atOnce);
        }
    }
}
