package orca.simulator.check;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.authority.state.Bound;
import orca.authority.state.HostImage;
import orca.authority.state.LeaseGone;
import orca.authority.state.LeaseImage;
import orca.authority.state.UnitImage;
import orca.broker.ledger.HoldingImage;
import orca.broker.ledger.HoldingKey;
import orca.broker.ledger.TicketGone;
import orca.broker.ledger.TicketImage;
import orca.core.contract.ContractKey;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.resource.Amounts;
import orca.core.ticket.Delegation;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.time.Term;

/**
 * Keeps books of what one broker promises and one site leases, beside theirs and from nothing but the records of each commit, and
 * looks at what each commit changed: a whole log can be watched, where {@link Checks}, who look at everything each time, take a
 * sample. Parts that a broker gives to others are not in these books.
 *
 * <ol>
 *   <li>Tickets that are not over never exceed the delegation that they are drawn from, turnaround included; the calendar of the
 *       broker is not asked.
 *   <li>A ticket is of its delegation and within its term, gives what was demanded and no more, and never changes without a new
 *       revision.
 *   <li>Units on a host never exceed it; a unit never changes its lease, and a lease has no more units than it is bound for, by a
 *       ticket that the broker issued.
 * </ol>
 */
public final class Books {
    private final Map<HoldingKey, Delegation> delegations = new LinkedHashMap<>();
    private final Map<HoldingKey, Levels> promised = new LinkedHashMap<>();
    private final Map<ContractKey, Entry> tickets = new LinkedHashMap<>();
    private final Map<String, HostImage> hosts = new LinkedHashMap<>();
    private final Map<String, Levels> placed = new LinkedHashMap<>();
    private final Map<UnitId, UnitImage> units = new LinkedHashMap<>();
    private final Map<ContractKey, LeaseImage> leases = new LinkedHashMap<>();
    private final Map<ContractKey, Set<UnitId>> serving = new LinkedHashMap<>();
    private long looked;

    /** A ticket as it stands in the books: on which holding it weighs how much, and when. */
    private record Entry(Ticket ticket, HoldingKey on, Term occupied) {}

    /** Looks at what a broker committed. */
    public void broker(Group group) {
        Map<ContractKey, TicketImage> changed = new LinkedHashMap<>();
        for (JournalRecord record : group.records()) {
            if (record instanceof HoldingImage holding) {
                delegations.put(holding.key(), holding.delegation());
            } else if (record instanceof TicketImage image) {
                changed.put(image.key(), image);
                enter(image);
            } else if (record instanceof TicketGone gone) {
                remove(gone.key());
            }
        }
        changed.values().stream().filter(TicketImage::live).forEach(image -> look(image, group.stampedAt()));
    }

    private void enter(TicketImage image) {
        Optional<Entry> before = remove(image.key());
        if (!image.live()) {
            return;
        }
        Ticket ticket = image.ticket().orElseThrow(() -> new Broken("a ticket in force is not there: " + image));
        HoldingKey on = image.holding().orElseThrow(() -> new Broken("a ticket is drawn from nothing: " + ticket));
        Delegation delegation = delegations.get(on);
        if (delegation == null) {
            throw new Broken("a ticket is drawn from " + on + ", which the broker does not hold: " + ticket);
        }
        if (before.filter(b -> b.ticket.revision() > ticket.revision()
                || b.ticket.revision() == ticket.revision() && !b.ticket.equals(ticket)).isPresent()) {
            throw new Broken("a ticket changed without a new revision: " + before.get().ticket + " is " + ticket);
        }
        Entry entry = new Entry(ticket, on, delegation.type().turnaround().occupied(ticket.term()));
        tickets.put(image.key(), entry);
        promised.computeIfAbsent(on, o -> new Levels()).add(entry.occupied, ticket.load());
    }

    private Optional<Entry> remove(ContractKey key) {
        Optional<Entry> gone = Optional.ofNullable(tickets.remove(key));
        gone.ifPresent(entry -> promised.get(entry.on).remove(entry.occupied, entry.ticket.load()));
        return gone;
    }

    private void look(TicketImage image, Instant now) {
        looked++;
        Entry entry = tickets.get(image.key());
        Delegation delegation = delegations.get(entry.on);
        Ticket ticket = entry.ticket;
        if (!ticket.type().equals(delegation.type().name()) || !delegation.term().contains(ticket.term())) {
            throw new Broken("a ticket is not of its delegation " + delegation + ": " + ticket);
        }
        image.demand().filter(demand -> image.open() && ticket.revision() == 1 && !gives(ticket, demand)).ifPresent(demand -> {
            throw new Broken("a ticket gives other than was demanded, " + demand + ": " + ticket);
        });
        promised.get(entry.on).over(entry.occupied, now, delegation.promisable()).ifPresent(sum -> {
            throw new Broken("promised on " + delegation.id() + " are " + sum + ", more than " + delegation.promisable()
                    + ", with " + ticket);
        });
    }

    private static boolean gives(Ticket ticket, Demand demand) {
        Term term = ticket.term();
        return ticket.units() >= demand.minUnits() && ticket.units() <= demand.units() && ticket.sliver().equals(demand.sliver())
                && term.length().equals(demand.term().length()) && !term.start().isBefore(demand.term().start())
                && !term.start().isAfter(demand.lastStart());
    }

    /** Looks at what a site committed. */
    public void site(Group group) {
        Set<ContractKey> changed = new LinkedHashSet<>();
        List<UnitImage> begun = new ArrayList<>();
        for (JournalRecord record : group.records()) {
            if (record instanceof HostImage host) {
                hosts.put(host.name(), host);
            } else if (record instanceof LeaseImage lease) {
                leases.put(lease.key(), lease);
                changed.add(lease.key());
            } else if (record instanceof LeaseGone gone) {
                leases.remove(gone.key());
                changed.add(gone.key());
            } else if (record instanceof UnitImage unit) {
                changed.add(unit.lease());
                if (enter(unit)) {
                    begun.add(unit);
                }
            }
        }
        begun.forEach(unit -> look(unit, group.stampedAt()));
        changed.forEach(this::look);
    }

    /** Says whether it takes another place than before. */
    private boolean enter(UnitImage unit) {
        UnitImage before = unit.state() == UnitState.FREE ? units.remove(unit.id()) : units.put(unit.id(), unit);
        if (before != null && !before.lease().equals(unit.lease())) {
            throw new Broken("unit " + unit.id() + " of lease " + before.lease() + " is given to " + unit.lease());
        }
        Set<UnitId> own = serving.computeIfAbsent(unit.lease(), l -> new LinkedHashSet<>());
        if (unit.serves()) {
            own.add(unit.id());
        } else {
            own.remove(unit.id());
        }
        boolean stays = before != null && unit.state() != UnitState.FREE && before.host().equals(unit.host())
                && before.booked().equals(unit.booked()) && before.loadOn(unit.host()).equals(unit.loadOn(unit.host()));
        if (!stays && before != null) {
            placed.get(before.host()).remove(before.booked(), before.loadOn(before.host()));
        }
        if (!stays && unit.state() != UnitState.FREE) {
            placed.computeIfAbsent(unit.host(), h -> new Levels()).add(unit.booked(), unit.loadOn(unit.host()));
        }
        return !stays && unit.state() != UnitState.FREE;
    }

    private void look(UnitImage unit, Instant now) {
        looked++;
        HostImage host = hosts.get(unit.host());
        if (host == null) {
            throw new Broken("unit " + unit.id() + " is on host " + unit.host() + ", which is not there");
        }
        if (units.containsKey(unit.id())) {
            placed.get(unit.host()).over(unit.booked(), now, host.capacity()).ifPresent(sum -> {
                throw new Broken("on host " + host.name() + " are " + sum + ", more than " + host.capacity() + ", with unit "
                        + unit.id());
            });
        }
    }

    private void look(ContractKey key) {
        looked++;
        int units = serving.getOrDefault(key, Set.of()).size();
        LeaseImage lease = leases.get(key);
        Optional<Bound> bound = Optional.ofNullable(lease).flatMap(LeaseImage::bound);
        if (lease == null) {
            serving.remove(key);
        }
        if (units > bound.map(Bound::units).orElse(0L)) {
            throw new Broken("lease " + key + " has " + units + " units, and is bound for "
                    + bound.map(b -> Long.toString(b.units())).orElse("nothing"));
        }
        Optional<Ticket> shown = Optional.ofNullable(lease).flatMap(LeaseImage::newest).map(chain -> chain.ticket());
        Entry issued = tickets.get(key);
        if (shown.isPresent() && issued != null && issued.ticket.revision() == shown.get().revision()
                && !issued.ticket.equals(shown.get())) {
            throw new Broken("lease " + key + " stands on a ticket that its broker did not issue: " + shown.get());
        }
    }

    /** How often it looked. */
    public long looked() {
        return looked;
    }

    /** Everything is over: nothing may be promised or leased any more. */
    public void atTheEnd() {
        if (!tickets.isEmpty() || !units.isEmpty()) {
            throw new Broken("all is over, and left are " + tickets.values() + " and " + units.keySet());
        }
    }
}
