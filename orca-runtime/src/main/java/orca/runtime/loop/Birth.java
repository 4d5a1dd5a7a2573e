package orca.runtime.loop;

import orca.core.actor.Actor;

/** Makes an actor that knows nothing yet; its journal's records are applied to it. */
@FunctionalInterface
public interface Birth {
    Actor born(long epoch);
}
