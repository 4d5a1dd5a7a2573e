package orca.core.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.calendar.Calendar;
import orca.core.contract.ContractKey;
import orca.core.lease.UnitId;
import orca.core.resource.Amounts;
import orca.core.resource.Pieces;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.time.Term;

/**
 * What an assignment policy is shown.
 *
 * @param now when
 * @param needs the units that want a host, oldest first, at most {@link PolicyView#MOST_QUESTIONS}
 * @param hosts the hosts that may be given units, by type and name; they can be looked through by how full they are
 * @param movable the units that may be moved, those on drained hosts first, then those on closed ones, then by age, at most
 *     {@link #MOST_MOVABLE}; none while {@code moves} is 0
 * @param moves how many moves may be begun now: what the site's limit leaves beside those that are under way
 * @param state what the policy returned last
 */
public record AssignmentView(
        Instant now, List<Need> needs, Hosts hosts, List<Movable> movable, int moves, Optional<PolicyState> state)
        implements PolicyView {
    /** The most units in {@link #movable}. */
    public static final int MOST_MOVABLE = 10_000;

    public AssignmentView {
        Objects.requireNonNull(now, "now");
        needs = List.copyOf(needs);
        Objects.requireNonNull(hosts, "hosts");
        movable = List.copyOf(movable);
        Objects.requireNonNull(state, "state");
        if (moves < 0) {
            throw new IllegalArgumentException("view.moves: must not be negative, got " + moves);
        }
    }

    /** A view of a site that moves nothing. */
    public AssignmentView(Instant now, List<Need> needs, List<Host> hosts, Optional<PolicyState> state) {
        this(now, needs, known(hosts, now), List.of(), 0, state);
    }

    /** A view with hosts in any list: what room they have follows from their calendars. */
    public AssignmentView(
            Instant now, List<Need> needs, List<Host> hosts, List<Movable> movable, int moves, Optional<PolicyState> state) {
        this(now, needs, known(hosts, now), movable, moves, state);
    }

    private static Hosts known(List<Host> hosts, Instant now) {
        return hosts instanceof Hosts known ? known : Hosts.of(hosts.stream().map(h -> h.asOf(now)).toList());
    }

    /**
     * The units of one lease that want a host.
     *
     * @param units how many: new ones, and those that have to leave their hosts. None where all that had to leave have room
     *     where they are by now
     * @param sliver how large each
     * @param occupied when, turnaround included
     * @param housed the hosts of the units that the lease has already, those that have to leave left aside
     * @param from the hosts, one for each, of those units that are up and have to leave, for they have no room there to become
     *     as large as they are to be. Each goes to a host without pieces, and its old place is not free before it has arrived
     */
    public record Need(
            ContractKey key,
            ResourceType type,
            long units,
            Amounts sliver,
            Term occupied,
            List<String> housed,
            PropertyList properties,
            boolean approved,
            List<String> from) {
        public Need {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(sliver, "sliver");
            Objects.requireNonNull(occupied, "occupied");
            housed = List.copyOf(housed);
            Objects.requireNonNull(properties, "properties");
            from = List.copyOf(from);
        }

        /** A need of which no unit has to leave a host. */
        public Need(ContractKey key, ResourceType type, long units, Amounts sliver, Term occupied, List<String> housed,
                PropertyList properties, boolean approved) {
            this(key, type, units, sliver, occupied, housed, properties, approved, List.of());
        }
    }

    /**
     * One host.
     *
     * @param calendar what is assigned to it over time, turnaround included
     * @param room what the units that are on it leave of its capacity; no term that begins by now finds more
     */
    public record Host(String name, TypeName type, Calendar calendar, PropertyList properties, Amounts room) {
        public Host {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(calendar, "calendar");
            Objects.requireNonNull(properties, "properties");
            if (room.size() != calendar.capacity().size()) {
                throw new IllegalArgumentException("host.room: must have the dimensions of " + calendar.capacity() + ", got "
                        + room);
            }
        }

        /** One for a view's list: of what is on it, only the calendar is known. */
        public Host(String name, TypeName type, Calendar calendar, PropertyList properties) {
            this(name, type, calendar, properties, calendar.capacity());
        }

        /** The same host with the room that its calendar says there is at {@code now}. */
        Host asOf(Instant now) {
            Term instant = new Term(Term.grain(now), Term.grain(now).plusMillis(1));
            return new Host(name, type, calendar, properties, calendar.free(instant));
        }

        /** What a unit of {@code sliver} would take of it throughout {@code term}; empty if there is no room. */
        public Optional<Amounts> load(Amounts sliver, Term term) {
            Amounts plain = sliver.load(1);
            Optional<Pieces> pieces = Pieces.of(properties);
            Optional<Amounts> load = pieces.isEmpty() ? Optional.of(plain)
                    : pieces.get().choose(sliver, calendar.capacity(), calendar.free(term)).map(p -> Pieces.load(plain, p));
            return load.filter(l -> calendar.fits(l, term));
        }

        /** The same host as it would be with {@code load} on it throughout {@code term} as well. */
        public Host with(Amounts load, Term term, Instant now) {
            boolean begins = !term.start().isAfter(now);
            return new Host(name, type, calendar.commit(load, term), properties, begins ? less(load) : room);
        }

        private Amounts less(Amounts load) {
            long[] rest = room.toArray();
            for (int d = 0; d < rest.length; d++) {
                rest[d] = Math.max(0, rest[d] - load.get(d));
            }
            return Amounts.of(rest);
        }
    }

    /**
     * A unit that is up and may be moved to another host of its type. A move books the new place first, throughout
     * {@code occupied}, and frees the old one when the unit has arrived.
     *
     * @param key the lease that it is in
     * @param host where it is; a host that takes no new units is not among {@link AssignmentView#hosts}
     * @param leaving whether its host is drained: it is to be moved, wherever it may live
     * @param housed the hosts of the units of its lease, its own among them
     * @param occupied when its host is kept for it, turnaround included
     * @param since since when it is as it is: set up, changed or moved last
     * @param properties what the request said
     */
    public record Movable(
            UnitId unit,
            ContractKey key,
            ResourceType type,
            String host,
            boolean leaving,
            Amounts sliver,
            Term occupied,
            Instant since,
            List<String> housed,
            PropertyList properties) {
        public Movable {
            Objects.requireNonNull(unit, "unit");
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(host, "host");
            Objects.requireNonNull(sliver, "sliver");
            Objects.requireNonNull(occupied, "occupied");
            Objects.requireNonNull(since, "since");
            housed = List.copyOf(housed);
            Objects.requireNonNull(properties, "properties");
        }

        /** What would have to be found for it elsewhere: room for one unit beside the others of its lease. */
        public Need need() {
            List<String> others = new ArrayList<>(housed);
            others.remove(host);
            return new Need(key, type, 1, sliver, occupied, others, properties, true);
        }
    }
}
