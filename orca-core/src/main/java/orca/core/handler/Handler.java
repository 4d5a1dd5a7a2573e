package orca.core.handler;

import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;

/**
 * Makes units of some type real. Found by {@link java.util.ServiceLoader}, chosen by {@link #name} in the configuration.
 *
 * <p>The promises an implementation makes, each held by the contract test in orca-testkit:
 * <ol>
 *   <li><b>Idempotent.</b> The same call twice leaves what once would; TEARDOWN of what is not there is done at once.
 *   <li><b>Restartable.</b> A process that dies in the middle may be called again with the same call and must finish it.
 *   <li><b>Complete.</b> After TEARDOWN is done nothing of the unit is left: no process, file, mount or account.
 *   <li><b>Interruptible.</b> A cancelled call ends soon and says so as trouble; what it left is TEARDOWN's to find.
 *   <li><b>Alone per unit.</b> It may be called for many units at once, never for one unit twice at once.
 * </ol>
 * What it throws is taken as trouble that may be retried, for that unit alone.
 */
public interface Handler {
    /** The flag by which a PROBE that is done says whether the unit is there. */
    String PRESENT = "present";

    /**
     * The property by which the site says for which lease the unit is: its holder and its reservation, with a slash between. For
     * logs; a unit needs nothing of it.
     */
    String LEASE = "site.lease";

    /**
     * The property by which the site says where the unit is to live, in the inventory's words, where units of its type can be
     * moved. A MODIFY in which it is not {@link UnitCall#host} is a move: done when the unit is there and nowhere else.
     */
    String PLACE = "site.place";
    /** In a TEARDOWN, the other host that the unit may be on: a move was under way, and nobody knows how far it came. */
    String PLACE_TOO = "site.place.too";

    /** The name that a configuration asks for; as {@link orca.core.resource.Names} allows. */
    String name();

    /**
     * Takes what the configuration says to this handler; called once at most, before the first {@link #handle}. A handler that
     * is not told anything works with its defaults.
     *
     * @param settings by name; a handler refuses one that it does not know, or whose value it cannot use, with an
     *     {@link IllegalArgumentException} that names it
     */
    default void configure(PropertyList settings) {
        if (!settings.isEmpty()) {
            throw new IllegalArgumentException("handler " + name() + ": takes no settings, got " + settings.asMap().keySet());
        }
    }

    /** Does {@code call} and returns when it is done; may block, and may throw for what it cannot explain better. */
    Outcome handle(UnitCall call, CallContext context) throws Exception;

    /** Whether a unit of {@code type} is clean at the instant its term ends, so that its turnaround may be zero. */
    default boolean cleansAtOnce(TypeName type) {
        return false;
    }

    /**
     * Whether a living unit of {@code type} can be moved from one host to another by a MODIFY, see {@link #PLACE}. Asked after
     * {@link #configure}. Trouble that is not to be tried again leaves such a unit where it was.
     */
    default boolean moves(TypeName type) {
        return false;
    }

    /**
     * Told once, after {@link #configure} and before the first {@link #handle}, where the agents of hosts are that joined the
     * site.
     *
     * @return whether it has units made by the agents of their hosts, so that hosts may join for its types
     */
    default boolean reaches(HostAgents agents) {
        return false;
    }
}
