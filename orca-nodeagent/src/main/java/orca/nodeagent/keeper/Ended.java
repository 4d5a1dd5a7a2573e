package orca.nodeagent.keeper;

import java.time.Instant;
import orca.core.contract.Principal;
import orca.core.lease.UnitId;

/** Something that the host did by itself, for the authority that held the unit. */
public record Ended(Instant when, UnitId unit, Principal authority, String what) {}
