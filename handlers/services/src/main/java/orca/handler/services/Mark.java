package orca.handler.services;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orca.core.lease.UnitId;
import orca.core.resource.Names;

/**
 * What a daemon's entry bears so that everybody can see whose it is, and so that a later process finds it: an entry is a unit's
 * if it says so, and nobody remembers anything else.
 *
 * @param owner tells sites apart that share a daemon; as {@link Names} allows
 * @param unit whose it is
 */
public record Mark(String owner, UnitId unit) {
    /** Who owns where the configuration does not say. */
    public static final String USUAL_OWNER = "orca";

    private static final Pattern WORDS = Pattern.compile("orca owner=(\\S+) unit=(\\S+)( .*)?");
    private static final Pattern FROM = Pattern.compile("orca owner=(\\S+) from=(\\S+)");

    public Mark {
        Names.check("owner", owner);
    }

    /** As daemons keep it. */
    public String words() {
        return "orca owner=" + owner + " unit=" + unit;
    }

    /** Whether {@code words} are this mark, or begin with it and a space. */
    public boolean isIn(String words) {
        return words.equals(words()) || words.startsWith(words() + " ");
    }

    /** As a daemon keeps it, beside another unit's mark, of what the unit handed over to that one. */
    public String handedOver() {
        return "orca owner=" + owner + " from=" + unit;
    }

    /** Whose mark {@code words} are or begin with; empty: nobody's. */
    public static Optional<Mark> read(String words) {
        return read(WORDS.matcher(words));
    }

    /** Who handed over, as {@code words} say it by {@link #handedOver}; empty: nobody. */
    public static Optional<Mark> readHandedOver(String words) {
        return read(FROM.matcher(words));
    }

    private static Optional<Mark> read(Matcher mark) {
        try {
            return mark.matches() ? Optional.of(new Mark(mark.group(1), new UnitId(mark.group(2)))) : Optional.empty();
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }
}
