package orca.simulator.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.authority.state.DelegationImage;
import orca.authority.state.Host;
import orca.authority.state.LeaseFile;
import orca.authority.state.LeaseImage;
import orca.authority.state.UnitImage;
import orca.broker.ledger.TicketImage;
import orca.core.contract.ContractKey;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.protocol.Command;
import orca.core.reservation.ReservationState;
import orca.core.resource.Amounts;
import orca.core.resource.Promised;
import orca.core.resource.PropertyList;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import orca.servicemanager.record.ReservationImage;

/** What the operators of sites and brokers do: they answer, interfere, repair, and change what is delegated to whom. */
final class Operators {
    private final Federation federation;
    private final Dice dice;
    private final Desk desk;
    private final Dealing dealing;
    private final boolean giving;
    private int delegations;
    /** Commands that found the sites, and are not accepted yet. */
    private int unfounded;
    private boolean busy = true;

    /** @param giving whether what is delegated changes, and units move */
    Operators(Federation federation, Dice dice, Desk desk, boolean giving) {
        this.giving = giving;
        this.federation = federation;
        this.dice = dice;
        this.desk = desk;
        this.dealing = new Dealing(federation, dice.split(), desk);
    }

    /** Founds the sites, then lets the operators act until told to stop. */
    void start() {
        for (Node site : federation.sites()) {
            // Every other site, so that in most storms units that stay on their hosts are beside units that move.
            Promised promised = federation.sites().indexOf(site) % 2 == 1 ? Promised.BY_HOST : Promised.BY_SUM;
            Scenery.founding(site, federation.dealers(), promised, giving, dice).forEach(command -> {
                unfounded++;
                desk.insist(site, command, ids -> unfounded--);
            });
        }
        federation.timeline().after(Duration.ofSeconds(20), this::interfere);
        federation.timeline().after(Duration.ofSeconds(10), this::answer);
        federation.timeline().after(Duration.ofSeconds(6), this::deal);
    }

    /** Whether the sites are as they were founded, and the brokers that are up hold what they were given then. */
    boolean founded() {
        return unfounded == 0 && federation.sites().stream().allMatch(site -> site.isUp() && Actors.authority(site).delegations()
                .stream().allMatch(given -> given.state() == DelegationState.HELD));
    }

    /** Brokers give each other parts of what they hold, change them and take them back. */
    private void deal() {
        if (!busy) {
            return;
        }
        if (giving && federation.brokers().size() > 1) {
            dealing.act();
        }
        federation.timeline().after(dice.span(Duration.ofSeconds(1), Duration.ofSeconds(40)), this::deal);
    }

    void stop() {
        busy = false;
    }

    /** Somebody waits for an operator's word, and mostly gets it in time. */
    private void answer() {
        if (!busy) {
            return;
        }
        for (Node broker : federation.brokers()) {
            if (broker.isUp()) {
                Actors.broker(broker).tickets().stream().filter(t -> waits(t) && dice.chance(300)).map(TicketImage::key).toList()
                        .forEach(key -> desk.insist(broker, dice.chance(700)
                                ? new Command.Approve(key, "why not") : new Command.Deny(key, "not now")));
            }
        }
        federation.timeline().after(dice.span(Duration.ofSeconds(1), Duration.ofSeconds(15)), this::answer);
    }

    private static boolean waits(TicketImage ticket) {
        return ticket.state() == TicketState.APPROVAL || ticket.state() == TicketState.RENEWAL_APPROVAL;
    }

    private void interfere() {
        if (!busy) {
            return;
        }
        Node broker = dice.pick(federation.brokers());
        Node site = dice.pick(federation.sites());
        int what = dice.index(100);
        if (what < 30) {
            aboutTicket(broker);
        } else if (what < 55) {
            aboutLease(site);
        } else if (what < 75 && giving) {
            aboutDelegation(site);
        } else if (what < 85) {
            aboutHost(site);
        } else if (what < 93 && giving) {
            aboutUnit(site);
        } else {
            repair();
        }
        federation.timeline().after(dice.span(Duration.ofSeconds(1), Duration.ofSeconds(30)), this::interfere);
    }

    private void aboutTicket(Node broker) {
        if (!broker.isUp()) {
            return;
        }
        boolean odd = dice.chance(400);
        List<ContractKey> changing = changing();
        List<ContractKey> tickets = Actors.broker(broker).tickets().stream()
                .filter(t -> !odd || t.state() != TicketState.TICKETED && !t.state().isEnd() || changing.contains(t.key()))
                .map(TicketImage::key).toList();
        if (!tickets.isEmpty()) {
            ContractKey key = dice.pick(tickets);
            desk.insist(broker, dice.chance(600) ? new Command.Revoke(key, "the operator wants it back")
                    : dice.chance(700) ? new Command.Deny(key, "the operator does not like it")
                    : new Command.Approve(key, "the operator likes it"));
        }
    }

    private void aboutLease(Node site) {
        if (!site.isUp()) {
            return;
        }
        boolean odd = dice.chance(400);
        List<ContractKey> changing = changing();
        List<ContractKey> leases = Actors.authority(site).leases().stream().map(LeaseFile::image)
                .filter(l -> odd ? l.state() != LeaseState.ACTIVE && !l.over() || changing.contains(l.key())
                        : !l.over() || dice.chance(200))
                .map(LeaseImage::key).toList();
        if (!leases.isEmpty()) {
            ContractKey key = dice.pick(leases);
            desk.insist(site, dice.chance(700) ? new Command.Revoke(key, "the operator wants it back")
                    : dice.chance(500) ? new Command.Deny(key, "the operator does not like it")
                    : new Command.Approve(key, "the operator likes it"));
        }
    }

    /** What guests are just about to change. */
    private List<ContractKey> changing() {
        return federation.guests().stream().filter(Node::isUp).flatMap(guest -> Actors.guest(guest).reservations().stream())
                .filter(r -> r.inUse() && r.state() != ReservationState.ACTIVE).map(ReservationImage::subject).toList();
    }

    private void aboutDelegation(Node site) {
        if (!site.isUp()) {
            return;
        }
        List<DelegationImage> all = List.copyOf(Actors.authority(site).delegations());
        if (all.isEmpty() || dice.chance(250)) {
            desk.insist(site, another(site));
            return;
        }
        List<DelegationImage> odd = all.stream().filter(d -> d.state() != DelegationState.HELD).toList();
        DelegationImage image = dice.pick(odd.isEmpty() || dice.chance(500) ? all : odd);
        Delegation now = image.newest();
        if (dice.chance(350)) {
            desk.insist(site, new Command.Reclaim(now.id(), "the site needs it"));
            return;
        }
        Term term = dice.chance(500) ? now.term()
                : now.term().endingAt(now().plus(Duration.ofSeconds(dice.chance(500) ? dice.between(2, 400) : 172_800)));
        Amounts capacity = dice.chance(500) ? now.capacity() : share(now.capacity(), dice.between(20, 150));
        for (int i = dice.chance(300) ? 2 : 1; i > 0; i--) {
            desk.insist(site, new Command.Delegate(Optional.of(now.id()), now.holder(), now.type().name(), capacity,
                    now.largest(), term, dice.chance(800) ? now.oversubscription() : (int) dice.between(100, 150),
                    PropertyList.of("round", "n" + ++delegations)));
        }
        if (dice.chance(100)) {
            desk.insist(site, new Command.Reclaim(now.id(), "the site thinks again"));
        }
    }

    /** A delegation out of what is left; for a while only, and now and then by a name that another site may have used. */
    private Command another(Node site) {
        Node broker = dice.pick(federation.brokers());
        String name = dice.chance(400) ? "common" : site.name() + "-more" + ++delegations;
        Term term = Term.of(now(), Duration.ofSeconds(dice.chance(300) ? dice.between(2, 30) : dice.between(30, 900)));
        boolean machines = dice.chance(700);
        long units = dice.between(1, 4);
        return new Command.Delegate(Optional.of(new DelegationId(name)), broker.self(),
                machines ? Scenery.VM.name() : Scenery.LICENCE.name(),
                machines ? Amounts.of(units, 1000 * units, 2048 * units) : Amounts.of(1),
                machines ? Amounts.of(2000, 4096) : Amounts.EMPTY, term, 100, PropertyList.NONE);
    }

    private static Amounts share(Amounts amounts, long hundredths) {
        long[] all = amounts.toArray();
        for (int i = 0; i < all.length; i++) {
            all[i] = Math.max(1, all[i] * hundredths / 100);
        }
        return Amounts.of(all);
    }

    /** A host is closed, opened again, drained or not, made smaller or what it was. */
    private void aboutHost(Node site) {
        if (!site.isUp()) {
            return;
        }
        List<Host> hosts = List.copyOf(Actors.authority(site).hosts());
        if (!hosts.isEmpty()) {
            Host host = dice.pick(hosts);
            if (dice.chance(300)) {
                desk.insist(site, new Command.Drain(host.name(), host.image().drained().isEmpty(), "it is to be mended"));
                return;
            }
            boolean machines = host.image().type().equals(Scenery.VM.name());
            Amounts whole = machines ? Scenery.HOST : Scenery.POOL;
            desk.insist(site, new Command.SetHost(host.name(), host.image().type(),
                    dice.chance(300) ? share(whole, dice.between(30, 90)) : whole, host.image().properties(),
                    dice.chance(700)));
        }
    }

    /** A unit is to go to another host, whether it can or not. */
    private void aboutUnit(Node site) {
        if (!site.isUp()) {
            return;
        }
        List<UnitImage> all = Actors.authority(site).units().stream()
                .filter(unit -> unit.state() == UnitState.READY || dice.chance(200)).toList();
        if (!all.isEmpty()) {
            List<Host> hosts = List.copyOf(Actors.authority(site).hosts());
            for (int i = dice.index(3); i >= 0; i--) {
                desk.insist(site, new Command.Move(dice.pick(all).id(), dice.pick(hosts).name(), "the operator likes it there"));
            }
        }
    }

    /** Deals with every quarantined unit: another try, or the plug is pulled and that is put on record. */
    void repair() {
        for (Node site : federation.sites()) {
            if (!site.isUp()) {
                continue;
            }
            List<UnitId> stuck = Actors.authority(site).units().stream()
                    .filter(u -> u.state() == UnitState.QUARANTINED).map(u -> u.id()).toList();
            for (UnitId unit : stuck) {
                if (dice.chance(500)) {
                    desk.insist(site, new Command.RetryTeardown(unit));
                } else {
                    federation.substrate().pull(unit);
                    desk.insist(site, new Command.FreeUnit(unit, "the plug was pulled"));
                }
            }
        }
    }

    private Instant now() {
        return Term.grain(federation.timeline().now());
    }
}
