package orca.authority.assignment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.AuthorityTables;
import orca.authority.state.Draft;
import orca.authority.state.Host;
import orca.authority.state.HostImage;
import orca.authority.state.LeaseFile;
import orca.authority.state.LeaseImage;
import orca.authority.state.Moving;
import orca.authority.state.Site;
import orca.authority.state.TypeImage;
import orca.authority.state.UnitImage;
import orca.core.calendar.Calendar;
import orca.core.contract.Answer;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Refusal;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.lease.UnitTrigger;
import orca.core.policy.AssignmentView;
import orca.core.resource.Mobility;
import orca.core.resource.Pieces;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.table.Table;
import orca.core.table.Verdict;

/**
 * Moves of units from one host to another. The place on the other host is booked before the handler is called, and until the
 * handler has answered both places are the unit's: so neither host ever carries more than it has, wherever the unit is.
 *
 * <p>A move that failed for good leaves the unit where it was. When only tries failed nobody knows how far it came: the handler
 * is told to have it where it was, and when that fails too the unit is put aside with both places.
 */
final class Moves {
    /** The property by which a holder asks for a move. */
    static final String WISH = "place";
    /** How many properties a site adds for a type whose units can be moved. */
    static final int OWN = 2;

    private static final String IN_PIECES = "units stay where they are on hosts whose dimensions come in pieces";

    private final AuthoritySettings settings;
    private final Table<UnitState, UnitTrigger> table;

    Moves(AuthoritySettings settings, AuthorityTables tables) {
        this.settings = settings;
        this.table = tables.unit();
    }

    /** How many moves may be begun now; 0 where no type's units can be moved. */
    int left(Site site) {
        boolean any = site.types().stream().anyMatch(type -> type.image().mobility().isPresent());
        return any ? Math.max(0, settings.limits().moves() - site.migrating()) : 0;
    }

    /**
     * The units that may be moved, those that have to leave their hosts first, then those on closed ones, then by age.
     *
     * @param but leases of which none may be moved now
     */
    static List<AssignmentView.Movable> movable(Site site, Set<ContractKey> but) {
        List<AssignmentView.Movable> first = new ArrayList<>();
        List<AssignmentView.Movable> urgent = new ArrayList<>();
        List<AssignmentView.Movable> others = new ArrayList<>();
        Map<ContractKey, List<String>> housed = new LinkedHashMap<>();
        for (UnitImage unit : site.units()) {
            HostImage host = site.host(unit.host()).image();
            boolean leaving = leaving(site, unit);
            List<AssignmentView.Movable> list = leaving ? first : host.takes() ? others : urgent;
            boolean any = list.size() < AssignmentView.MOST_MOVABLE && !but.contains(unit.lease());
            if (any && stuck(site, unit).isEmpty()) {
                list.add(new AssignmentView.Movable(unit.id(), unit.lease(), type(site, unit).type(), unit.host(),
                        leaving, unit.sliver(), unit.booked(), unit.cause().at(),
                        housed.computeIfAbsent(unit.lease(), key -> housed(site, key)),
                        Attaching.near(site, unit.lease(), unit.asked())));
            }
        }
        first.addAll(urgent);
        first.addAll(others);
        return first.size() <= AssignmentView.MOST_MOVABLE ? first : first.subList(0, AssignmentView.MOST_MOVABLE);
    }

    /** Whether {@code unit} is to live elsewhere: its host is drained, or is to be serviced before its time is over. */
    static boolean leaving(Site site, UnitImage unit) {
        Host host = site.host(unit.host());
        return host.image().drained().isPresent() || host.leaves(unit).isPresent();
    }

    private static List<String> housed(Site site, ContractKey key) {
        return site.lease(key).map(LeaseFile::units).orElse(List.of()).stream().filter(UnitImage::serves).map(UnitImage::aim)
                .toList();
    }

    /** Why {@code unit} cannot be moved now, wherever it might go; empty when it can. */
    static Optional<String> stuck(Site site, UnitImage unit) {
        Optional<String> rooted = rooted(site, unit);
        boolean free = site.lease(unit.lease()).map(LeaseFile::image).filter(Moves::allows).isPresent();
        return rooted.isPresent() || free ? rooted : Optional.of("it stays where it is while its lease changes or ends");
    }

    /** The same, whatever its lease does. */
    static Optional<String> rooted(Site site, UnitImage unit) {
        if (type(site, unit).mobility().isEmpty()) {
            return Optional.of(stay(type(site, unit)));
        }
        if (Pieces.of(unit.inherited()).isPresent()) {
            return Optional.of(IN_PIECES);
        }
        return unit.state() == UnitState.READY ? Optional.empty()
                : Optional.of("it is " + unit.state() + ", and only one that is READY is moved");
    }

    private static String stay(TypeImage type) {
        return "units of type " + type.type().name() + " stay where they are: " + (type.byHost() ? "they are promised by host"
                : "their handler, " + type.handler() + ", does not move any");
    }

    private static TypeImage type(Site site, UnitImage unit) {
        return site.type(unit.type()).orElseThrow().image();
    }

    private static boolean allows(LeaseImage lease) {
        return lease.state() == LeaseState.ACTIVE || lease.state() == LeaseState.EXTENDING;
    }

    /**
     * Begins a move by the word of the site, unless it cannot be.
     *
     * @param why for the holder and the operator
     */
    Optional<Refusal> begin(Draft draft, UnitId id, String host, String why) {
        Optional<UnitImage> unit = draft.site().unit(id).map(known -> draft.unit(known.id()));
        if (unit.isEmpty()) {
            return no(Refusal.Kind.UNKNOWN, "there is no unit " + id);
        }
        Optional<Refusal> flaw = draft.findLease(unit.get().lease()).filter(Moves::allows).isEmpty()
                ? no(Refusal.Kind.NOT_NOW, "unit " + id + " stays where it is while its lease is "
                        + draft.lease(unit.get().lease()).state())
                : flaw(draft, unit.get(), host);
        if (flaw.isEmpty()) {
            start(draft, unit.get(), new Moving(host, false, false, why));
            draft.tell(unit.get().lease());
        }
        return flaw;
    }

    /** How many properties a unit may have, what the site adds for its handler left aside. */
    static int mostProperties(Site site, TypeName type) {
        boolean mobile = site.type(type).filter(t -> t.image().mobility().isPresent()).isPresent();
        return PropertyList.MAX_ENTRIES - (mobile ? OWN : 0);
    }

    /** What a call says of a unit: all properties, and where it is to be if that can change. */
    static PropertyList told(TypeImage type, UnitImage unit) {
        PropertyList all = placed(type, unit).without(List.of(Repair.PROPERTY));
        return all.size() < PropertyList.MAX_ENTRIES ? all.with(Handler.LEASE, unit.lease().toString()) : all;
    }

    private static PropertyList placed(TypeImage type, UnitImage unit) {
        PropertyList all = unit.asked().overlaid(unit.inherited()).overlaid(unit.made());
        if (type.mobility().isEmpty()) {
            return all;
        }
        if (all.size() > PropertyList.MAX_ENTRIES - OWN) {
            return all; // it is from a time when its type could not be moved, and stays
        }
        PropertyList placed = all.without(List.of(WISH)).overlaid(PropertyList.of(Handler.PLACE, unit.aim()));
        return unit.moving().isPresent() && unit.action() == Action.TEARDOWN
                ? placed.with(Handler.PLACE_TOO, unit.moving().get().to()) : placed;
    }

    /** Why {@code unit} cannot go to {@code name} now, whoever wants it. */
    private Optional<Refusal> flaw(Draft draft, UnitImage unit, String name) {
        TypeImage type = type(draft.site(), unit);
        if (type.mobility().isEmpty()) {
            return no(Refusal.Kind.NEVER, stay(type));
        }
        if (!(table.step(unit.state(), UnitTrigger.MOVE) instanceof Verdict.Moved<UnitState>)) {
            return no(Refusal.Kind.CONFLICT,
                    "unit " + unit.id() + " is " + unit.state() + ", and only one that is READY is moved");
        }
        Optional<Refusal> unfit = unfit(draft, unit, name);
        return unfit.isPresent() || draft.migrating() < settings.limits().moves() ? unfit
                : no(Refusal.Kind.NOT_NOW, draft.migrating() + " units are being moved, and at most "
                        + settings.limits().moves() + " are at a time");
    }

    private static Optional<Refusal> unfit(Draft draft, UnitImage unit, String name) {
        Optional<Refusal> barred = barred(draft, unit, name);
        if (barred.isPresent()) {
            return barred;
        }
        overdue(draft, name, unit);
        return crammed(unit, name, draft.calendar(name));
    }

    /** Why {@code unit} cannot go to {@code name}, whatever room there is. */
    static Optional<Refusal> barred(Draft draft, UnitImage unit, String name) {
        Optional<Host> host = draft.site().findHost(name);
        if (host.isEmpty() || !host.get().image().takes() || !host.get().image().type().equals(unit.type())) {
            return no(Refusal.Kind.UNKNOWN, "host " + name + " is unknown, closed or of another type");
        }
        if (pieces(unit, host.get())) {
            return no(Refusal.Kind.NEVER, IN_PIECES);
        }
        if (name.equals(unit.host())) {
            return no(Refusal.Kind.CONFLICT, "unit " + unit.id() + " is on " + name + " already");
        }
        int most = mostProperties(draft.site(), unit.type());
        return PropertyList.count(unit.asked(), host.get().image().properties(), unit.made()) <= most ? Optional.empty()
                : no(Refusal.Kind.NEVER, "unit " + unit.id() + " would have more than " + most + " properties on " + name);
    }

    /** Why {@code unit} has no room on {@code name}, on which {@code booked} is. */
    static Optional<Refusal> crammed(UnitImage unit, String name, Calendar booked) {
        return booked.fits(unit.load(), unit.booked()) ? Optional.empty()
                : no(Refusal.Kind.INSUFFICIENT, "host " + name + " has no room for " + unit.wanted() + " throughout "
                        + unit.booked());
    }

    /** What a unit takes of a host with pieces is not what it would take of another host. */
    private static boolean pieces(UnitImage unit, Host to) {
        return Pieces.of(unit.inherited()).isPresent() || Pieces.of(to.image().properties()).isPresent();
    }

    /** Marks what is on {@code host} still though its time is over: its place is not free before it is gone. */
    static void overdue(Draft draft, String host, UnitImage newcomer) {
        for (UnitId late : draft.site().host(host).overdue(draft.now())) {
            UnitImage other = draft.unit(late);
            if (!other.overstays() && other.state() != UnitState.FREE && !late.equals(newcomer.id())) {
                draft.put(other.in(other.state(), new Cause(draft.now(), "OVERSTAY", "still there at the end of its time"))
                        .overstaying());
            }
        }
    }

    private void start(Draft draft, UnitImage unit, Moving moving) {
        draft.put(unit.in(table.move(unit.state(), UnitTrigger.MOVE), cause(draft, UnitTrigger.MOVE, moving.why()))
                .moving(Optional.of(moving)).calling(Action.MODIFY, 0, draft.now()));
    }

    /** Where {@code asked} newly says that a unit is to be; empty where its holder has no say, or nothing new to say. */
    static Optional<String> wish(Site site, UnitImage unit, PropertyList asked) {
        Optional<String> place = asked.text(WISH);
        boolean fresh = place.isPresent() && !place.equals(unit.asked().text(WISH)) && !place.get().equals(unit.host());
        return fresh && type(site, unit).mobility().isPresent() ? place : Optional.empty();
    }

    /** Why no holder has a say in where its units of {@code type} are; empty where it has. */
    static Optional<Refusal> unasked(TypeImage type) {
        return type.mobility().equals(Optional.of(Mobility.BY_HOLDER)) ? Optional.empty()
                : no(Refusal.Kind.NEVER,
                        WISH + ": this site moves units of type " + type.type().name() + " by its own word alone");
    }

    /** Why {@code unit} cannot go to {@code name} at its holder's wish, its room there left aside. */
    Optional<String> hindrance(Draft draft, UnitImage unit, String name) {
        Optional<Host> host = draft.site().findHost(name);
        if (host.isEmpty() || !host.get().image().takes() || !host.get().image().type().equals(unit.type())) {
            return Optional.of(WISH + ": host " + name + " is unknown, closed or of another type");
        }
        if (pieces(unit, host.get())) {
            return Optional.of(WISH + ": " + IN_PIECES);
        }
        if (!(table.step(unit.state(), UnitTrigger.MOVE) instanceof Verdict.Moved<UnitState>)) {
            return Optional.of(WISH + ": unit " + unit.id() + " is " + unit.state());
        }
        overdue(draft, name, unit);
        return Optional.empty();
    }

    /**
     * Begins a move that its holder wants with a change.
     *
     * @param unit as it is to be, but for its host
     * @param more whether anything but its host changes
     */
    void wished(Draft draft, UnitImage unit, String host, boolean more) {
        start(draft, unit, new Moving(host, false, more, "its holder asked for it"));
    }

    /**
     * Begins a move to a host that has room for the size that a unit is to have, where its own has not. What it has there is kept
     * for it at the size that it is until it has arrived; then it is changed.
     *
     * @param unit as it is
     * @param shall as it is to be, but for its host
     */
    void grow(Draft draft, UnitImage unit, UnitImage shall, String host) {
        boolean more = !shall.sized(unit.sliver(), unit.wanted()).equals(unit);
        start(draft, shall, new Moving(host, false, more, unit.host() + " has no room for " + shall.wanted(),
                Optional.of(unit.sliver())));
    }

    /** Its term, size or properties change while it moves: they bind, and its handler hears of them afterwards. */
    void change(Draft draft, UnitImage unit, UnitImage changed) {
        draft.put(changed.in(table.move(unit.state(), UnitTrigger.CHANGE), cause(draft, UnitTrigger.CHANGE, ""))
                .moving(unit.moving().map(Moving::andChanged)));
    }

    /**
     * A call that was to move {@code unit} ended.
     *
     * @param more whether it may be tried again
     */
    void ended(Draft draft, UnitImage unit, Outcome outcome, boolean more) {
        Moving moving = unit.moving().orElseThrow();
        switch (outcome) {
            case Outcome.Done(PropertyList said) -> settled(draft, unit.knowing(unit.asked(), unit.made().overlaid(said)),
                    moving.back() ? UnitTrigger.FAIL : UnitTrigger.DONE, moving.why());
            case Outcome.Trouble(String why, boolean retry) when retry && more -> {
                int failures = unit.failures() + 1;
                again(draft, unit, why, moving, failures, draft.now().plus(settings.retries().after(failures)));
            }
            case Outcome.Trouble(String why, boolean retry) when moving.back() -> lost(draft, unit, why);
            case Outcome.Trouble(String why, boolean retry) when retry ->
                again(draft, unit, why, moving.turned(why), 0, draft.now());
            case Outcome.Trouble(String why, boolean retry) ->
                settled(draft, unit.moving(Optional.of(moving.turned(why))), UnitTrigger.FAIL, why);
        }
    }

    private void again(Draft draft, UnitImage unit, String why, Moving moving, int failures, Instant from) {
        draft.put(unit.in(table.move(unit.state(), UnitTrigger.RETRY), cause(draft, UnitTrigger.RETRY, why))
                .moving(Optional.of(moving)).calling(Action.MODIFY, failures, from));
    }

    /** It is where it was to be: the other place is given up, and what changed meanwhile is done. */
    private void settled(Draft draft, UnitImage unit, UnitTrigger trigger, String why) {
        Moving moving = unit.moving().orElseThrow();
        UnitImage ready = unit.in(table.move(unit.state(), trigger), cause(draft, trigger, why)).waiting(0, unit.notBefore());
        UnitImage still = (!moving.back() ? ready.arrived(draft.site().host(moving.to()).image().properties())
                : ready.moving(Optional.empty()).sized(unit.sliver(), moving.held().orElse(unit.wanted())))
                .freeing(draft.freedRoom());
        draft.put(!(moving.back() ? moving.changed() : moving.changesThere()) ? still
                : still.in(table.move(still.state(), UnitTrigger.CHANGE), cause(draft, UnitTrigger.CHANGE, ""))
                        .calling(Action.MODIFY, 0, draft.now()).freeing(draft.freedRoom()));
        notice(draft, unit, moving.back()
                ? "stays on " + unit.host() + moving.held().map(size -> " with " + size).orElse("") + " and was not moved to "
                        + moving.to() + ": " + moving.why()
                : "was moved from " + unit.host() + " to " + moving.to() + ": " + moving.why());
        // Its holder may have seen it on its way, and asks nothing by itself.
        draft.findLease(unit.lease()).ifPresent(lease -> draft.urge(lease.key()));
    }

    private void lost(Draft draft, UnitImage unit, String why) {
        draft.put(unit.in(table.move(unit.state(), UnitTrigger.LOST), cause(draft, UnitTrigger.LOST, why)).overstaying());
        notice(draft, unit, "is put aside, for nobody knows whether it is on " + unit.host() + " or on "
                + unit.moving().orElseThrow().to() + ": " + why);
        draft.urge(unit.lease());
        LeaseImage lease = draft.lease(unit.lease());
        if (lease.state() == LeaseState.ACTIVE) {
            // So that its holder gives back the rest, and has it replaced when it renews.
            int left = draft.count(lease.key(), UnitState.READY, UnitState.MIGRATING);
            String words = "unit " + unit.id() + " was lost: " + why;
            draft.put(lease.answering(new Answer.Granted(lease.binding().units(), left, words)));
        }
    }

    private static void notice(Draft draft, UnitImage unit, String text) {
        ContractKey key = unit.lease();
        draft.findLease(key).ifPresent(lease -> {
            draft.put(lease.noticing(draft.now(), "unit " + unit.id() + " " + text));
            draft.tell(key);
        });
    }

    private static Cause cause(Draft draft, UnitTrigger trigger, String why) {
        return new Cause(draft.now(), trigger.name(), why);
    }

    private static Optional<Refusal> no(Refusal.Kind kind, String reason) {
        return Optional.of(Refusal.of(kind, reason));
    }
}
