package orca.nodeagent.driver;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;

/**
 * Makes one kind of thing on the host where it runs. A driver keeps no state that matters in memory: what exists is what
 * it finds by label on the host, so that another process of it, or a later one, sees the same.
 */
public interface Driver {
    /** The name that orders ask for; as {@link orca.core.resource.Names} allows. */
    String name();

    /** The actions it knows, each with what becomes of a repeated one. */
    Map<String, Repeat> actions();

    /**
     * Runs {@code order} and returns when it is done. The thread is interrupted when the limit passes or nobody wants the
     * answer any more; it then stops soon, by an {@link InterruptedException}, and leaves what it made to be found.
     *
     * @param context takes the words it has to say while it works
     * @return done, with properties; or trouble, in words
     */
    Outcome run(Order order, CallContext context) throws Exception;

    /** How long {@code action} may take at most, whatever its order allows. */
    default Duration longest(String action) {
        return Duration.ofDays(365);
    }

    /** How many characters of the words of {@code action} are kept at most. */
    default long mostOutput(String action) {
        return Long.MAX_VALUE;
    }

    /** Everything on this host that carries this driver's label, running or not: for adoption, and for the sweep. */
    List<FoundUnit> units() throws IOException;

    /** How much this host has for units, where this driver knows better than the system that it runs in. */
    default Room room() throws IOException, InterruptedException {
        return Room.UNSAID;
    }
}
