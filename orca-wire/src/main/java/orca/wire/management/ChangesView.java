package orca.wire.management;

/** The change counter: it grows whenever something durable changed in any actor of the container. */
public record ChangesView(long changes) {}
