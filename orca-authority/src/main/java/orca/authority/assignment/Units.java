package orca.authority.assignment;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import orca.authority.state.Attempts;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.AuthorityTables;
import orca.authority.state.Draft;
import orca.authority.state.Host;
import orca.authority.state.Site;
import orca.authority.state.TypeImage;
import orca.authority.state.UnitImage;
import orca.core.actor.Duties;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Refusal;
import orca.core.handler.Action;
import orca.core.handler.HandOver;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.lease.UnitTrigger;
import orca.core.protocol.Command;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.table.Table;
import orca.core.table.Verdict;
import orca.core.time.Term;

/**
 * One unit's life: what its handler is called for, and what becomes of it when a call ends.
 *
 * <p>A unit whose host's time for it has come is not begun while another unit overstays there and the two do not fit: that
 * counts as a failed setup and is tried again. So nothing is handed on before it is clean, however late that is.
 */
public final class Units {
    private static final Duties.Alarm NO_ALARM = null;

    private final AuthoritySettings settings;
    private final Table<UnitState, UnitTrigger> table;
    private final Moves moves;

    public Units(AuthoritySettings settings, AuthorityTables tables) {
        this.settings = settings;
        this.table = tables.unit();
        this.moves = new Moves(settings, tables);
    }

    Moves moves() {
        return moves;
    }

    /** What a new unit is made of; what is {@code noted} has to have room beside the rest. */
    record Place(ContractKey lease, ResourceType type, Host host, Term term, Amounts sliver, PropertyList asked,
            PropertyList told, PropertyList noted) {}

    /** A new unit on a host that has room for it; its setup begins when its term does. */
    void create(Draft draft, Place place) {
        long number = draft.anotherUnit();
        Instant now = draft.now();
        Instant start = place.term().start().isAfter(now) ? place.term().start() : now;
        UnitState state = table.move(UnitState.FREE, UnitTrigger.ASSIGN);
        Term occupied = occupied(place.type(), place.term(), now);
        PropertyList given = place.host().image().given(place.sliver(), draft.calendar(place.host().name()), occupied)
                .orElseThrow(() -> new IllegalStateException("unit: no room on " + place.host().name())).overlaid(place.told());
        // How often its place was filled stands before whose place that is: it ends what would go on for ever.
        PropertyList noted = Stream.of(place.noted(), place.noted().without(List.of(HandOver.FROM)))
                .filter(some -> PropertyList.count(place.asked(), given, some)
                        <= Moves.mostProperties(draft.site(), place.type().name()))
                .findFirst().orElse(PropertyList.NONE);
        UnitImage unit = new UnitImage(id(draft, number), number, 1, place.lease(), state,
                place.type().name(), place.host().name(), place.term(), occupied, place.sliver(),
                place.sliver(), place.asked(), given.overlaid(noted), PropertyList.NONE, Action.SETUP,
                Attempts.NONE, 0, start, false, 0, Optional.empty(), new Cause(now, UnitTrigger.ASSIGN.name(), ""));
        draft.put(unit);
        if (!start.isAfter(now)) {
            begin(draft, unit);
        }
    }

    /** A name that no unit ever had, though an earlier life of the site may have made some that this one does not know. */
    private UnitId id(Draft draft, long number) {
        return new UnitId(settings.name() + "-u" + (draft.epoch() > 1 ? draft.epoch() + "." : "") + number);
    }

    /** When a unit for {@code term} keeps its host from others, seen at {@code now}. */
    static Term occupied(ResourceType type, Term term, Instant now) {
        Term all = type.turnaround().occupied(term);
        Instant from = Term.grain(now);
        return from.isAfter(all.start()) && from.isBefore(all.end()) ? new Term(from, all.end()) : all;
    }

    /** The first call of its handler, if nothing is in the way. */
    private void begin(Draft draft, UnitImage unit) {
        Moves.overdue(draft, unit.host(), unit);
        if (!blocked(draft, unit)) {
            draft.put(unit.calling(Action.SETUP, unit.failures(), draft.now()));
            return;
        }
        String why = "its place on " + unit.host() + " is still taken by a unit whose time is over";
        int failures = unit.failures() + 1;
        if (failures < settings.retries().attempts()) {
            draft.put(unit.in(table.move(unit.state(), UnitTrigger.RETRY), cause(draft, UnitTrigger.RETRY, why))
                    .waiting(failures, draft.now().plus(settings.retries().after(failures))));
        } else {
            failed(draft, unit, UnitTrigger.FAIL, why);
        }
    }

    private static boolean blocked(Draft draft, UnitImage unit) {
        Host host = draft.site().host(unit.host());
        boolean somebody = host.overstaying() > 0 || draft.changedUnits().stream()
                .anyMatch(u -> u.overstays() && u.isBookedOn(unit.host()) && u.state() != UnitState.FREE);
        if (!somebody) {
            return false;
        }
        Instant from = Term.grain(draft.now()).isBefore(unit.booked().start()) ? unit.booked().start() : Term.grain(draft.now());
        Term instant = new Term(from, from.plusMillis(1));
        return !draft.calendar(unit.host()).peak(instant).fitsIn(host.image().whole());
    }

    /** A unit is to go. What runs on it has to end first; what cannot have been begun is gone at once. */
    void close(Draft draft, UnitImage unit, UnitTrigger trigger, String why, Instant notBefore) {
        if (!(table.step(unit.state(), trigger) instanceof Verdict.Moved<UnitState>(UnitState to))) {
            return;
        }
        UnitImage next = unit.in(to, cause(draft, trigger, why));
        if (to == UnitState.STOPPING && !unit.busy()) {
            unbegunGone(draft, next.in(table.move(to, UnitTrigger.DONE), cause(draft, trigger, why)), notBefore);
        } else if (to == UnitState.STOPPING) {
            draft.put(late(draft, next.waiting(unit.failures(), draft.now().plus(settings.retries().stopAgain()))));
        } else {
            tearDown(draft, next, notBefore);
        }
    }

    /**
     * The end of a unit whose setup is not known to have begun, in state TEARDOWN. If its time has come, a life of the site that
     * is forgotten may have begun it: it is removed, and whoever removes what is not there does nothing.
     */
    private void unbegunGone(Draft draft, UnitImage unit, Instant notBefore) {
        if (draft.epoch() > 1 && !unit.term().start().isAfter(draft.now())) {
            tearDown(draft, unit, notBefore);
        } else {
            gone(draft, unit.in(table.move(unit.state(), UnitTrigger.DONE), unit.cause()));
        }
    }

    private void tearDown(Draft draft, UnitImage unit, Instant notBefore) {
        Instant from = notBefore.isAfter(draft.now()) ? notBefore : draft.now();
        draft.put(late(draft, Succession.ending(draft, unit).calling(Action.TEARDOWN, 0, from)));
    }

    private static UnitImage late(Draft draft, UnitImage unit) {
        return unit.overstays() || unit.booked().end().isAfter(draft.now()) ? unit : unit.overstaying();
    }

    private void gone(Draft draft, UnitImage unit) {
        draft.put(unit.freeing(draft.freedRoom()));
        Repairs.gone(draft, unit);
        if (unit.overstays()) {
            for (String place : unit.places()) {
                beginNext(draft, place);
            }
        }
    }

    private void beginNext(Draft draft, String host) {
        for (UnitId other : draft.site().host(host).unbegun()) {
            UnitImage next = draft.unit(other);
            if (next.unbegun() && !next.term().start().isAfter(draft.now()) && !blocked(draft, next)) {
                begin(draft, next.in(next.state(), next.cause()));
            }
        }
    }

    /**
     * A unit that is kept is to have another size, end or property.
     *
     * @param shall as it is to be, but for its host
     */
    void change(Draft draft, UnitImage unit, UnitImage shall) {
        if (shall.equals(unit)) {
            return;
        }
        Optional<String> place = Moves.wish(draft.site(), unit, shall.asked());
        if (unit.state() == UnitState.MIGRATING) {
            moves.change(draft, unit, shall);
            return;
        }
        if (place.isPresent()) {
            List<String> wish = List.of(Moves.WISH);
            boolean more = !shall.knowing(unit.asked(), unit.made()).equals(unit)
                    || !shall.asked().without(wish).equals(unit.asked().without(wish));
            moves.wished(draft, shall, place.get(), more);
            return;
        }
        draft.put(shall.in(table.move(unit.state(), UnitTrigger.CHANGE), cause(draft, UnitTrigger.CHANGE, ""))
                .calling(Action.MODIFY, 0, draft.now()));
    }

    /** The unit as it would be booked after {@link #change}. */
    static UnitImage changed(UnitImage unit, ResourceType type, Term term, Amounts sliver) {
        return unit.lasting(term, unit.booked().endingAt(type.turnaround().occupied(term).end())).sized(unit.sliver(), sliver);
    }

    /** A handler's call ended. The lease concerned, if its unit changed. */
    public Optional<ContractKey> ended(Draft draft, UnitId id, Action action, int attempt, Outcome outcome) {
        UnitImage unit = draft.site().unit(id).orElse(null);
        if (unit == null) {
            return Optional.empty(); // it is gone, and this comes late
        }
        if (!unit.busy() || unit.action() != action || unit.attempt() != attempt) {
            return Optional.empty(); // of a call that was superseded, or said twice
        }
        Outcome checked = checked(draft, unit, outcome);
        if (unit.state() == UnitState.MIGRATING) {
            moves.ended(draft, unit, checked, unit.failures() + 1 < most(unit.state()));
            return Optional.of(unit.lease());
        }
        UnitTrigger trigger = trigger(checked, unit.failures() + 1 < most(unit.state()));
        if (!(table.step(unit.state(), trigger) instanceof Verdict.Moved<UnitState>(UnitState to))) {
            return Optional.empty();
        }
        String why = checked instanceof Outcome.Trouble(String reason, boolean retry) ? reason : "";
        switch (trigger) {
            case DONE -> done(draft, unit, to, checked);
            case RETRY -> retry(draft, unit, to, why);
            case FAIL -> failed(draft, unit, trigger, why);
            case ASSIGN, CHANGE, MOVE, DIE, LEAVE, STAY, LOST, CLOSE, AGAIN, FREE_BY_HAND ->
                throw new IllegalStateException("unit: " + trigger);
        }
        return Optional.of(unit.lease());
    }

    private int most(UnitState state) {
        return state == UnitState.TEARDOWN ? settings.retries().teardownAttempts() : settings.retries().attempts();
    }

    private static UnitTrigger trigger(Outcome outcome, boolean more) {
        return switch (outcome) {
            case Outcome.Done done -> UnitTrigger.DONE;
            case Outcome.Trouble trouble -> trouble.retry() && more ? UnitTrigger.RETRY : UnitTrigger.FAIL;
        };
    }

    /** What a handler says must fit beside what is said already. */
    private static Outcome checked(Draft draft, UnitImage unit, Outcome outcome) {
        int most = Moves.mostProperties(draft.site(), unit.type());
        if (outcome instanceof Outcome.Done(PropertyList properties)
                && PropertyList.count(unit.asked(), unit.inherited(), unit.made(), properties) > most) {
            return new Outcome.Trouble("the handler said too much: at most " + most + " properties", false);
        }
        return outcome;
    }

    private void done(Draft draft, UnitImage unit, UnitState to, Outcome outcome) {
        PropertyList said = outcome instanceof Outcome.Done(PropertyList properties) ? properties : PropertyList.NONE;
        UnitImage next = unit.in(to, cause(draft, UnitTrigger.DONE, ""));
        if (to == UnitState.READY) {
            next = next.knowing(unit.asked(), unit.made().overlaid(said)).sized(unit.wanted(), unit.wanted())
                    .waiting(0, unit.notBefore());
            // What can be moved now and ought to be is for the policy to know.
            boolean news = !unit.load().equals(next.load()) || Moves.leaving(draft.site(), next);
            draft.put(news ? next.freeing(draft.freedRoom()) : next);
        } else if (to == UnitState.TEARDOWN) {
            tearDown(draft, next, draft.now());
        } else {
            gone(draft, next);
        }
    }

    private void retry(Draft draft, UnitImage unit, UnitState to, String why) {
        UnitImage next = unit.in(to, cause(draft, UnitTrigger.RETRY, why));
        if (unit.state() == UnitState.STOPPING) {
            tearDown(draft, next, draft.now());
        } else {
            int failures = unit.failures() + 1;
            draft.put(next.calling(unit.action(), failures, draft.now().plus(settings.retries().after(failures))));
        }
    }

    private void failed(Draft draft, UnitImage unit, UnitTrigger trigger, String why) {
        UnitState to = table.move(unit.state(), trigger);
        UnitImage next = unit.in(to, cause(draft, trigger, why));
        switch (unit.state()) {
            case SETUP -> {
                notice(draft, unit, "could not be set up: " + why);
                if (unit.busy()) {
                    tearDown(draft, next, draft.now());
                } else {
                    unbegunGone(draft, next, draft.now());
                }
            }
            case MODIFYING -> {
                notice(draft, unit, "stays as it was: " + why);
                draft.put(next.sized(unit.sliver(), unit.sliver()).waiting(0, unit.notBefore()).freeing(draft.freedRoom()));
            }
            case STOPPING -> tearDown(draft, next, draft.now());
            case TEARDOWN -> {
                notice(draft, unit, "could not be removed: " + why);
                draft.put(unit.overstays() ? next : next.overstaying());
            }
            case FREE, READY, MIGRATING, REPLACING, QUARANTINED ->
                throw new IllegalStateException("unit: " + trigger + " while " + unit.state());
        }
    }

    private static void notice(Draft draft, UnitImage unit, String text) {
        draft.findLease(unit.lease()).ifPresent(l -> draft.put(l.noticing(draft.now(), "unit " + unit.id() + " " + text)));
    }

    /** A quarantined unit's teardown is to be tried again. */
    public Verdict<UnitState> again(Draft draft, UnitImage unit) {
        Verdict<UnitState> verdict = table.step(unit.state(), UnitTrigger.AGAIN);
        if (verdict instanceof Verdict.Moved<UnitState>(UnitState to)) {
            tearDown(draft, unit.in(to, cause(draft, UnitTrigger.AGAIN, "")), draft.now());
        }
        return verdict;
    }

    /** A quarantined unit is gone, by the operator's word. */
    public Verdict<UnitState> freeByHand(Draft draft, UnitImage unit, String why) {
        Verdict<UnitState> verdict = table.step(unit.state(), UnitTrigger.FREE_BY_HAND);
        if (verdict instanceof Verdict.Moved<UnitState>(UnitState to)) {
            gone(draft, unit.in(to, cause(draft, UnitTrigger.FREE_BY_HAND, why)));
        }
        return verdict;
    }

    /** The operator wants it to live elsewhere; says why that cannot be. */
    public Optional<Refusal> move(Draft draft, Command.Move command) {
        return moves.begin(draft, command.unit(), command.host(), "the site's operator: " + command.reason());
    }

    /** Time alone changed something. The lease concerned, if its unit changed. */
    public Optional<ContractKey> rang(Draft draft, UnitId id, long mark) {
        UnitImage unit = draft.site().unit(id).filter(u -> u.version() == mark).orElse(null);
        if (unit == null) {
            return Optional.empty();
        }
        if (unit.unbegun()) {
            begin(draft, unit.in(unit.state(), cause(draft, UnitTrigger.ASSIGN, "")));
        } else if (unit.state() == UnitState.STOPPING && !unit.notBefore().isAfter(draft.now())) {
            draft.put(late(draft, unit.in(unit.state(), unit.cause())
                    .waiting(unit.failures(), draft.now().plus(settings.retries().stopAgain()))));
        } else {
            draft.put(late(draft, unit.in(unit.state(), new Cause(draft.now(), "OVERSTAY",
                    "still there at the end of its time"))));
        }
        return Optional.of(unit.lease());
    }

    /**
     * What is owed for a unit.
     *
     * @param epoch of the authority's life
     */
    public Duties duties(Site site, UnitImage unit, long epoch) {
        Optional<Duties.Run> run = Optional.empty();
        Optional<Duties.CallName> stop = Optional.empty();
        if (unit.busy() && unit.state() == UnitState.STOPPING) {
            stop = Optional.of(new Duties.CallName(unit.id(), unit.action(), unit.attempt()));
        } else if (unit.busy()) {
            TypeImage type = site.type(unit.type()).orElseThrow().image();
            // A call that moves it changes nothing else, whatever is wanted meanwhile.
            Amounts sliver = unit.state() == UnitState.MIGRATING ? unit.sliver() : unit.wanted();
            UnitCall call = new UnitCall(unit.id(), unit.action(), unit.attempt(), unit.type(), unit.host(), sliver,
                    unit.term(), Attaching.told(site, unit, Moves.told(type, unit)), epoch);
            String handler = type.handler();
            run = Optional.of(new Duties.Run(call, handler, unit.notBefore(), settings.retries().callLimit()));
        }
        return new Duties(List.of(), run, stop, Optional.ofNullable(alarm(unit)),
                Repairs.watch(site, unit, epoch));
    }

    private static Duties.Alarm alarm(UnitImage unit) {
        return switch (unit.state()) {
            case SETUP -> unit.unbegun() ? new Duties.Alarm(unit.notBefore(), unit.version()) : NO_ALARM;
            case STOPPING -> {
                boolean endsFirst = !unit.overstays() && unit.booked().end().isBefore(unit.notBefore());
                yield new Duties.Alarm(endsFirst ? unit.booked().end() : unit.notBefore(), unit.version());
            }
            case TEARDOWN -> unit.overstays() ? NO_ALARM : new Duties.Alarm(unit.booked().end(), unit.version());
            case FREE, READY, MODIFYING, MIGRATING, REPLACING, QUARANTINED -> NO_ALARM;
        };
    }

    private static Cause cause(Draft draft, UnitTrigger trigger, String why) {
        return new Cause(draft.now(), trigger.name(), why);
    }
}
