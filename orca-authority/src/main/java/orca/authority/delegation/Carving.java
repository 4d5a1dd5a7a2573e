package orca.authority.delegation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import orca.authority.state.DelegationImage;
import orca.authority.state.Host;
import orca.authority.state.SeenLedger;
import orca.authority.state.Site;
import orca.core.calendar.Calendar;
import orca.core.contract.Alternative;
import orca.core.contract.Refusal;
import orca.core.protocol.Command;
import orca.core.resource.Amounts;
import orca.core.resource.Bins;
import orca.core.time.Term;

/**
 * A delegation that is cut out of hosts, in the order of their names: what each of them gives, beside what it gave to others.
 * The whole of what hosts give is booked on them throughout the delegation's term, so what is promised in a bin is there.
 *
 * @param hosts as many as bins
 */
record Carving(List<String> hosts, List<Amounts> bins) {
    /** Cuts it; empty where the hosts do not have so much, or too many of them would be needed. */
    static Optional<Carving> of(Site site, Command.Delegate command, Optional<DelegationImage> before) {
        List<String> names = hosts(site, command, before);
        List<Amounts> room = room(site, command, before, names);
        List<Amounts> had = before.map(d -> d.newest().bins())
                .orElseGet(() -> Collections.nCopies(names.size(), Amounts.zero(command.capacity().size())));
        List<Integer> order = order(site, names);
        return Bins.carve(command.capacity(), picked(had, order), picked(room, order))
                .map(bins -> new Carving(names, putBack(bins, order)).touched(before))
                .filter(carving -> carving.bins.size() <= Bins.MOST);
    }

    /** What hosts take units comes first: a delegation that becomes smaller gives up what it has of others before that. */
    private static List<Integer> order(Site site, List<String> names) {
        List<Integer> order = new ArrayList<>();
        for (boolean takes : new boolean[] {true, false}) {
            for (int i = 0; i < names.size(); i++) {
                if (site.findHost(names.get(i)).filter(h -> h.image().takes()).isPresent() == takes) {
                    order.add(i);
                }
            }
        }
        return order;
    }

    private static List<Amounts> picked(List<Amounts> all, List<Integer> order) {
        return order.stream().map(all::get).toList();
    }

    private static List<Amounts> putBack(List<Amounts> picked, List<Integer> order) {
        List<Amounts> all = new ArrayList<>(picked);
        for (int i = 0; i < picked.size(); i++) {
            all.set(order.get(i), picked.get(i));
        }
        return all;
    }

    /** A delegation has the hosts that it had at first, whatever came of them; a new one may have any that takes units. */
    private static List<String> hosts(Site site, Command.Delegate command, Optional<DelegationImage> before) {
        return before.map(DelegationImage::hosts).orElseGet(() -> site.hosts().stream().map(Host::image)
                .filter(h -> h.takes() && h.type().equals(command.type())).map(h -> h.name()).sorted().toList());
    }

    private static List<Amounts> room(
            Site site, Command.Delegate command, Optional<DelegationImage> before, List<String> names) {
        Term booked = site.type(command.type()).orElseThrow().type().turnaround().occupied(command.term());
        List<Amounts> room = new ArrayList<>();
        for (String name : names) {
            Amounts capacity = site.findHost(name).map(h -> h.image().capacity())
                    .orElseGet(() -> Amounts.zero(command.capacity().size()));
            Calendar given = Host.unbounded(capacity.size());
            for (DelegationImage other : site.delegations()) {
                int bin = takes(site, other) && before.filter(d -> d.current().id().equals(other.current().id())).isEmpty()
                        ? other.hosts().indexOf(name) : -1;
                given = bin < 0 || other.bookedOn(bin).isZero() ? given : given.commit(other.bookedOn(bin), other.bookedTerm());
            }
            room.add(given.withCapacity(capacity, Host.ALWAYS).free(booked));
        }
        return room;
    }

    /** Whether what it has of its hosts is not free: it is there, or its broker says that it is not and leases stand on it. */
    private static boolean takes(Site site, DelegationImage delegation) {
        return delegation.booked() || site.ledger().promised(SeenLedger.Link.of(delegation.current())).isPresent();
    }

    /** Without the hosts that give nothing, unless they have a number already. */
    private Carving touched(Optional<DelegationImage> before) {
        if (before.isPresent()) {
            return this;
        }
        List<String> names = new ArrayList<>();
        List<Amounts> some = new ArrayList<>();
        for (int i = 0; i < bins.size(); i++) {
            if (!bins.get(i).isZero()) {
                names.add(hosts.get(i));
                some.add(bins.get(i));
            }
        }
        return new Carving(names, some);
    }

    /** Why it cannot be cut. */
    static Refusal lacking(Site site, Command.Delegate command, Optional<DelegationImage> before) {
        List<String> names = hosts(site, command, before);
        Amounts free = Amounts.zero(command.capacity().size());
        for (Amounts one : room(site, command, before, names)) {
            free = free.plus(one);
        }
        String which = before.isPresent() ? "its hosts, to which no other can be added," : "the open hosts";
        return Refusal.insufficient("delegation.capacity: " + command.capacity() + " is promised by host, and must be on at most "
                + Bins.MOST + " hosts; " + which + " have " + free + " that is not delegated throughout " + command.term(),
                new Alternative(Optional.empty(), Math.min(free.get(0), command.capacity().get(0))));
    }
}
