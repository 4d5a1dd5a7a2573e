package orca.runtime.hosting;

import java.time.Instant;
import java.util.function.BiFunction;
import orca.core.actor.Actor;

/** An actor that can be looked at: one that runs, or one as it was. */
public interface ReadActor {
    /** As the configuration calls it. */
    String name();

    HostedActor.Role role();

    /** Looks at the actor and says what it saw. The look must change nothing and take away only what never changes. */
    <A extends Actor, T> T read(Class<A> kind, BiFunction<? super A, ? super Instant, ? extends T> look);
}
