package orca.core.table;

import java.util.Objects;

/** What a {@link Table} says about a trigger in a state. */
public sealed interface Verdict<S> {
    /** It happens, and the state is {@code to} from now on (which may be the same). */
    record Moved<S>(S to) implements Verdict<S> {
        public Moved {
            Objects.requireNonNull(to, "to");
        }
    }

    /** It comes late or twice; nothing changes and nobody is to blame. */
    record Ignored<S>() implements Verdict<S> {}

    /** It must not happen here. */
    record Refused<S>(String reason) implements Verdict<S> {
        public Refused {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
