package orca.wire.management;

import java.time.Instant;

/** From {@code start} until {@code end}, which is outside. */
public record TermView(Instant start, Instant end) {}
