package orca.core.handler;

import java.util.Objects;
import orca.core.resource.PropertyList;

/** How a handler's call ended. */
public sealed interface Outcome {
    /** It holds now; {@code properties} are the unit's from here on, over those it had. */
    record Done(PropertyList properties) implements Outcome {
        public Done {
            Objects.requireNonNull(properties, "properties");
        }
    }

    /**
     * The world failed.
     *
     * @param reason what an operator reads; at most {@link #MAX_REASON} characters are kept
     * @param retry whether another attempt may succeed
     */
    record Trouble(String reason, boolean retry) implements Outcome {
        public Trouble {
            Objects.requireNonNull(reason, "reason");
            reason = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason;
        }
    }

    /** The longest reason that is kept, in characters. */
    int MAX_REASON = 500;

    static Outcome done() {
        return new Done(PropertyList.NONE);
    }
}
