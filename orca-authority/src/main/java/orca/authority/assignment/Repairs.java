package orca.authority.assignment;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.authority.inventory.Room;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.AuthorityTables;
import orca.authority.state.Bound;
import orca.authority.state.Draft;
import orca.authority.state.LeaseImage;
import orca.authority.state.MaintenanceImage;
import orca.authority.state.Opening;
import orca.authority.state.Site;
import orca.authority.state.TypeImage;
import orca.authority.state.UnitImage;
import orca.core.actor.Duties;
import orca.core.contract.Answer;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.handler.Action;
import orca.core.handler.UnitCall;
import orca.core.lease.LeaseState;
import orca.core.lease.LeaseTrigger;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.lease.UnitTrigger;
import orca.core.resource.PropertyList;
import orca.core.table.Table;
import orca.core.table.Verdict;

/**
 * What becomes of a unit that was found dead, or that has to leave its host and cannot be moved. To replace it, its lease wants
 * a host again for what it has already: the same question to the policy, the same check of the answer, the same setup as for an
 * extension. The old one keeps its place meanwhile. When the lease is settled again it goes: another unit is there, or the lease
 * goes on without, or ends, as its holder chose. One that lives stays where it is until its host has to be empty.
 */
public final class Repairs {
    /** How often in a row the place of a unit is filled again that does not live for {@link #LIVED}. */
    public static final int MOST_IN_A_ROW = 5;
    /** Who lived so long is not one more of a row. */
    static final Duration LIVED = Duration.ofHours(1);
    /** The site's own property of a unit in another's place: how many there were before in a row. */
    static final String GENERATION = "site.repair";
    private static final String LEAVE = UnitTrigger.LEAVE.name();
    /** The site's own property of a dead unit that goes. */
    private static final String DIED = "site.died";

    private final AuthoritySettings settings;
    private final Table<LeaseState, LeaseTrigger> leaseTable;
    private final Table<UnitState, UnitTrigger> table;
    private final Units units;
    private final Leases leases;

    Repairs(AuthoritySettings settings, AuthorityTables tables, Units units, Leases leases) {
        this.settings = settings;
        this.leaseTable = tables.lease();
        this.table = tables.unit();
        this.units = units;
        this.leases = leases;
    }

    /** What its holder uses is looked after. One of which it is known that it is dead, and that this is left so, is not. */
    static Optional<Duties.Watch> watch(Site site, UnitImage unit, long epoch) {
        if (unit.state() != UnitState.READY || unit.cause().what().equals(UnitTrigger.DIE.name())) {
            return Optional.empty();
        }
        TypeImage type = site.type(unit.type()).orElseThrow().image();
        return Optional.of(new Duties.Watch(new UnitCall(unit.id(), Action.PROBE, 1, unit.type(), unit.host(), unit.sliver(),
                unit.term(), Moves.told(type, unit), epoch), type.handler(), unit.version()));
    }

    /**
     * A unit was found dead. While its lease changes or ends nothing follows: it is told again, if it is still so.
     */
    public void died(Draft draft, UnitId id, long mark, String why) {
        Optional<UnitImage> found = draft.site().unit(id).filter(unit -> unit.version() == mark)
                .filter(unit -> table.step(unit.state(), UnitTrigger.DIE) instanceof Verdict.Moved<UnitState>);
        Optional<LeaseImage> known = found.flatMap(unit -> draft.findLease(unit.lease()))
                .filter(lease -> draft.site().loss().isEmpty())
                .filter(lease -> lease.state() == LeaseState.ACTIVE || underway(draft, lease));
        if (known.isEmpty()) {
            return;
        }
        UnitImage unit = found.get();
        LeaseImage lease = known.get();
        String words = "unit " + id + " was found dead: " + why;
        Repair choice = Repair.of(unit.asked());
        boolean another = choice == Repair.REPLACE || choice == Repair.REPLACE_OR_END;
        if (another && lease.ticket().revision() != lease.binding().revision()
                && draft.now().isBefore(lease.cause().at().plus(settings.answerWithin()))) {
            return; // its holder gives back what it did not get; soon there is one ticket again
        }
        draft.put(lease.noticing(draft.now(), words));
        draft.urge(unit.lease());
        draft.tell(unit.lease());
        Cause cause = new Cause(draft.now(), UnitTrigger.DIE.name(), why);
        switch (choice) {
            case NONE -> draft.put(unit.in(unit.state(), cause));
            case END -> leases.end(draft, unit.lease(), LeaseTrigger.FALLEN, words + "; its holder wants it to end then");
            case SHRINK -> {
                draft.put(unit.in(table.move(unit.state(), UnitTrigger.DIE), cause));
                giveUp(draft, unit.lease(), "its holder wants none in its place");
            }
            case REPLACE, REPLACE_OR_END -> {
                draft.put(unit.in(table.move(unit.state(), UnitTrigger.DIE), cause));
                replace(draft, draft.lease(unit.lease()), words);
            }
        }
    }

    /**
     * A unit has to leave its host and cannot be moved. Before that is the last word it leaves where another one can be had and
     * its holder lets it; once, for what did not come about then may not either.
     *
     * @param last whether it has to be gone, and not soon
     */
    public void leave(Draft draft, UnitImage unit, MaintenanceImage maintenance, boolean last) {
        LeaseImage lease = draft.lease(unit.lease());
        boolean able = draft.site().loss().isEmpty() && (lease.state() == LeaseState.ACTIVE || underway(draft, lease))
                && table.step(unit.state(), UnitTrigger.LEAVE) instanceof Verdict.Moved<UnitState>;
        Repair choice = Repair.of(unit.asked());
        boolean another = choice == Repair.REPLACE || choice == Repair.REPLACE_OR_END;
        if (!able || !last && !(another && promising(draft, lease, unit))) {
            return;
        }
        String words = "unit " + unit.id() + " has to leave " + unit.host() + ": " + maintenance.words();
        draft.put(lease.noticing(draft.now(), words));
        draft.urge(unit.lease());
        draft.tell(unit.lease());
        if (choice == Repair.END) {
            leases.end(draft, unit.lease(), LeaseTrigger.FALLEN, words + "; its holder wants it to end then");
            return;
        }
        draft.put(unit.in(table.move(unit.state(), UnitTrigger.LEAVE), new Cause(draft.now(), LEAVE, words)));
        if (another) {
            replace(draft, draft.lease(unit.lease()), words);
        } else {
            giveUp(draft, unit.lease(), "its holder wants none in its place");
        }
    }

    /** Whether another unit in the place of {@code unit} is likely, as far as can be seen without asking. */
    private static boolean promising(Draft draft, LeaseImage lease, UnitImage unit) {
        boolean tried = unit.cause().what().equals(UnitTrigger.STAY.name());
        return !tried && lease.ticket().bins().isEmpty() && lease.ticket().revision() == lease.binding().revision()
                && new Room(draft.site()).alternative(draft.site().type(unit.type()).orElseThrow().type(), 1, unit.wanted(),
                        unit.term(), draft.now()).units() > 0;
    }

    private void replace(Draft draft, LeaseImage lease, String why) {
        if (lease.ticket().bins().isPresent()) {
            giveUp(draft, lease.key(), "where its type has room beside it is promised to others, host by host");
            return;
        }
        if (lease.ticket().revision() != lease.binding().revision()) {
            giveUp(draft, lease.key(), "its holder has a newer ticket that this site does not go by");
            return;
        }
        if (dead(draft, lease.key()).stream().anyMatch(unit -> !leaves(unit) && generation(draft, unit) >= MOST_IN_A_ROW)) {
            giveUp(draft, lease.key(), "its place was filled " + MOST_IN_A_ROW + " times in a row, and none lived for " + LIVED);
            return;
        }
        if (lease.opening().isPresent()) {
            // One more is wanted than the policy may have been asked about.
            draft.put(lease.with(new Opening(lease.opening().get().deadline(), Optional.empty(), true, 0)));
        } else {
            LeaseState to = leaseTable.move(lease.state(), LeaseTrigger.REPAIR);
            draft.put(lease.in(to, new Cause(draft.now(), LeaseTrigger.REPAIR.name(), why)).with(
                    new Opening(draft.now().plus(settings.answerWithin()), Optional.empty(), true, 0)));
        }
    }

    private static long generation(Draft draft, UnitImage unit) {
        boolean lived = unit.booked().start().isBefore(draft.now().minus(LIVED));
        return lived ? 0 : unit.inherited().whole(GENERATION).orElse(0L);
    }

    /** What the site notes of units that come in the place of those of a lease that are dead or have to leave. */
    PropertyList noted(Draft draft, ContractKey key) {
        List<UnitImage> replaced = dead(draft, key);
        List<UnitImage> dead = replaced.stream().filter(unit -> !leaves(unit)).toList();
        long most = dead.stream().mapToLong(unit -> generation(draft, unit)).max().orElse(0);
        // One that came in such a place before, and could not be made, may have still what it took.
        PropertyList whose = Succession.noted(replaced.isEmpty() ? List.of() : draft.unitsOf(key).stream()
                .filter(unit -> !unit.serves() && unit.state() != UnitState.FREE).toList());
        return dead.isEmpty() ? whose : whose.with(GENERATION, most + 1);
    }

    /** Whether what {@code lease} wants hosts for is what it has already. */
    static boolean underway(Draft draft, LeaseImage lease) {
        return lease.opening().isPresent() && lease.bound().filter(b -> b.revision() == lease.ticket().revision()).isPresent()
                && draft.count(lease.key(), UnitState.REPLACING) > 0;
    }

    /** How many units {@code lease} had when its holder was told so last, if it gets no more than others in their place now. */
    static Optional<Long> had(Draft draft, LeaseImage lease) {
        return underway(draft, lease) ? lease.binding().had() : Optional.empty();
    }

    /**
     * How many units {@code lease} wants to have: all of its ticket; but where it gets others in the place of dead ones, as many
     * as its holder was told of. What it was told it did not get it gives back, and that may be on its way.
     */
    static long wanted(Draft draft, LeaseImage lease) {
        return had(draft, lease).orElse(lease.ticket().units());
    }

    /** Why {@code hosts} do not do where there are {@code present} units: it was asked for one in the place of each dead one. */
    static Optional<String> otherThanDead(Draft draft, LeaseImage lease, int present, List<String> hosts) {
        long wanted = wanted(draft, lease) - present;
        return hosts.size() != wanted && underway(draft, lease)
                ? Optional.of(hosts.size() + " hosts in the place of " + wanted + " dead units") : Optional.empty();
    }

    /** Whether it lives, and its host is to be empty. */
    private static boolean leaves(UnitImage unit) {
        return unit.cause().what().equals(LEAVE);
    }

    private static List<UnitImage> dead(Draft draft, ContractKey key) {
        return draft.unitsOf(key).stream().filter(unit -> unit.state() == UnitState.REPLACING).toList();
    }

    /** A lease is settled: its dead units go. @param wanted how many units it was to have */
    void settled(Draft draft, ContractKey key, long wanted) {
        List<UnitImage> dead = dead(draft, key);
        if (dead.isEmpty()) {
            return;
        }
        if (draft.count(key, UnitState.READY) < wanted) {
            giveUp(draft, key, "none could be made");
            return;
        }
        for (UnitImage unit : dead) {
            draft.put(draft.lease(key).noticing(draft.now(), "another unit is in the place of " + unit.id()));
            units.close(draft, marked(draft, unit), UnitTrigger.CLOSE, "another unit is in its place", draft.now());
        }
        draft.urge(key);
    }

    private static UnitImage marked(Draft draft, UnitImage unit) {
        boolean room = PropertyList.count(unit.asked(), unit.inherited(), unit.made())
                < Moves.mostProperties(draft.site(), unit.type());
        return room ? unit.knowing(unit.asked(), unit.made().with(DIED, 1)) : unit;
    }

    /** A unit is gone. The holder of one that died has a lease without it from now on, and asks nothing by itself. */
    static void gone(Draft draft, UnitImage unit) {
        Optional<LeaseImage> lease = draft.findLease(unit.lease()).filter(l -> l.state() == LeaseState.ACTIVE);
        if (lease.isPresent() && unit.made().whole(DIED).isPresent()) {
            draft.put(lease.get());
            draft.urge(unit.lease());
        }
    }

    /** No unit comes in the place of those that may stay for a while yet: they do, as many as the lease is to have. */
    private void stay(Draft draft, ContractKey key, String why) {
        List<UnitImage> all = dead(draft, key).stream().filter(unit -> leaves(unit) && !draft.site().host(unit.host())
                .leaves(unit).filter(m -> m.due(draft.now()) == MaintenanceImage.Stage.UNDER).isPresent()).toList();
        Bound bound = draft.lease(key).binding();
        for (UnitImage unit : all) {
            int there = draft.count(key, UnitState.READY, UnitState.MODIFYING, UnitState.MIGRATING);
            if (there < bound.units()) {
                Cause cause = new Cause(draft.now(), UnitTrigger.STAY.name(), why);
                draft.put(unit.in(table.move(unit.state(), UnitTrigger.STAY), cause).freeing(draft.freedRoom()));
                LeaseImage lease = draft.lease(key).noticing(draft.now(), "unit " + unit.id() + " stays for now: " + why);
                draft.put(lease.told().answer() instanceof Answer.Granted
                        ? lease.with(bound.having(there + 1)).answering(new Answer.Granted(bound.units(), there + 1, ""))
                        : lease);
            } else {
                units.close(draft, marked(draft, unit), UnitTrigger.CLOSE, "another unit is in its place", draft.now());
            }
        }
        if (!all.isEmpty()) {
            draft.urge(key);
            draft.tell(key);
        }
    }

    /** No unit comes in the place of the dead ones: the lease goes on without or ends, as its holder chose. */
    void giveUp(Draft draft, ContractKey key, String why) {
        if (draft.findLease(key).filter(lease -> lease.bound().isPresent()).isPresent()) {
            stay(draft, key, why);
        }
        List<UnitImage> dead = dead(draft, key);
        if (dead.isEmpty()) {
            return;
        }
        LeaseImage lease = draft.lease(key);
        Bound bound = lease.binding();
        int left = draft.count(key, UnitState.READY, UnitState.MODIFYING, UnitState.MIGRATING);
        String words = "no unit comes in the place of " + dead.get(0).id() + (dead.size() == 1 ? "" : " and others") + ", "
                + (leaves(dead.get(0)) ? "which had to leave its host: " : "which was found dead: ") + why;
        boolean end = dead.stream().anyMatch(unit -> Repair.of(unit.asked()) == Repair.REPLACE_OR_END);
        if (end || left == 0 || left < bound.minUnits()) {
            leases.end(draft, key, LeaseTrigger.FALLEN, words + (end ? "; its holder wants it to end then"
                    : "; " + left + " of " + bound.units() + " units are left, the holder needs "
                            + Math.max(1, bound.minUnits())));
            return;
        }
        boolean refused = lease.told().answer() instanceof Answer.Refused;
        LeaseImage next = lease.with(bound.having(left)).noticing(draft.now(), words);
        draft.put(refused ? next : next.answering(new Answer.Granted(bound.units(), left, words)));
        dead.forEach(unit -> units.close(draft, marked(draft, unit), UnitTrigger.CLOSE, words, draft.now()));
        draft.urge(key);
        draft.tell(key);
    }
}
