package orca.authority.assignment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.authority.state.Draft;
import orca.authority.state.Host;
import orca.authority.state.LeaseImage;
import orca.authority.state.UnitImage;
import orca.core.calendar.Calendar;
import orca.core.contract.Refusal;
import orca.core.policy.AssignmentView;
import orca.core.resource.Amounts;
import orca.core.resource.Pieces;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.ticket.Ticket;
import orca.core.time.Term;

/**
 * Whether the units of a lease fit where they are, and where they are to be: the rules that a plan is checked by, whoever made
 * it. Decides nothing.
 */
final class Fitting {
    private final Units units;

    Fitting(Units units) {
        this.units = units;
    }

    /**
     * How the units that stay can be as the newest ticket says.
     *
     * @param flaw why they cannot be so
     * @param leaving those that have to leave their hosts to become as large, oldest first
     */
    record Fit(Optional<String> flaw, List<UnitImage> leaving) {
        /** Nothing stays, so nothing is in the way. */
        static final Fit WELL = new Fit(Optional.empty(), List.of());

        private static Fit no(String why) {
            return new Fit(Optional.of(why), List.of());
        }

        boolean well() {
            return flaw.isEmpty() && leaving.isEmpty();
        }
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
     * How the units that stay can be as the newest ticket says: where they are, if that can be. First all are booked as large as
     * they are for the new term, then each grows that has room to: so nobody grows into a place that another one has. One whose
     * host has to be empty before the new end leaves it, if it can be moved.
     *
     * @param sheet takes up what these units need of their hosts; of those that they leave, what they have there until then
     */
    Fit fit(Draft draft, LeaseImage lease, List<UnitImage> kept, Sheet sheet) {
        PropertyList asked = asked(lease.ticket(), lease);
        List<UnitImage> leaving = new ArrayList<>();
        for (UnitImage unit : kept) {
            Optional<String> crowded = sheet.replace(unit, held(draft, lease, unit));
            boolean able = crowded.isPresent() && Moves.wish(draft.site(), unit, asked).isEmpty()
                    && Moves.rooted(draft.site(), unit).isEmpty()
                    && sheet.replaceWhereItLeaves(unit, held(draft, lease, unit)).isEmpty();
            if (able) {
                leaving.add(unit);
            } else if (crowded.isPresent()) {
                return Fit.no(crammed(lease, unit, crowded.get()));
            }
        }
        int moving = 0;
        for (UnitImage unit : kept) {
            UnitImage changed = changed(draft, lease, unit);
            Optional<String> place = Moves.wish(draft.site(), unit, asked);
            Optional<String> crowded = leaving.contains(unit) ? Optional.empty()
                    : sheet.replace(held(draft, lease, unit), changed);
            if (crowded.isPresent()) {
                Optional<String> rooted = place.isPresent() ? Optional.of("")
                        : Moves.rooted(draft.site(), unit).map(why -> "; " + why);
                if (rooted.isPresent()) {
                    return Fit.no(crammed(lease, unit, crowded.get()) + rooted.get());
                }
                leaving.add(unit);
            }
            Optional<String> stuck = place.flatMap(host -> stuck(draft, unit, changed, host, sheet));
            if (stuck.isPresent()) {
                return Fit.no(stuck.get());
            }
            moving += place.isPresent() ? 1 : 0;
            int most = Moves.mostProperties(draft.site(), unit.type());
            if (PropertyList.count(asked, unit.inherited(), unit.made()) > most) {
                return Fit.no("unit " + unit.id() + " would have more than " + most + " properties");
            }
        }
        moving += leaving.size();
        int left = units.moves().left(draft.site());
        return moving == 0 || moving <= left ? new Fit(Optional.empty(), leaving)
                : Fit.no((leaving.isEmpty() ? "" : crammed(lease, leaving.getFirst(), leaving.getFirst().host()) + "; ") + moving
                        + " units would have to be moved, and " + left + " may be now");
    }

    private static UnitImage changed(Draft draft, LeaseImage lease, UnitImage unit) {
        Ticket ticket = lease.ticket();
        return Units.changed(unit, draft.site().type(ticket.type()).orElseThrow().type(), ticket.term(), ticket.sliver());
    }

    /** The unit throughout its new term, and as large as it is. */
    private static UnitImage held(Draft draft, LeaseImage lease, UnitImage unit) {
        return changed(draft, lease, unit).sized(unit.sliver(), unit.wanted());
    }

    private static String crammed(LeaseImage lease, UnitImage unit, String host) {
        return "unit " + unit.id() + " has no room on " + host + " for " + lease.ticket().sliver() + " until "
                + lease.ticket().term().end();
    }

    /** Why {@code unit} cannot go where its holder wants it; takes up what it needs there. */
    private Optional<String> stuck(Draft draft, UnitImage unit, UnitImage changed, String host, Sheet sheet) {
        Optional<String> hindrance = units.moves().hindrance(draft, unit, host);
        if (hindrance.isPresent()) {
            return hindrance;
        }
        if (!sheet.of(host).fits(changed.load(), changed.booked())) {
            return Optional.of("host " + host + " has no room for unit " + unit.id());
        }
        sheet.enter(host, changed.load(), changed.booked());
        return Optional.empty();
    }

    /** How large a place has to be that any of the units can go to: enough for what a unit is, and for what it is to be. */
    static Amounts size(Ticket ticket, List<UnitImage> leaving) {
        long[] most = ticket.sliver().toArray();
        for (UnitImage unit : leaving) {
            for (int d = 0; d < most.length; d++) {
                most[d] = Math.max(most[d], unit.sliver().get(d));
            }
        }
        return Amounts.of(most);
    }

    /** Why the units that have to leave their hosts find no other, whatever a policy likes. */
    Optional<String> nowhere(Draft draft, LeaseImage lease, List<UnitImage> leaving, Sheet sheet) {
        if (leaving.isEmpty()) {
            return Optional.empty();
        }
        Ticket ticket = lease.ticket();
        ResourceType type = draft.site().type(ticket.type()).orElseThrow().type();
        Amounts size = size(ticket, leaving);
        Term occupied = Units.occupied(type, ticket.term(), draft.now());
        long[] found = {0};
        draft.site().openHosts().visit(type.name(), size.load(1), host -> {
            found[0] += whole(host) ? sheet.of(host.name()).largestQuantity(size, occupied, leaving.size() - found[0]) : 0;
            return found[0] < leaving.size();
        });
        UnitImage first = leaving.getFirst();
        return found[0] >= leaving.size() ? Optional.empty() : Optional.of(crammed(lease, first, first.host()) + (found[0] == 0
                ? ", nor is there on another host" : "; of " + leaving.size() + " such units " + found[0]
                        + " would find it elsewhere"));
    }

    private static boolean whole(AssignmentView.Host host) {
        return Pieces.of(host.properties()).isEmpty();
    }

    /**
     * Why the hosts proposed do not do.
     *
     * @param kept the units that stay in the lease
     * @param leaving those of them that have to leave their hosts, which take the first of {@code hosts}
     */
    Optional<String> flaw(
            Draft draft, LeaseImage lease, int kept, List<UnitImage> leaving, List<String> hosts, Sheet sheet) {
        Ticket ticket = lease.ticket();
        int more = hosts.size() - leaving.size();
        long wanted = ticket.units() - kept;
        if (hosts.isEmpty() || more < 0 || more > wanted || kept + more < ticket.minUnits()) {
            return Optional.of(hosts.size() + " hosts for " + (wanted + leaving.size()) + " units");
        }
        for (int i = 0; i < leaving.size(); i++) {
            UnitImage unit = leaving.get(i);
            UnitImage grown = changed(draft, lease, unit).knowing(asked(ticket, lease), unit.made());
            String name = hosts.get(i);
            Optional<Refusal> no = Moves.barred(draft, grown, name).or(() -> Moves.crammed(grown, name, sheet.of(name)));
            if (no.isPresent()) {
                return no.map(Refusal::reason);
            }
            sheet.enter(name, grown.load(), grown.booked());
        }
        return flaw(draft, lease, hosts.subList(leaving.size(), hosts.size()), sheet);
    }

    /** Why new units cannot be made on {@code hosts}. */
    private static Optional<String> flaw(Draft draft, LeaseImage lease, List<String> hosts, Sheet sheet) {
        Ticket ticket = lease.ticket();
        ResourceType type = draft.site().type(ticket.type()).orElseThrow().type();
        Term occupied = Units.occupied(type, ticket.term(), draft.now());
        for (String name : hosts) {
            Optional<Host> host = draft.site().findHost(name);
            if (host.isEmpty() || !host.get().image().type().equals(type.name()) || !host.get().image().takes()) {
                return Optional.of("host " + name + " is unknown, closed or of another type");
            }
            Calendar calendar = sheet.of(name);
            Optional<PropertyList> given = host.get().image().given(ticket.sliver(), calendar, occupied);
            int most = Moves.mostProperties(draft.site(), type.name());
            PropertyList told = Berths.of(draft.site(), lease).told(name);
            if (PropertyList.count(asked(ticket, lease), given.orElse(PropertyList.NONE), told) > most) {
                return Optional.of("a unit on " + name + " would have more than " + most + " properties");
            }
            if (given.isEmpty()) {
                return Optional.of("host " + name + " has no room for " + ticket.sliver() + " throughout " + occupied);
            }
            sheet.enter(name, Pieces.load(ticket.sliver().load(1), given.get()), occupied);
        }
        return Optional.empty();
    }

    /** What ticket and holder say of the units. */
    static PropertyList asked(Ticket ticket, LeaseImage lease) {
        return ticket.properties().overlaid(lease.heard().properties());
    }
}
