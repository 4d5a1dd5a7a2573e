package orca.authority.assignment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.authority.state.Host;
import orca.authority.state.HostImage;
import orca.authority.state.LeaseImage;
import orca.authority.state.Site;
import orca.authority.state.UnitImage;
import orca.core.contract.Refusal;
import orca.core.lease.UnitId;
import orca.core.resource.Amounts;
import orca.core.resource.Bins;
import orca.core.resource.PropertyList;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;

/**
 * Where the units of a lease are to be: on the hosts behind the bins that its ticket says, so many on each; or anywhere, where
 * it says none.
 *
 * @param counts how many units on which host; empty for anywhere
 */
record Berths(Optional<Map<String, Long>> counts) {
    /** Those of the newest ticket of {@code lease}. */
    static Berths of(Site site, LeaseImage lease) {
        return of(site, lease, lease.ticket());
    }

    /** Those of {@code ticket}, which is one for {@code lease}. */
    static Berths of(Site site, LeaseImage lease, Ticket ticket) {
        TicketChain chain = lease.newest().orElseThrow();
        return new Berths(ticket.bins().map(bins -> {
            List<String> hosts = site.delegation(chain.root().id()).map(d -> d.hosts()).orElse(List.of());
            return counts(bins, hosts);
        }));
    }

    private static Map<String, Long> counts(Amounts bins, List<String> hosts) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (int i = 0; i < hosts.size() && i < bins.size(); i++) {
            counts.put(hosts.get(i), bins.get(i));
        }
        return counts;
    }

    /** Whether the ticket says where. */
    boolean said() {
        return counts.isPresent();
    }

    /** Why one of {@code hosts} takes no unit, whatever room it has. */
    static Optional<String> shut(Site site, LeaseImage lease, List<String> hosts) {
        for (String name : hosts) {
            Optional<HostImage> host = site.findHost(name).map(Host::image).filter(h -> h.type().equals(lease.ticket().type()));
            if (host.filter(HostImage::takes).isEmpty()) {
                return Optional.of("host " + name + ", on which it was promised, is " + host.map(Berths::state).orElse("gone"));
            }
        }
        return Optional.empty();
    }

    private static String state(HostImage host) {
        return host.drained().map(why -> why.isEmpty() ? "drained" : "drained (" + why + ")").orElse("closed");
    }

    /** What a holder asks of the places of its units, where they are in the ticket already. */
    static Optional<Refusal> ruled(LeaseImage lease, PropertyList asked) {
        return lease.ticket().bins().isEmpty() ? Optional.empty() : asked.asMap().keySet().stream()
                .filter(name -> name.startsWith(Moves.WISH + ".")).findFirst()
                .map(name -> Refusal.of(Refusal.Kind.NEVER, name + ": units of type " + lease.ticket().type()
                        + " are promised by host, so their broker has said where they are; ask without it"));
    }

    /** What the site says of a unit on {@code host}: in which bin of its delegation it is. */
    PropertyList told(String host) {
        long bin = 1;
        for (String name : counts.orElse(Map.of()).keySet()) {
            if (name.equals(host)) {
                return PropertyList.NONE.with(Bins.PROPERTY, bin);
            }
            bin++;
        }
        return PropertyList.NONE;
    }

    /** Whether no host has more of {@code units} than is to be there. */
    boolean house(List<UnitImage> units) {
        Map<String, Long> there = new LinkedHashMap<>();
        units.forEach(unit -> there.merge(unit.host(), 1L, Long::sum));
        return counts.isEmpty() || there.entrySet().stream()
                .allMatch(entry -> entry.getValue() <= counts.get().getOrDefault(entry.getKey(), 0L));
    }

    /** The units of {@code present} that stay under the new ticket: without those the holder named, then without the newest. */
    List<UnitImage> kept(LeaseImage lease, List<UnitImage> present) {
        if (counts.isEmpty() && present.size() <= lease.ticket().units()) {
            return present;
        }
        List<UnitImage> sorted = new ArrayList<>(present);
        Set<UnitId> victims = new LinkedHashSet<>(lease.heard().victims());
        sorted.sort(Comparator.comparing((UnitImage u) -> victims.contains(u.id())).thenComparing(UnitImage::number));
        if (counts.isEmpty()) {
            return sorted.subList(0, (int) lease.ticket().units());
        }
        Map<String, Long> left = new LinkedHashMap<>(counts.get());
        List<UnitImage> kept = new ArrayList<>();
        for (UnitImage unit : sorted) {
            long here = left.getOrDefault(unit.host(), 0L);
            if (here > 0) {
                left.put(unit.host(), here - 1);
                kept.add(unit);
            }
        }
        return kept;
    }

    /** A host for each unit that is missing beside those that are {@code kept}. */
    List<String> missing(List<UnitImage> kept) {
        List<String> hosts = new ArrayList<>();
        counts.orElse(Map.of()).forEach((host, count) -> {
            long there = kept.stream().filter(unit -> unit.host().equals(host)).count();
            for (long i = there; i < count; i++) {
                hosts.add(host);
            }
        });
        return hosts;
    }
}
