package orca.simulator.federation;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import orca.core.contract.Principal;

/** Actors that deal with each other, and what really exists of what they lease: all that a judge has to know of a simulation. */
public interface Scene {
    List<? extends Watched> sites();

    List<? extends Watched> brokers();

    List<? extends Watched> guests();

    /** What really exists, whatever the actors believe. */
    Substrate substrate();

    /** Who speaks, under its own good signature, of contracts that are none of its business. */
    Principal stranger();

    /** Whether actors have keys, and what they say is signed. */
    boolean keyed();

    /** The keys of those who forge; none where there are no keys. */
    Set<Principal> forgers();

    default Stream<? extends Watched> nodes() {
        return Stream.of(sites(), brokers(), guests()).flatMap(List::stream);
    }
}
