package orca.core.resource;

/** In which terms a site promises units of a type to its brokers. */
public enum Promised {
    /** As so much altogether. What no single host has room for may be refused, though together they would have. */
    BY_SUM,
    /** As so much on each host, without its name. What is ticketed has a host with room. */
    BY_HOST
}
