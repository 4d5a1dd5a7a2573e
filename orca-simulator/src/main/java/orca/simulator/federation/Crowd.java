package orca.simulator.federation;

import java.util.List;
import java.util.Optional;

/** Everybody outside the nodes: guests, operators, and those who go by no table. */
final class Crowd {
    private final Desk desk;
    private final Guests guests;
    private final Operators operators;
    private final Fickle fickle;
    private final Liar liar;
    private final Stranger stranger;
    private final Optional<Forger> forger;
    private final Swaps swaps;
    private final Optional<Growers> growers;
    private final Optional<Janitors> janitors;
    private final Optional<Restorers> restorers;
    private final Optional<Couriers> couriers;
    private final Optional<Successors> successors;

    /**
     * What there is in some storms only.
     *
     * @param growing whether there are guests who want larger machines than fit where they are
     * @param forgetful whether actors are put back to backups
     * @param service what decides when hosts are serviced, if they are
     * @param notices what decides of what people are told, if they are
     * @param keys what decides when actors take other keys, if they do
     */
    record Extras(boolean growing, boolean forgetful, Optional<Dice> service, Optional<Dice> notices, Optional<Dice> keys) {}

    Crowd(Federation federation, Dice dice, Extras extras) {
        boolean growing = extras.growing();
        boolean forgetful = extras.forgetful();
        this.desk = new Desk(federation.timeline());
        this.guests = new Guests(federation, dice.split(), desk);
        this.operators = new Operators(federation, dice.split(), desk, !forgetful);
        this.fickle = new Fickle(federation, federation.fickle(), dice.split());
        this.liar = new Liar(federation, federation.liar(), dice.split());
        this.stranger = new Stranger(federation, federation.stranger(), dice.split());
        this.forger = federation.keyed() ? federation.forger(dice.split()) : Optional.empty();
        this.swaps = new Swaps(federation, dice.split(), desk);
        this.growers = growing ? Optional.of(new Growers(federation, dice.split(), desk)) : Optional.empty();
        this.janitors = extras.service().map(own -> new Janitors(federation, own, desk));
        this.couriers = extras.notices().map(own -> new Couriers(federation, own, desk));
        this.successors = extras.keys().map(own -> new Successors(federation, own));
        this.restorers = forgetful ? Optional.of(new Restorers(federation, dice.split(), desk,
                operators::founded, node -> successors.ifPresent(s -> s.restored(node)))) : Optional.empty();
        List.of(fickle, liar, stranger).forEach(federation::connect);
    }

    /** How many commands were accepted. */
    long accepted() {
        return desk.accepted();
    }

    /** How many commands were declined. */
    long declined() {
        return desk.declined();
    }

    /** Founds the sites, then lets everybody act until told to stop. */
    void start() {
        operators.start();
        guests.start();
        fickle.start();
        liar.start();
        stranger.start();
        forger.ifPresent(Forger::start);
        swaps.start();
        growers.ifPresent(Growers::start);
        janitors.ifPresent(Janitors::start);
        restorers.ifPresent(Restorers::start);
        couriers.ifPresent(Couriers::start);
        successors.ifPresent(Successors::start);
    }

    /** Nobody wants anything new any more; what is wanted is wanted still, but by the fickle. */
    void stop() {
        operators.stop();
        guests.stop();
        fickle.stop();
        liar.stop();
        stranger.stop();
        forger.ifPresent(Forger::stop);
        swaps.stop();
        growers.ifPresent(Growers::stop);
        janitors.ifPresent(Janitors::stop);
        restorers.ifPresent(Restorers::stop);
        couriers.ifPresent(Couriers::stop);
        successors.ifPresent(Successors::stop);
    }

    /** How many letters were forged. */
    long forged() {
        return forger.map(Forger::sent).orElse(0L);
    }

    /** Deals with what only an operator can deal with. */
    void repair() {
        operators.repair();
    }

    /** Demands that were never answered, in words; to be asked when everybody has had time enough. */
    List<String> unanswered() {
        return fickle.unanswered();
    }
}
