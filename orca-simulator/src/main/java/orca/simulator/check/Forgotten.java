package orca.simulator.check;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import orca.broker.Broker;
import orca.broker.ledger.Holding;
import orca.broker.ledger.TicketImage;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.Subject;
import orca.core.lease.UnitId;
import orca.core.resource.Amounts;
import orca.core.ticket.Delegation;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.servicemanager.record.ReservationImage;
import orca.simulator.federation.Actors;
import orca.simulator.federation.Scene;
import orca.simulator.federation.Watched;

/**
 * What actors forgot that were put back to an earlier state, and others know: it is in force as before. A ticket that its holder
 * has still is not sold again; a unit that is on a host is nobody else's, and the site decides nothing new while its operator has
 * not been there.
 */
final class Forgotten {
    private final Map<Principal, Set<UnitId>> units = new LinkedHashMap<>();
    private final Set<Principal> restored = new LinkedHashSet<>();
    /** What a broker promised as it knew when it was put back last: its holders may have given it up since. */
    private final Map<Principal, Set<Ticket>> believed = new LinkedHashMap<>();

    void restored(Watched node, Scene scene) {
        restored.add(node.self());
        Actors.maybeBroker(node.replica()).ifPresent(broker -> {
            Set<Ticket> known = new LinkedHashSet<>();
            broker.tickets().forEach(image -> image.ticket().ifPresent(known::add));
            believed.put(node.self(), known);
        });
        if (scene.sites().contains(node)) {
            Set<Subject> known = new LinkedHashSet<>(node.replica().subjects());
            Set<UnitId> lost = units.computeIfAbsent(node.self(), self -> new LinkedHashSet<>());
            scene.substrate().units().keySet().stream().filter(unit -> unit.value().startsWith(node.name() + "-"))
                    .filter(unit -> !known.contains(unit)).forEach(lost::add);
        }
    }

    /** Whether a holder was put back: what it forgot, its peers keep as long as it lasts, or until they speak of it. */
    boolean excuses(ContractKey key) {
        return restored.contains(key.holder());
    }

    /** Whether a site does not know of a unit because it forgot it, and says so to its operator. */
    boolean excuses(Watched site, UnitId unit) {
        return site.actor().loss().isPresent() && units.getOrDefault(site.self(), Set.of()).contains(unit);
    }

    /**
     * What a broker promised since it was put back, with what its holders have of it, is no more than what it holds. What it
     * believes to have promised and its holder gave up after the backup does not count: it was free to be sold, and was, perhaps.
     */
    void broker(Watched node, Scene scene) {
        if (!believed.containsKey(node.self())) {
            return;
        }
        Broker broker = Actors.broker(node);
        List<TicketChain> held = held(node, broker, scene);
        Set<Ticket> doubtful = doubtful(node, scene);
        for (Holding holding : held.isEmpty() ? List.<Holding>of() : broker.holdings()) {
            Delegation delegation = holding.image().delegation();
            List<Ticket> all = new ArrayList<>();
            broker.tickets().stream().filter(TicketImage::live)
                    .filter(image -> image.holding().equals(Optional.of(holding.image().key())))
                    .map(image -> image.ticket().orElseThrow()).filter(ticket -> !doubtful.contains(ticket)).forEach(all::add);
            List<Ticket> forgotten = held.stream().filter(chain -> chain.links().get(chain.links().size() - 1).id()
                    .equals(delegation.id())).map(TicketChain::ticket).toList();
            all.addAll(forgotten);
            if (!forgotten.isEmpty()) {
                fits(node, delegation, all, forgotten);
            }
        }
    }

    /** What a broker knew when it was put back, and its holders do not have. */
    private Set<Ticket> doubtful(Watched node, Scene scene) {
        Set<Ticket> doubtful = new LinkedHashSet<>(believed.get(node.self()));
        for (Watched guest : scene.guests()) {
            if (guest.isUp()) {
                Actors.guest(guest).reservations().forEach(r -> r.chain().ifPresent(chain -> doubtful.remove(chain.ticket())));
            }
        }
        return doubtful;
    }

    /** The tickets of a broker that their holders have, and it does not know. */
    private static List<TicketChain> held(Watched node, Broker broker, Scene scene) {
        List<TicketChain> held = new ArrayList<>();
        for (Watched guest : scene.guests()) {
            for (ReservationImage r : guest.isUp() ? Actors.guest(guest).reservations() : List.<ReservationImage>of()) {
                ContractKey key = r.subject();
                Optional<TicketChain> chain = r.chain().filter(c -> !r.goingOrGone())
                        .filter(c -> c.ticket().issuer().equals(node.self()));
                boolean known = broker.ticket(key).filter(TicketImage::live).isPresent();
                chain.filter(c -> !known && c.ticket().term().end().isAfter(node.clock())).ifPresent(held::add);
            }
        }
        return held;
    }

    private static void fits(Watched node, Delegation on, List<Ticket> tickets, List<Ticket> forgotten) {
        Set<Instant> starts = new TreeSet<>();
        Instant now = node.clock();
        tickets.forEach(ticket -> starts.add(ticket.term().start().isBefore(now) ? now : ticket.term().start()));
        for (Instant at : starts) {
            Amounts sum = Amounts.zero(on.promisable().size());
            for (Ticket ticket : tickets) {
                Term term = on.type().turnaround().occupied(ticket.term());
                sum = term.contains(at) ? sum.plus(ticket.load()) : sum;
            }
            if (!sum.fitsIn(on.promisable())) {
                throw new Broken(node + " sold again what it sold before it was put back: " + sum + " at " + at
                        + " on " + on.id() + ", more than " + on.promisable() + ": forgotten " + forgotten + " of " + tickets);
            }
        }
    }
}
