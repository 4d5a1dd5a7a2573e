package orca.simulator.check;

import java.util.Optional;
import java.util.stream.Stream;
import orca.authority.state.DelegationImage;
import orca.broker.ledger.GrantImage;
import orca.broker.ledger.HoldingImage;
import orca.broker.ledger.HoldingKey;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationState;
import orca.simulator.federation.Actors;
import orca.simulator.federation.Scene;
import orca.simulator.federation.Watched;

/** When the faults have stopped for long enough, all agree on what is delegated, by sites and by brokers (invariant 5). */
final class Rights {
    private final Scene federation;

    Rights(Scene federation) {
        this.federation = federation;
    }

    void afterRepair() {
        federation.sites().forEach(site -> Actors.authority(site).delegations().forEach(image -> given(site, image)));
        federation.brokers().forEach(broker -> Actors.broker(broker).grants().forEach(image -> given(broker, image)));
        federation.brokers().forEach(broker -> Actors.broker(broker).holdings()
                .forEach(holding -> held(broker, holding.image())));
    }

    private void given(Watched site, DelegationImage image) {
        agreed(site, image.state(), DelegationChain.of(image.current()), image.renewal().isPresent());
    }

    private void given(Watched broker, GrantImage image) {
        agreed(broker, image.state(), image.current(), image.renewal().isPresent());
    }

    private void agreed(Watched giver, DelegationState state, DelegationChain current, boolean renewing) {
        Delegation it = current.last();
        Optional<HoldingImage> held = federation.brokers().stream().filter(broker -> broker.self().equals(it.holder()))
                .flatMap(broker -> Actors.broker(broker).holding(new HoldingKey(giver.self(), it.id())).stream())
                .map(holding -> holding.image()).findFirst();
        boolean agreed = switch (state) {
            case UNKNOWN, OFFERED, EXTENDING -> false;
            case HELD -> held.filter(h -> h.state() == DelegationState.HELD)
                    .filter(h -> current.links().equals(h.chain().links())).isPresent();
            case RECLAIMING -> held.filter(h -> h.state() == DelegationState.RECLAIMING).isPresent();
            case REFUSED, CLOSED -> held.filter(h -> !h.state().isEnd()).isEmpty();
        };
        if (!agreed) {
            throw new Broken(giver + ": delegation " + it.id() + " is " + state + " with " + it
                    + (renewing ? " and a renewal" : "") + ", and its broker has " + held);
        }
    }

    private void held(Watched broker, HoldingImage image) {
        Stream<DelegationState> bySites = federation.sites().stream().filter(site -> site.self().equals(image.key().giver()))
                .flatMap(site -> Actors.authority(site).delegations().stream())
                .filter(d -> d.subject().equals(image.key().id())).map(DelegationImage::state);
        Stream<DelegationState> byBrokers = federation.brokers().stream()
                .filter(giver -> giver.self().equals(image.key().giver()))
                .flatMap(giver -> Actors.broker(giver).grant(image.key().id()).stream()).map(GrantImage::state);
        Optional<DelegationState> given = Stream.concat(bySites, byBrokers).findFirst();
        boolean agreed = switch (image.state()) {
            case UNKNOWN, OFFERED, EXTENDING -> false;
            case HELD, RECLAIMING -> given.equals(Optional.of(image.state()));
            case REFUSED, CLOSED -> true;
        };
        if (!agreed) {
            throw new Broken(broker + ": delegation " + image.key() + " is " + image.state()
                    + ", and where it was given " + given);
        }
    }
}
