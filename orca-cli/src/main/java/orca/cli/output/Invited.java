package orca.cli.output;

import java.time.Instant;

/**
 * An invitation, for who asked for it.
 *
 * @param dryRun whether there would be one, and is none
 * @param id what the site calls it
 * @param site who invites
 * @param line what is to be typed on the host behind {@code orca agent join}; a secret
 * @param until when it is good no more
 */
public record Invited(boolean dryRun, String id, String site, String line, Instant until) {}
