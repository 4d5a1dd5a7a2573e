package orca.nodeagent.keeper;

import java.time.Instant;
import orca.core.lease.UnitId;

/** Something that the host did by itself. */
public record Ended(Instant when, UnitId unit, String what) {}
