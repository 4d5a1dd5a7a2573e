package orca.servicemanager.demand;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Refusal;
import orca.core.lease.Lease;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.protocol.Command;
import orca.core.resource.Amounts;
import orca.core.resource.Bins;
import orca.core.resource.PropertyList;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;
import orca.servicemanager.record.ReservationImage;

/** What a wish for another end, number, size or other properties comes to. */
public sealed interface Change {
    /** A new demand; {@code victims} go first where it has fewer units. */
    record To(Demand demand, List<UnitId> victims) implements Change {
        public To {
            Objects.requireNonNull(demand, "demand");
            victims = List.copyOf(victims);
        }
    }

    /** It is what is demanded already. */
    record Nothing() implements Change {}

    /** It cannot be wanted. */
    record No(Refusal refusal) implements Change {
        public No {
            Objects.requireNonNull(refusal, "refusal");
        }
    }

    /**
     * What {@code command} makes of the newest wish of {@code reservation}, in a state that allows a change at all.
     *
     * @param margin how long before a term's end the guest gives it up
     */
    static Change of(ReservationImage reservation, Command.Change command, Instant now, Duration margin) {
        Demand wish = reservation.asks();
        Term term = reservation.term().orElse(wish.term());
        Optional<Instant> end = newEnd(command, term.end());
        if (end.isEmpty()) {
            return no(Refusal.Kind.NEVER, "change.extendBy: the term would end after " + Term.LATEST);
        }
        if (end.get().isAfter(Term.LATEST) || !end.get().equals(Term.grain(end.get()))) {
            return no(Refusal.Kind.NEVER, "change.end: must be whole milliseconds until " + Term.LATEST + ", got " + end.get());
        }
        if (!end.get().minus(margin).isAfter(now) || !end.get().minus(margin).isAfter(term.start())) {
            return no(Refusal.Kind.LATE, "change.end: leaves nothing of the term, got " + end.get() + " at " + now);
        }
        Amounts sliver = command.sliver().orElse(wish.sliver());
        if (sliver.size() != wish.sliver().size()) {
            return no(Refusal.Kind.NEVER,
                    "change.sliver: " + wish.type() + " has " + wish.sliver().size() + " dimensions, got " + sliver.size());
        }
        long units = command.units().orElse(wish.units());
        Optional<Refusal> flaw = victimFlaw(reservation, command.victims(), units);
        if (flaw.isPresent()) {
            return new No(flaw.get());
        }
        PropertyList rest = wish.properties().without(command.dropped());
        Optional<Refusal> misfit = propertyFlaw(rest, command);
        if (misfit.isPresent()) {
            return new No(misfit.get());
        }
        PropertyList properties = rest.overlaid(command.set());
        long current = reservation.held().map(Demand::units).orElse(wish.units());
        if (units == current && sliver.equals(wish.sliver()) && end.get().equals(term.end())
                && properties.equals(wish.properties())) {
            return new Nothing();
        }
        return new To(demand(reservation, units, sliver, term.endingAt(end.get())).with(properties), command.victims());
    }

    /** A site would refuse it, but only once the broker had said yes. */
    private static Optional<Refusal> propertyFlaw(PropertyList rest, Command.Change command) {
        if (command.set().sitesOwn().isPresent()) {
            return Optional.of(Refusal.of(Refusal.Kind.NEVER, "change.set: names that begin with " + PropertyList.SITES_OWN
                    + " are for sites to set, got " + command.set().sitesOwn().get()));
        }
        long sum = rest.size() + command.set().asMap().keySet().stream().filter(name -> rest.get(name).isEmpty()).count();
        return sum <= PropertyList.MAX_ENTRIES ? Optional.empty() : Optional.of(Refusal.of(Refusal.Kind.NEVER,
                "change.set: a reservation has at most " + PropertyList.MAX_ENTRIES + " properties, and would have " + sum));
    }

    private static Optional<Instant> newEnd(Command.Change command, Instant end) {
        if (command.extendBy().isEmpty()) {
            return Optional.of(command.end().orElse(end));
        }
        Duration by = command.extendBy().get();
        return by.compareTo(Duration.between(end, Term.LATEST)) > 0 ? Optional.empty() : Optional.of(end.plus(by));
    }

    private static Optional<Refusal> victimFlaw(ReservationImage reservation, List<UnitId> victims, long units) {
        if (victims.isEmpty()) {
            return Optional.empty();
        }
        List<UnitId> present = reservation.lease().map(Lease::units).orElse(List.of()).stream().map(LeasedUnit::id).toList();
        Optional<UnitId> stranger = victims.stream().filter(v -> !present.contains(v)).findFirst();
        if (stranger.isPresent()) {
            return Optional.of(Refusal.of(Refusal.Kind.UNKNOWN, "change.victims: " + stranger.get() + " is no unit of it"));
        }
        long fewer = Math.max(0, present.size() - units);
        return victims.stream().distinct().count() > fewer
                ? Optional.of(Refusal.of(Refusal.Kind.CONFLICT,
                        "change.victims: " + victims.size() + " named, and " + fewer + " units are given up"))
                : Optional.empty();
    }

    /**
     * The whole demand for another size and term. What holds already cannot start elsewhere, so it is deferrable only while
     * there is no ticket; it stays elastic if it was.
     */
    static Demand demand(ReservationImage reservation, long units, Amounts sliver, Term term) {
        Demand wish = reservation.asks();
        long least = wish.elastic() ? Math.min(wish.minUnits(), units) : units;
        Demand changed = wish.with(units, least, sliver, term);
        return reservation.term().isEmpty() ? changed : bound(changed, units, least, term);
    }

    /** What {@code ticket} gives of what was {@code said}, as a demand: it asks for that and nothing else. */
    static Demand held(Demand said, Ticket ticket) {
        return bound(said, ticket.units(), Math.min(said.minUnits(), ticket.units()), ticket.term());
    }

    /** The same demand, for no more than {@code units} of what it is {@code held} for. */
    static Demand fewer(Demand held, long units) {
        return bound(held, units, Math.min(held.minUnits(), units), held.term());
    }

    /**
     * What is wanted, until the end of {@code longer}. More than is held may be wanted, if the site could not set up all of it;
     * what is held is not put at stake for that.
     */
    static Demand renewed(ReservationImage reservation, Term longer) {
        Demand wish = reservation.wish();
        Demand demand = demand(reservation, wish.units(), wish.sliver(), longer);
        long held = reservation.held().map(Demand::units).orElse(demand.units());
        return bound(demand, demand.units(), Math.min(demand.minUnits(), held), longer);
    }

    private static Demand bound(Demand demand, long units, long least, Term term) {
        return new Demand(demand.type(), units, least, demand.sliver(), term, term.start(), demand.deadline(),
                demand.assurance(), demand.site(), demand.properties());
    }

    /**
     * The same demand, saying which units stay where the ticket has bins and is for more: those that the site has, but for the
     * {@code victims}. Else the broker might take the bin of a unit that lives, and leave that of one that was lost.
     */
    static Demand staying(ReservationImage reservation, Demand demand, List<UnitId> victims) {
        Optional<Amounts> bins = reservation.chain().map(TicketChain::ticket).filter(t -> demand.units() < t.units())
                .flatMap(Ticket::bins);
        return demand.staying(bins.map(counts -> {
            long[] stays = new long[counts.size()];
            long left = demand.units();
            for (LeasedUnit unit : reservation.lease().map(Lease::units).orElse(List.of())) {
                int at = unit.properties().whole(Bins.PROPERTY).filter(b -> b > 0 && b <= stays.length).orElse(0L).intValue() - 1;
                if (left > 0 && at >= 0 && stays[at] < counts.get(at) && lives(unit) && !victims.contains(unit.id())) {
                    stays[at]++;
                    left--;
                }
            }
            for (int i = 0; i < stays.length; i++) {
                long more = Math.min(left, counts.get(i) - stays[i]);
                stays[i] += more;
                left -= more;
            }
            return Amounts.of(stays);
        }));
    }

    private static boolean lives(LeasedUnit unit) {
        return switch (unit.state()) {
            case SETUP, READY, MODIFYING, MIGRATING -> true;
            case FREE, REPLACING, STOPPING, TEARDOWN, QUARANTINED -> false;
        };
    }

    private static Change no(Refusal.Kind kind, String reason) {
        return new No(Refusal.of(kind, reason));
    }
}
