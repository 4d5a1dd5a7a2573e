package orca.nodeagent.keeper;

import java.time.Duration;

/**
 * How long a keeper waits.
 *
 * @param grace how long after the end of a term the host acts by itself; less than the site's turnaround. From 0 to a day
 * @param skew how far the clocks of an authority and of this host may differ; from a second to an hour
 */
public record KeeperSettings(Duration grace, Duration skew) {
    public KeeperSettings {
        if (grace.isNegative() || grace.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("grace: must be from 0s to 1d, got " + grace);
        }
        if (skew.compareTo(Duration.ofSeconds(1)) < 0 || skew.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("skew: must be from 1s to 1h, got " + skew);
        }
    }
}
