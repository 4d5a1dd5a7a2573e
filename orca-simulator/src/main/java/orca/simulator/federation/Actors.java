package orca.simulator.federation;

import orca.authority.Authority;
import orca.broker.Broker;
import orca.core.actor.Actor;
import orca.servicemanager.ServiceManager;

/** The actors behind the nodes, by their kind. */
public final class Actors {
    private Actors() {}

    /** An actor that is another one at heart, but for something that was planted in it. */
    public interface Wrapped extends Actor {
        Actor heart();
    }

    public static Authority authority(Watched node) {
        return heart(node.actor(), Authority.class);
    }

    public static Broker broker(Watched node) {
        return heart(node.actor(), Broker.class);
    }

    public static ServiceManager guest(Watched node) {
        return heart(node.actor(), ServiceManager.class);
    }

    private static <T> T heart(Actor actor, Class<T> kind) {
        Actor heart = actor;
        while (heart instanceof Wrapped wrapped) {
            heart = wrapped.heart();
        }
        return kind.cast(heart);
    }
}
