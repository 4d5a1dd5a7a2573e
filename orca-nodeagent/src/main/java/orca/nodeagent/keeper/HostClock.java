package orca.nodeagent.keeper;

import java.time.Duration;
import java.time.Instant;

/** The two clocks of a host. */
public interface HostClock {
    /** What the wall clock shows, which somebody may set. */
    Instant wall();

    /** How long the host has been up, asleep or awake; nobody can set it, and it begins anew with each boot. */
    Duration up();

    /** Which boot it is that {@link #up} counts from. */
    String boot();
}
