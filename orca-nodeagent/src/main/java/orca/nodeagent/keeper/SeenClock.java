package orca.nodeagent.keeper;

/**
 * What is written about a host's clock.
 *
 * @param boot which boot it is
 * @param begin when that was, in milliseconds since 1970
 * @param seen the latest time that was seen, likewise
 */
public record SeenClock(String boot, long begin, long seen) {}
