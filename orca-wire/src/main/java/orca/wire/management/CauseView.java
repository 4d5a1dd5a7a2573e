package orca.wire.management;

import java.time.Instant;

/** The last thing that happened to something: when, what, and a sentence why, which may be empty. */
public record CauseView(Instant at, String what, String why) {}
