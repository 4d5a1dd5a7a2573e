package orca.wire.metrics;

import orca.wire.server.Listen;
import orca.wire.text.Default;

/**
 * Where a process offers its figures, to anybody who can reach that: there are no secrets in them, and nothing can be changed.
 *
 * @param listen {@code HOST:PORT}; this machine alone when it is left out
 */
public record MetricsConfig(@Default("127.0.0.1:9464") Listen listen) {}
