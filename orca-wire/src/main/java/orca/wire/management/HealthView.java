package orca.wire.management;

import java.util.List;

/**
 * How the container is.
 *
 * @param well whether every actor runs
 * @param version of the program
 * @param changes the change counter, which grows whenever something durable changed in any actor
 */
public record HealthView(boolean well, String version, long changes, List<ActorRow> actors) {}
