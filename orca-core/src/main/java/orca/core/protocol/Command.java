package orca.core.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.lease.UnitId;
import orca.core.notice.NoticeWish;
import orca.core.resource.Amounts;
import orca.core.resource.Mobility;
import orca.core.resource.Names;
import orca.core.resource.Promised;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Demand;
import orca.core.time.Term;

/**
 * What an operator tells an actor of his own to do. One family per role; an actor declines what is not its own.
 *
 * <p>A command with a {@code requestId} may be repeated: the same id and content is answered as the first time, the same
 * id with other content is a conflict.
 */
public sealed interface Command {
    /** For a service manager. */
    sealed interface Guest extends Command {}

    /** For a broker. */
    sealed interface Market extends Command {}

    /** For an authority. */
    sealed interface Site extends Command permits Approve, Deny, Revoke, DefineType, SetHost, Delegate, Reclaim, RetryTeardown,
            FreeUnit, Drain, Move, Servicing, Enrolling {}

    /** For a service manager, about what it tells people; never a controller's to give. */
    sealed interface Telling extends Command {}

    /**
     * Ask for one or several reservations.
     *
     * @param requestId names this command for repeats
     * @param slice the guest's named group that they go to; made if it is not there
     * @param wishes 1 to {@link #MOST_WISHES}
     * @param together whether all must be ticketed before any is redeemed, and all are given up when one fails
     * @param holdUntil for {@code together}: when to give up waiting for the last ticket
     */
    record Request(Optional<String> requestId, String slice, List<Wish> wishes, boolean together, Optional<Instant> holdUntil)
            implements Guest {
        public Request {
            requestId.ifPresent(id -> Names.check("requestId", id));
            Names.check("slice", slice);
            wishes = List.copyOf(wishes);
            Objects.requireNonNull(holdUntil, "holdUntil");
            if (wishes.isEmpty() || wishes.size() > MOST_WISHES) {
                throw new IllegalArgumentException("wishes: must be 1 to " + MOST_WISHES + ", got " + wishes.size());
            }
        }
    }

    /** The most reservations in one {@link Request}. */
    int MOST_WISHES = 256;

    /**
     * One reservation to be asked for.
     *
     * @param id its name; chosen by the service manager when absent
     * @param broker whom to ask
     * @param demand what for
     * @param renewUntil renew it by its own length, again and again, until then; absent: let it end
     * @param redeemAfter reservations of the same guest (or same command) that must be in use before it is redeemed
     * @param joinAfter the same for joining; their units' properties are given to its handlers
     */
    record Wish(
            Optional<ReservationId> id,
            Principal broker,
            Demand demand,
            Optional<Instant> renewUntil,
            List<ReservationId> redeemAfter,
            List<ReservationId> joinAfter) {
        public Wish {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(broker, "broker");
            Objects.requireNonNull(demand, "demand");
            Objects.requireNonNull(renewUntil, "renewUntil");
            redeemAfter = List.copyOf(redeemAfter);
            joinAfter = List.copyOf(joinAfter);
            if (redeemAfter.size() + joinAfter.size() > MOST_WISHES) {
                throw new IllegalArgumentException("predecessors: at most " + MOST_WISHES);
            }
        }
    }

    /**
     * Want something else of a reservation that is in use: later, more, fewer, larger, smaller, or with other properties.
     *
     * @param end the new end of its term, if it is to change
     * @param extendBy later than the present end by this, instead of {@code end}
     * @param units the new number, if it is to change
     * @param sliver the new size of each unit, if it is to change
     * @param victims which units to give up first
     * @param set properties that it is to have, in the place of those of the same names
     * @param dropped names of properties that it is to have no more, none of which is in {@code set}
     */
    record Change(
            Optional<String> requestId,
            ReservationId id,
            Optional<Instant> end,
            Optional<Duration> extendBy,
            Optional<Long> units,
            Optional<Amounts> sliver,
            List<UnitId> victims,
            PropertyList set,
            List<String> dropped)
            implements Guest {
        public Change {
            requestId.ifPresent(name -> Names.check("requestId", name));
            Objects.requireNonNull(id, "id");
            victims = List.copyOf(victims);
            Objects.requireNonNull(set, "set");
            dropped = List.copyOf(dropped);
            if (end.isPresent() && extendBy.isPresent()) {
                throw new IllegalArgumentException("change: either 'end' or 'extendBy', not both");
            }
            boolean still = end.isEmpty() && extendBy.isEmpty() && units.isEmpty() && sliver.isEmpty();
            if (still && set.isEmpty() && dropped.isEmpty()) {
                throw new IllegalArgumentException("change: nothing to change; give an end, units, a size or properties");
            }
            checkDropped(set, dropped);
            if (extendBy.isPresent() && (extendBy.get().isNegative() || extendBy.get().isZero())) {
                throw new IllegalArgumentException("change.extendBy: must be more than nothing, got " + extendBy.get());
            }
            if (units.isPresent() && (units.get() < 1 || units.get() > Demand.MOST_UNITS)) {
                throw new IllegalArgumentException(
                        "change.units: must be from 1 to " + Demand.MOST_UNITS + ", got " + units.get());
            }
        }

        /** A change that leaves the properties as they are. */
        public Change(Optional<String> requestId, ReservationId id, Optional<Instant> end, Optional<Duration> extendBy,
                Optional<Long> units, Optional<Amounts> sliver, List<UnitId> victims) {
            this(requestId, id, end, extendBy, units, sliver, victims, PropertyList.NONE, List.of());
        }

        private static void checkDropped(PropertyList set, List<String> dropped) {
            if (dropped.size() > PropertyList.MAX_ENTRIES) {
                throw new IllegalArgumentException(
                        "change.dropped: at most " + PropertyList.MAX_ENTRIES + " names, got " + dropped.size());
            }
            for (String name : dropped) {
                Names.check("change.dropped", name);
                if (set.get(name).isPresent()) {
                    throw new IllegalArgumentException("change.dropped: " + name + " is to be set and to be dropped");
                }
            }
        }
    }

    /** Want no more of a reservation, in whatever state it is. */
    record Close(ReservationId id) implements Guest {
        public Close {
            Objects.requireNonNull(id, "id");
        }
    }

    /** Say yes to a request that waits for it. */
    record Approve(ContractKey key, String reason) implements Market, Site {
        public Approve {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** Say no to a request that waits for an answer. */
    record Deny(ContractKey key, String reason) implements Market, Site {
        public Deny {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** Take a ticket back (broker) or end a lease (authority) before its time; the holder is told why. */
    record Revoke(ContractKey key, String reason) implements Market, Site {
        public Revoke {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * Make a type known, or know it anew with another turnaround; its dimensions never change.
     *
     * @param mobility who may move its units; absent: nobody, for its handler cannot
     * @param promised in which terms its units are delegated
     */
    record DefineType(ResourceType type, String handler, Optional<Mobility> mobility, Promised promised) implements Site {
        public DefineType {
            Objects.requireNonNull(promised, "promised");
            Objects.requireNonNull(type, "type");
            Names.check("handler", handler);
            Objects.requireNonNull(mobility, "mobility");
        }

        /** A type whose units stay where they are. */
        public DefineType(ResourceType type, String handler) {
            this(type, handler, Optional.empty());
        }

        /** A type that is delegated as so much altogether. */
        public DefineType(ResourceType type, String handler, Optional<Mobility> mobility) {
            this(type, handler, mobility, Promised.BY_SUM);
        }
    }

    /**
     * Follow another policy, or the same with other settings. Nothing that was promised changes; what waits is asked about anew.
     * Whoever gives this command has made sure that there is such a policy and that it takes the settings.
     *
     * @param slice whose controller it is to be, for a service manager; absent for others
     * @param lasting whether it holds against the configuration, after a restart too, until this is said again; else it is what
     *     the configuration says, and from now on that is followed whatever it says
     */
    record SetPolicy(Optional<String> slice, PolicyChoice choice, boolean lasting) implements Command {
        public SetPolicy {
            slice.ifPresent(name -> Names.check("slice", name));
            Objects.requireNonNull(choice, "choice");
        }
    }

    /**
     * What was lost is settled: promise again, let end what is over, and hear of contracts that are not known as of any others.
     *
     * @param anyway even though some of it is open
     */
    record Settle(boolean anyway, String reason) implements Command {
        public Settle {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * Tell about a slice what is wished from now on.
     *
     * @param wish absent: what the configuration says
     */
    record SetNotices(String slice, Optional<NoticeWish> wish) implements Telling {
        public SetNotices {
            Names.check("slice", slice);
            Objects.requireNonNull(wish, "wish");
        }
    }

    /**
     * Offer a slice's calendar to whoever has the key to it, or to nobody.
     *
     * @param lock the SHA-256 of the key, in 64 lower-case hexadecimal digits; absent: nobody
     */
    record SetFeed(String slice, Optional<String> lock) implements Telling {
        public SetFeed {
            Names.check("slice", slice);
            if (lock.filter(hash -> !hash.matches("[0-9a-f]{64}")).isPresent()) {
                throw new IllegalArgumentException("lock: must be 64 hexadecimal digits");
            }
        }
    }

    /** Send a notice that says nothing but that it is one to each receiver of the slice. */
    record TestNotices(String slice) implements Telling {
        public TestNotices {
            Names.check("slice", slice);
        }
    }

    /**
     * A letter was sent, or could not be.
     *
     * @param trouble why it was not sent; absent when it was
     * @param lasting whether trying again would be of no use
     */
    record Posted(String letter, Optional<String> trouble, boolean lasting) implements Telling {
        public Posted {
            Names.check("letter", letter);
            Objects.requireNonNull(trouble, "trouble");
        }
    }

    /**
     * Add a host to the inventory, or change one.
     *
     * @param host its name
     * @param type of the units that it can have
     * @param capacity as a load: units first
     * @param properties given to each of its units
     * @param open false when no new unit may be placed on it
     */
    record SetHost(String host, TypeName type, Amounts capacity, PropertyList properties, boolean open)
            implements Site {
        public SetHost {
            Names.check("host", host);
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(capacity, "capacity");
            Objects.requireNonNull(properties, "properties");
        }
    }

    /**
     * Give a broker a right to the inventory, or to a part of what another broker holds; or renew or change one it has.
     *
     * @param id its name; chosen by the giver when absent
     * @param from for a broker that gives: which of the delegations that it holds; the first that has it when absent
     */
    record Delegate(
            Optional<DelegationId> id,
            Optional<DelegationId> from,
            Principal broker,
            TypeName type,
            Amounts capacity,
            Amounts largest,
            Term term,
            int oversubscription,
            PropertyList properties)
            implements Market, Site {
        public Delegate {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(broker, "broker");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(capacity, "capacity");
            Objects.requireNonNull(largest, "largest");
            Objects.requireNonNull(term, "term");
            Objects.requireNonNull(properties, "properties");
        }

        /** Out of an inventory, or of whatever the giver holds. */
        public Delegate(Optional<DelegationId> id, Principal broker, TypeName type, Amounts capacity, Amounts largest, Term term,
                int oversubscription, PropertyList properties) {
            this(id, Optional.empty(), broker, type, capacity, largest, term, oversubscription, properties);
        }
    }

    /** Let no more tickets be issued on a delegation that was given. */
    record Reclaim(DelegationId id, String reason) implements Market, Site {
        public Reclaim {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** Try the teardown of a quarantined unit again. */
    record RetryTeardown(UnitId unit) implements Site {
        public RetryTeardown {
            Objects.requireNonNull(unit, "unit");
        }
    }

    /** Put on record that a quarantined unit is gone, or that its host is off. */
    record FreeUnit(UnitId unit, String reason) implements Site {
        public FreeUnit {
            Objects.requireNonNull(unit, "unit");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * Let no new units be placed on a host, and have those that are there moved elsewhere; or end that.
     *
     * @param drained whether it begins or ends
     */
    record Drain(String host, boolean drained, String reason) implements Site {
        public Drain {
            Names.check("host", host);
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** Move a unit that is up to another host of its type; the place there is booked first. The holder is told why. */
    record Move(UnitId unit, String host, String reason) implements Site {
        public Move {
            Objects.requireNonNull(unit, "unit");
            Names.check("host", host);
            Objects.requireNonNull(reason, "reason");
        }
    }
}
