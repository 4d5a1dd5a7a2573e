package orca.simulator.check;

import java.util.Optional;
import orca.authority.state.DelegationImage;
import orca.broker.ledger.HoldingImage;
import orca.broker.ledger.HoldingKey;
import orca.core.ticket.DelegationState;
import orca.simulator.federation.Actors;
import orca.simulator.federation.Federation;
import orca.simulator.federation.Node;

/** When the faults have stopped for long enough, sites and brokers agree on what is delegated (invariant 5). */
final class Rights {
    private final Federation federation;

    Rights(Federation federation) {
        this.federation = federation;
    }

    void afterRepair() {
        federation.sites().forEach(site -> Actors.authority(site).delegations().forEach(image -> given(site, image)));
        federation.brokers().forEach(broker -> Actors.broker(broker).holdings()
                .forEach(holding -> held(broker, holding.image())));
    }

    private void given(Node site, DelegationImage image) {
        Optional<HoldingImage> held = federation.brokers().stream()
                .filter(broker -> broker.self().equals(image.current().holder()))
                .flatMap(broker -> Actors.broker(broker).holding(new HoldingKey(site.self(), image.subject())).stream())
                .map(holding -> holding.image()).findFirst();
        boolean agreed = switch (image.state()) {
            case UNKNOWN, OFFERED, EXTENDING -> false;
            case HELD -> held.filter(h -> h.state() == DelegationState.HELD)
                    .filter(h -> h.delegation().equals(image.current())).isPresent();
            case RECLAIMING -> held.filter(h -> h.state() == DelegationState.RECLAIMING).isPresent();
            case REFUSED, CLOSED -> held.filter(h -> !h.state().isEnd()).isEmpty();
        };
        if (!agreed) {
            throw new Broken(site + ": delegation " + image.subject() + " is " + image.state() + " with " + image.newest()
                    + ", and its broker has " + held);
        }
    }

    private void held(Node broker, HoldingImage image) {
        Optional<DelegationState> given = federation.sites().stream().filter(site -> site.self().equals(image.key().giver()))
                .flatMap(site -> Actors.authority(site).delegations().stream())
                .filter(d -> d.subject().equals(image.key().id())).map(DelegationImage::state).findFirst();
        boolean agreed = switch (image.state()) {
            case UNKNOWN, OFFERED, EXTENDING -> false;
            case HELD, RECLAIMING -> given.equals(Optional.of(image.state()));
            case REFUSED, CLOSED -> true;
        };
        if (!agreed) {
            throw new Broken(broker + ": delegation " + image.key() + " is " + image.state() + ", and at its site " + given);
        }
    }
}
