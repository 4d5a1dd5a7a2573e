package orca.cli.screen;

import java.util.Objects;

/**
 * One column of a {@link Table}, and what may be done to it where the screen is too narrow.
 *
 * @param name its heading, in capitals
 * @param right whether its cells stand at the right, as numbers do
 * @param least the narrowest that it may be cut to, in characters; 0 when it is never cut
 * @param rank the order in which columns are left out when cutting is not enough: the highest first, 0 never
 */
public record Column(String name, boolean right, int least, int rank) {
    public Column {
        Objects.requireNonNull(name, "name");
        if (least < 0 || rank < 0) {
            throw new IllegalArgumentException("column " + name + ": least and rank must be 0 or more");
        }
    }

    /** Always whole, always there: a name that somebody may want to copy. */
    public static Column whole(String name) {
        return new Column(name, false, 0, 0);
    }

    /** Always whole, left out when there is no room. */
    public static Column extra(String name, int rank) {
        return new Column(name, false, 0, rank);
    }

    public static Column number(String name, int rank) {
        return new Column(name, true, 0, rank);
    }

    /** Cut as far as {@code least}, then left out. */
    public static Column words(String name, int least, int rank) {
        return new Column(name, false, least, rank);
    }
}
