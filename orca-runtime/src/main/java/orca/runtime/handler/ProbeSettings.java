package orca.runtime.handler;

import java.time.Duration;

/**
 * How units are probed.
 *
 * @param every how often each of them
 * @param limit how long one probe may take
 * @param atOnce the most probes at the same time
 * @param deaths how often in a row a unit is found dead before that is told
 */
public record ProbeSettings(Duration every, Duration limit, int atOnce, int deaths) {}
