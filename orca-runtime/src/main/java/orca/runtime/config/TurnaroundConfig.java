package orca.runtime.config;

import java.time.Duration;
import orca.core.time.Turnaround;
import orca.wire.text.Default;

/** What a unit costs around its term; see {@link Turnaround}. */
public record TurnaroundConfig(
        @Default("0s") Duration setup,
        @Default("0s") Duration teardown,
        @Default("0s") Duration grace,
        @Default("0s") Duration skew) {
    public static final TurnaroundConfig NONE =
            new TurnaroundConfig(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    public TurnaroundConfig {
        make(setup, teardown, grace, skew);
    }

    public Turnaround turnaround() {
        return make(setup, teardown, grace, skew);
    }

    private static Turnaround make(Duration setup, Duration teardown, Duration grace, Duration skew) {
        return new Turnaround(setup, teardown, grace, skew);
    }
}
