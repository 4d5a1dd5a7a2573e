package orca.wire.management;

import java.util.List;

/**
 * A command was taken and is durable; what follows is for peers and handlers to do.
 *
 * @param dryRun whether nothing was done
 * @param ids what it is about: the reservations asked for, the delegation made
 * @param note what else there is to say, or empty
 */
public record CommandAnswer(boolean dryRun, List<String> ids, String note) {}
