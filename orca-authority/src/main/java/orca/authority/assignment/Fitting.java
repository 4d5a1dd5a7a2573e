package orca.authority.assignment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.authority.state.Draft;
import orca.authority.state.Host;
import orca.authority.state.LeaseImage;
import orca.authority.state.UnitImage;
import orca.core.calendar.Calendar;
import orca.core.contract.Refusal;
import orca.core.resource.Pieces;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.ticket.Ticket;

/**
 * Whether the units of a lease fit where they are, and where they are to be: the rules that a plan is checked by, whoever made
 * it. Decides nothing.
 */
final class Fitting {
    private final Units units;

    Fitting(Units units) {
        this.units = units;
    }

    /** Why the holder may not say where its units are to be, if it does. */
    static Optional<Refusal> misplaced(Draft draft, LeaseImage lease, List<UnitImage> present) {
        PropertyList asked = asked(lease.ticket(), lease);
        Optional<Refusal> ruled = Berths.ruled(lease, asked);
        return ruled.isPresent() ? ruled : present.stream()
                .filter(unit -> Moves.wish(draft.site(), unit, asked).isPresent()).findFirst()
                .flatMap(unit -> Moves.unasked(draft.site().type(unit.type()).orElseThrow().image()));
    }

    /**
     * Why the units that stay cannot be as the new ticket says; the draft's calendars are left as they were.
     *
     * @param calendars of hosts, with what was found to have room so far; takes up what these units need
     */
    Optional<String> cramped(Draft draft, LeaseImage lease, List<UnitImage> kept, Map<String, Calendar> calendars) {
        Ticket ticket = lease.ticket();
        ResourceType type = draft.site().type(ticket.type()).orElseThrow().type();
        int moving = 0;
        for (UnitImage unit : kept) {
            UnitImage changed = Units.changed(unit, type, ticket.term(), ticket.sliver());
            for (String place : unit.places()) {
                if (!stays(unit, changed, place, calendars.computeIfAbsent(place, draft::calendar), calendars)) {
                    return Optional.of("unit " + unit.id() + " has no room on " + place + " for " + ticket.sliver() + " until "
                            + ticket.term().end());
                }
            }
            Optional<String> place = Moves.wish(draft.site(), unit, asked(ticket, lease));
            Optional<String> stuck = place.flatMap(host -> stuck(draft, unit, changed, host, calendars));
            if (stuck.isPresent()) {
                return stuck;
            }
            moving += place.isPresent() ? 1 : 0;
            int most = Moves.mostProperties(draft.site(), unit.type());
            if (Units.sum(asked(ticket, lease), unit.inherited(), unit.made()) > most) {
                return Optional.of("unit " + unit.id() + " would have more than " + most + " properties");
            }
        }
        return moving == 0 || moving <= units.moves().left(draft.site()) ? Optional.empty()
                : Optional.of(moving + " units would have to be moved, and " + units.moves().left(draft.site()) + " may be now");
    }

    /** Why {@code unit} cannot go where its holder wants it; takes up what it needs there. */
    private Optional<String> stuck(Draft draft, UnitImage unit, UnitImage changed, String host, Map<String, Calendar> calendars) {
        Optional<String> hindrance = units.moves().hindrance(draft, unit, host);
        if (hindrance.isPresent()) {
            return hindrance;
        }
        Calendar there = calendars.computeIfAbsent(host, draft::calendar);
        boolean fits = there.fits(changed.load(), changed.booked());
        calendars.put(host, fits ? there.commit(changed.load(), changed.booked()) : there);
        return fits ? Optional.empty() : Optional.of("host " + host + " has no room for unit " + unit.id());
    }

    /** Whether {@code unit} can be as {@code changed} on a host; takes up what it needs there. */
    private static boolean stays(UnitImage unit, UnitImage changed, String place, Calendar now, Map<String, Calendar> calendars) {
        Calendar calendar = now.release(unit.load(), unit.booked());
        boolean same = changed.load().equals(unit.load()) && changed.booked().equals(unit.booked());
        boolean less = changed.load().fitsIn(unit.load()) && unit.booked().contains(changed.booked());
        boolean fits = calendar.fits(changed.load(), changed.booked());
        calendars.put(place, fits ? calendar.commit(changed.load(), changed.booked()) : calendar);
        return fits || same || less;
    }

    /** Why the hosts proposed do not do. */
    Optional<String> flaw(
            Draft draft, LeaseImage lease, int present, List<String> hosts, Map<String, Calendar> calendars) {
        Ticket ticket = lease.ticket();
        long wanted = ticket.units() - present;
        if (hosts.isEmpty() || hosts.size() > wanted || present + hosts.size() < ticket.minUnits()) {
            return Optional.of(hosts.size() + " hosts for " + wanted + " units");
        }
        ResourceType type = draft.site().type(ticket.type()).orElseThrow().type();
        var occupied = Units.occupied(type, ticket.term(), draft.now());
        for (String name : hosts) {
            Optional<Host> host = draft.site().findHost(name);
            if (host.isEmpty() || !host.get().image().type().equals(type.name()) || !host.get().image().takes()) {
                return Optional.of("host " + name + " is unknown, closed or of another type");
            }
            var calendar = calendars.computeIfAbsent(name, draft::calendar);
            Optional<PropertyList> given = host.get().image().given(ticket.sliver(), calendar, occupied);
            int most = Moves.mostProperties(draft.site(), type.name());
            PropertyList told = Berths.of(draft.site(), lease).told(name);
            if (Units.sum(asked(ticket, lease), given.orElse(PropertyList.NONE), told) > most) {
                return Optional.of("a unit on " + name + " would have more than " + most + " properties");
            }
            if (given.isEmpty()) {
                return Optional.of("host " + name + " has no room for " + ticket.sliver() + " throughout " + occupied);
            }
            calendars.put(name, calendar.commit(Pieces.load(ticket.sliver().load(1), given.get()), occupied));
        }
        return Optional.empty();
    }

    /** What ticket and holder say of the units. */
    static PropertyList asked(Ticket ticket, LeaseImage lease) {
        return ticket.properties().overlaid(lease.heard().properties());
    }
}
