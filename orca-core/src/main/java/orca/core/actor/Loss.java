package orca.core.actor;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * That an actor was put back to an earlier state, and whatever it decided later is lost to it, though its peers know. While that
 * is not settled it promises nothing new, lets nothing end that a peer may hold, and hears nothing of contracts that it does not
 * know: who speaks of one is noted.
 *
 * @param since the stamp of the last decision that is left
 * @param epoch the life that begins with it; what is said by this life carries it
 * @param what how that came, for people
 */
public record Loss(Instant since, long epoch, String what) {
    /** The most contracts that are noted; whoever speaks of more is heard when it is settled all the same. */
    public static final int MOST_STRAYS = 1000;
    /** The most of one holder of tickets, so that nobody fills the list alone. */
    public static final int MOST_STRAYS_EACH = 100;
    private static final int MOST_NAMED = 10;

    public Loss {
        Objects.requireNonNull(since, "loss.since");
        Objects.requireNonNull(what, "loss.what");
    }

    /** How many are open, and the first of them. */
    public static String named(List<String> open) {
        return open.size() + " open: " + first(open);
    }

    /** The first of {@code all}, and how many there are besides. */
    public static String first(List<String> all) {
        List<String> first = all.subList(0, Math.min(all.size(), MOST_NAMED));
        return String.join("; ", first) + (all.size() > first.size() ? "; and " + (all.size() - first.size()) + " more" : "");
    }

    /** What holders are told, once they have said what they hold. */
    public String notice() {
        return "what was decided here after " + since + " was lost; this is known";
    }
}
