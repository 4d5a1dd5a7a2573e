package orca.wire.management;

import java.util.Optional;

/**
 * Tell what a declared sensor measured; to be posted to {@code sample}.
 *
 * @param actor the service manager; may be left out when the container has one
 * @param slice whose controller is shown it
 * @param value a finite number
 */
public record SampleCommand(Optional<String> actor, String slice, String sensor, double value) {
    public SampleCommand {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("value: must be a finite number, got " + value);
        }
    }
}
