package orca.runtime.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import orca.core.resource.Names;
import orca.wire.text.Default;
import orca.wire.text.Notation;

/**
 * Something that is measured for a slice's controller. Somebody tells it ({@code orca sample}), or it is asked for: what a
 * command prints, or what is found at a URL, begins with the number.
 *
 * @param slice whose controller is shown it
 * @param command asked by this, a line for the shell
 * @param url or asked here; http or https
 * @param every how often, a second to a day
 * @param limit how long it may take, at most a minute and no longer than {@code every}
 */
public record SensorConfig(String slice, Optional<String> command, Optional<String> url, @Default("15s") Duration every,
        @Default("5s") Duration limit) {
    public SensorConfig {
        Names.check("slice", slice);
        if (command.isPresent() && url.isPresent()) {
            throw new IllegalArgumentException("command: give either a command or a url, not both");
        }
        url.ifPresent(SensorConfig::address);
        if (every.compareTo(Duration.ofSeconds(1)) < 0 || every.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("every: must be from 1s to 1d, got " + Notation.show(every));
        }
        if (limit.isNegative() || limit.isZero() || limit.compareTo(Duration.ofMinutes(1)) > 0 || limit.compareTo(every) > 0) {
            throw new IllegalArgumentException(
                    "limit: must be more than nothing, at most 1m, and no longer than every, got " + Notation.show(limit));
        }
    }

    private static URI address(String text) {
        URI address = URI.create(text);
        if (address.getHost() == null || !("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
            throw new IllegalArgumentException("url: must begin with http:// or https:// and have a host, got " + text);
        }
        return address;
    }

    /** A sensor that somebody tells: the slice alone will do. */
    public static SensorConfig parse(String slice) {
        return new SensorConfig(slice, Optional.empty(), Optional.empty(), Duration.ofSeconds(15), Duration.ofSeconds(5));
    }

    /** Whether it is asked for. */
    public boolean polled() {
        return command.isPresent() || url.isPresent();
    }
}
