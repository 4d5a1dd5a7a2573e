package orca.simulator.federation;

import java.util.Optional;
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

    /** The broker that {@code actor} is, if it is one. */
    public static Optional<Broker> maybeBroker(Actor actor) {
        return heart(actor) instanceof Broker broker ? Optional.of(broker) : Optional.empty();
    }

    private static <T> T heart(Actor actor, Class<T> kind) {
        return kind.cast(heart(actor));
    }

    private static Actor heart(Actor actor) {
        Actor heart = actor;
        while (heart instanceof Wrapped wrapped) {
            heart = wrapped.heart();
        }
        return heart;
    }
}
