package orca.authority.assignment;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import orca.authority.inventory.Room;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.AuthorityTables;
import orca.authority.state.Bound;
import orca.authority.state.Draft;
import orca.authority.state.LeaseFile;
import orca.authority.state.LeaseGone;
import orca.authority.state.LeaseImage;
import orca.authority.state.Site;
import orca.authority.state.StandingGone;
import orca.authority.state.StandingImage;
import orca.authority.state.StandingReply;
import orca.authority.state.TypeFile;
import orca.authority.state.UnitImage;
import orca.core.actor.Duties;
import orca.core.actor.Outgoing;
import orca.core.contract.Alternative;
import orca.core.contract.Answer;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Refusal;
import orca.core.contract.Stamp;
import orca.core.lease.Lease;
import orca.core.lease.LeaseState;
import orca.core.lease.LeaseTrigger;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitState;
import orca.core.lease.UnitTrigger;
import orca.core.protocol.Message;
import orca.core.table.Table;
import orca.core.table.Verdict;
import orca.core.ticket.Ticket;
import orca.core.time.Turnaround;

/** A lease's life: from the moment its units have hosts until it is forgotten. */
public final class Leases {
    private final AuthoritySettings settings;
    private final Table<LeaseState, LeaseTrigger> table;
    private final Units units;
    private final Repairs repairs;

    public Leases(AuthoritySettings settings, AuthorityTables tables, Units units) {
        this.settings = settings;
        this.table = tables.lease();
        this.units = units;
        this.repairs = new Repairs(settings, tables, units, this);
    }

    /** What becomes of units that are found dead. */
    public Repairs repairs() {
        return repairs;
    }

    /** Ends a lease in whatever state it is, if its table lets {@code trigger} end it. */
    public Verdict<LeaseState> end(Draft draft, ContractKey key, LeaseTrigger trigger, String why) {
        LeaseImage lease = draft.lease(key);
        Verdict<LeaseState> verdict = table.step(lease.state(), trigger);
        if (!(verdict instanceof Verdict.Moved<LeaseState>(LeaseState to))) {
            return verdict;
        }
        boolean wished = trigger == LeaseTrigger.CLOSE;
        LeaseImage next = lease.in(to, new Cause(draft.now(), trigger.name(), why)).answered();
        if (to == LeaseState.CLOSED) {
            bury(draft, next, new Answer.Ended(why), wished ? LeaseTrigger.CLOSE : trigger);
            return verdict;
        }
        draft.put(next.answering(wished ? new Answer.Pending(to.owner(), Optional.empty()) : new Answer.Ended(why)));
        if (!wished) {
            draft.put(draft.lease(key).noticing(draft.now(), why));
            draft.urge(key);
        }
        Instant notBefore = trigger == LeaseTrigger.EXPIRE ? patience(draft, lease) : draft.now();
        for (UnitImage unit : draft.unitsOf(key)) {
            units.close(draft, unit, UnitTrigger.CLOSE, why, notBefore);
        }
        draft.tell(key);
        settle(draft, key);
        return verdict;
    }

    /** When the units of a lease that ran out are torn down: its holder's clock may be behind, and the site may be lenient. */
    private static Instant patience(Draft draft, LeaseImage lease) {
        Turnaround turnaround = lease.bound().flatMap(b -> draft.site().type(b.type())).map(t -> t.type().turnaround())
                .orElse(Turnaround.NONE);
        Instant end = lease.bound().map(b -> b.term().end()).orElse(draft.now());
        return end.plus(turnaround.grace()).plus(turnaround.skew());
    }

    /** Refuses what a lease asked for; what it had before, it keeps. */
    public void refuse(Draft draft, ContractKey key, LeaseTrigger trigger, Refusal refusal) {
        LeaseImage lease = draft.lease(key);
        if (!(table.step(lease.state(), trigger) instanceof Verdict.Moved<LeaseState>(LeaseState to))) {
            return;
        }
        boolean repair = Repairs.underway(draft, lease);
        LeaseImage next = lease.in(to, new Cause(draft.now(), trigger.name(), refusal.reason())).answered();
        if (to == LeaseState.REFUSED) {
            bury(draft, next, new Answer.Refused(refusal), trigger);
        } else if (repair) {
            draft.put(next); // its holder asked for nothing
            repairs.giveUp(draft, key, refusal.reason());
        } else {
            draft.put(next.answering(new Answer.Refused(refusal)));
            repairs.giveUp(draft, key, refusal.reason());
            draft.tell(key);
        }
    }

    /** A lease that is over is kept small until nothing of it can come late any more. */
    private void bury(Draft draft, LeaseImage lease, Answer answer, LeaseTrigger trigger) {
        Instant last = lease.newest()
                .map(c -> c.root().type().turnaround().occupied(c.ticket().term()).end())
                .filter(end -> end.isAfter(draft.now())).orElse(draft.now());
        Duration remember = settings.tombstone();
        LeaseImage next = lease.answering(answer).entombed(last.plus(remember));
        boolean surprising = trigger == LeaseTrigger.REVOKE || trigger == LeaseTrigger.EXPIRE;
        if (surprising && lease.heard().open()) {
            draft.urge(lease.key());
        }
        draft.put(next);
        draft.tell(lease.key());
    }

    /** Brings a lease to where its units are, and tells brokers what came free. Does nothing if nothing moved. */
    public void settle(Draft draft, ContractKey key) {
        Optional<LeaseImage> found = draft.findLease(key);
        if (found.isEmpty()) {
            return;
        }
        LeaseImage lease = found.get();
        switch (lease.state()) {
            case PRIMING -> settle(draft, lease, LeaseTrigger.PRIMED);
            case MODIFYING -> settle(draft, lease, LeaseTrigger.MODIFIED);
            case ACTIVE, EXTENDING -> { }
            case CLOSING, FAILED -> settleEnd(draft, lease);
            case UNKNOWN, REQUESTED, REFUSED, CLOSED -> { }
        }
    }

    private void settle(Draft draft, LeaseImage lease, LeaseTrigger whenReady) {
        ContractKey key = lease.key();
        Bound bound = lease.binding();
        int ready = draft.count(key, UnitState.READY);
        int coming = draft.count(key, UnitState.SETUP, UnitState.MODIFYING, UnitState.MIGRATING);
        if (whenReady == LeaseTrigger.PRIMED && ready + coming < bound.minUnits()) {
            end(draft, key, LeaseTrigger.FALLEN, "only " + (ready + coming) + " of " + bound.units()
                    + " units are left, the holder needs " + bound.minUnits() + lastTrouble(lease));
            return;
        }
        if (coming > 0 || !(table.step(lease.state(), whenReady) instanceof Verdict.Moved<LeaseState>(LeaseState to))) {
            return;
        }
        String why = shortfall(draft, lease, ready);
        draft.put(lease.in(to, new Cause(draft.now(), whenReady.name(), why)).with(bound.issuedNow().having(ready))
                .answering(new Answer.Granted(bound.units(), ready, why)));
        repairs.settled(draft, key, bound.kept());
        draft.tell(key);
    }

    /** What the holder has other than it asked for, in words; empty when it has all of it. */
    private static String shortfall(Draft draft, LeaseImage lease, int ready) {
        Bound bound = lease.binding();
        if (ready < bound.units()) {
            return (bound.units() - ready) + " of " + bound.units() + " units could not be had" + lastTrouble(lease);
        }
        long unchanged = draft.unitsOf(lease.key()).stream()
                .filter(u -> u.serves() && (!u.sliver().equals(bound.sliver()) || unchanged(lease, u))).count();
        return unchanged == 0 ? "" : unchanged + " of " + bound.units() + " units stay as they were" + lastTrouble(lease);
    }

    /** Whether it could not be made as it was to be since the lease was changed last. */
    private static boolean unchanged(LeaseImage lease, UnitImage unit) {
        return unit.state() == UnitState.READY && unit.cause().what().equals(UnitTrigger.FAIL.name())
                && !unit.cause().at().isBefore(lease.cause().at());
    }

    private static String lastTrouble(LeaseImage lease) {
        return lease.told().notices().stream().reduce((a, b) -> b).map(n -> ": " + n.text()).orElse("");
    }

    private void settleEnd(Draft draft, LeaseImage lease) {
        ContractKey key = lease.key();
        int moving = draft.count(key, UnitState.SETUP, UnitState.READY, UnitState.MODIFYING, UnitState.MIGRATING,
                UnitState.REPLACING, UnitState.STOPPING, UnitState.TEARDOWN);
        int quarantined = draft.count(key, UnitState.QUARANTINED);
        if (moving + quarantined == 0) {
            if (table.step(lease.state(), LeaseTrigger.TORN_DOWN) instanceof Verdict.Moved<LeaseState>(LeaseState to)) {
                String why = lease.cause().why();
                bury(draft, lease.in(to, new Cause(draft.now(), LeaseTrigger.TORN_DOWN.name(), why)), ended(lease, why),
                        LeaseTrigger.TORN_DOWN);
            }
        } else if (moving == 0 && table.step(lease.state(),
                LeaseTrigger.STUCK) instanceof Verdict.Moved<LeaseState>(LeaseState to)) {
            String why = quarantined + " of its units could not be removed" + lastTrouble(lease);
            draft.put(lease.in(to, new Cause(draft.now(), LeaseTrigger.STUCK.name(), why)).answering(ended(lease, why))
                    .noticing(draft.now(), why));
            draft.urge(key);
            draft.tell(key);
        }
    }

    /** A refusal that answered a late demand stays its answer. */
    private static Answer ended(LeaseImage lease, String why) {
        return switch (lease.told().answer()) {
            case Answer.Refused refused -> refused;
            case Answer.Ended ended -> ended;
            case Answer.Pending pending -> new Answer.Ended(why);
            case Answer.Granted granted -> new Answer.Ended(why);
        };
    }

    /** What the holder may be told of a demand that comes when the lease is over or about to be. */
    public Answer lateAnswer(LeaseImage lease, boolean open, Optional<Alternative> alternative) {
        String why = lease.cause().why().isEmpty() ? "the lease is over" : lease.cause().why();
        if (open) {
            return new Answer.Refused(new Refusal(Refusal.Kind.LATE, "too late, " + why, alternative));
        }
        return lease.state() == LeaseState.CLOSING
                ? new Answer.Pending(lease.state().owner(), Optional.empty()) : new Answer.Ended(why);
    }

    /** Time alone changed something. */
    public void rang(Draft draft, ContractKey key, long mark) {
        Optional<LeaseImage> found = draft.findLease(key).filter(l -> l.version() == mark);
        if (found.isEmpty()) {
            return;
        }
        LeaseImage lease = found.get();
        Instant now = draft.now();
        if (lease.forgetAt().isPresent()) {
            forget(draft, lease);
        } else if (expiry(lease).filter(at -> !at.isAfter(now)).isPresent()) {
            end(draft, key, LeaseTrigger.EXPIRE, "its term ended at " + expiry(lease).orElseThrow());
        } else if (lease.opening().filter(o -> !o.deadline().isAfter(now)).isPresent()) {
            refuse(draft, key, LeaseTrigger.OVERDUE, overdue(draft, lease));
        } else {
            lease.opening().ifPresent(o -> draft.put(lease.with(o.asking())));
        }
    }

    private static Refusal overdue(Draft draft, LeaseImage lease) {
        String waited = lease.opening().flatMap(o -> o.waiting()).map(w -> w.owner() + ": " + w.reason()).orElse("no answer");
        var ticket = lease.ticket();
        var alternative = draft.site().type(ticket.type()).map(TypeFile::type).map(type ->
                new Room(draft.site())
                        .alternative(type, ticket.units(), ticket.sliver(), ticket.term(), draft.now()));
        return new Refusal(Refusal.Kind.NOT_NOW, "no hosts were found in time; " + waited, alternative);
    }

    /** A lease that is over is remembered no more. */
    public void forget(Draft draft, LeaseImage lease) {
        if (table.step(lease.state(), LeaseTrigger.FORGET) instanceof Verdict.Moved<LeaseState>) {
            draft.standings(lease.key()).forEach(s -> draft.forget(new StandingGone(s.id())));
            draft.forget(new LeaseGone(lease.key()));
        }
    }

    /** Tells brokers what is not held any more, as far as this decision changed it. To be called last. */
    public void tellBrokers(Draft draft) {
        for (ContractKey key : draft.changedLeases()) {
            for (StandingImage standing : draft.standings(key)) {
                rebind(draft, key, standing.valid());
                LeaseImage lease = draft.lease(key);
                if (lease.state() == LeaseState.CLOSED) {
                    draft.tell(reply(standing, true));
                    draft.forget(new StandingGone(standing.id()));
                } else if (!standing.freed() && freed(draft, lease, standing.holds())) {
                    draft.put(standing.freed(true));
                    draft.tell(reply(standing, true));
                }
            }
        }
    }

    /**
     * A lease that has no more units than the ticket that holds gives, where it gives them, and is for the rest as that says,
     * goes by it from now on: what could not be set up was given back. One with more waits for its holder, who says which go.
     *
     * @param valid the revision that holds, as the broker says
     */
    public static void rebind(Draft draft, ContractKey key, long valid) {
        LeaseImage lease = draft.lease(key);
        if (lease.state() != LeaseState.ACTIVE || lease.ticket().revision() != valid
                || !lease.binding().narrowedBy(lease.ticket())
                || draft.unitsOf(key).stream().filter(UnitImage::serves).count() > lease.ticket().units()
                || !housed(draft, lease, lease.ticket())) {
            return;
        }
        String why = "its holder gave back what it does not have, by ticket revision " + valid;
        draft.put(lease.with(lease.binding().by(lease.ticket()))
                .in(lease.state(), new Cause(draft.now(), "NARROWED", why)));
        draft.tell(key);
    }

    /** What the broker is told of its standing. */
    public static StandingReply reply(StandingImage standing, boolean freed) {
        return new StandingReply(
                standing.id().broker(), new Message.StandingView(standing.id().key(), standing.stamp(), freed));
    }

    /** Whether nothing is held for a lease beyond what the one ticket gives that holds; empty when none does. */
    public static boolean freed(Draft draft, LeaseImage lease, Optional<Ticket> holds) {
        if (lease.bound().isEmpty()) {
            return draft.count(lease.key(), UnitState.values()) - draft.count(lease.key(), UnitState.FREE) == 0;
        }
        Bound bound = lease.binding();
        int leaving = draft.count(lease.key(), UnitState.REPLACING, UnitState.STOPPING, UnitState.TEARDOWN,
                UnitState.QUARANTINED);
        boolean changing = lease.state() == LeaseState.MODIFYING || lease.state() == LeaseState.CLOSING;
        return holds.isPresent() && bound.within(holds.get()) && leaving == 0 && !changing
                && draft.unitsOf(lease.key()).stream().allMatch(u -> u.sliver().fitsIn(bound.sliver()))
                && housed(draft, lease, holds.get());
    }

    /** Whether the units of {@code lease} are where {@code ticket} says; always, where it says nothing. */
    public static boolean housed(Draft draft, LeaseImage lease, Ticket ticket) {
        return ticket.bins().isEmpty() || Berths.of(draft.site(), lease, ticket)
                .house(draft.unitsOf(lease.key()).stream().filter(unit -> unit.state() != UnitState.FREE).toList());
    }

    private static Optional<Instant> expiry(LeaseImage lease) {
        return switch (lease.state()) {
            case REQUESTED -> lease.newest().map(c -> c.ticket().term().end());
            case PRIMING, ACTIVE, EXTENDING, MODIFYING -> lease.bound().map(b -> b.term().end());
            case UNKNOWN, CLOSING, FAILED, REFUSED, CLOSED -> Optional.empty();
        };
    }

    /** What is owed for a lease. */
    public Duties duties(Site site, LeaseFile file) {
        LeaseImage lease = file.image();
        Optional<Instant> at = lease.forgetAt().or(() -> expiry(lease));
        if (lease.opening().isPresent()) {
            Instant again = lease.opening().get().waiting().map(w -> w.askAt()).orElse(lease.opening().get().deadline());
            Instant first = List.of(again, lease.opening().get().deadline(), at.orElse(again)).stream()
                    .min(Comparator.naturalOrder()).orElseThrow();
            at = Optional.of(first);
        }
        List<Outgoing> urgent = urgent(lease) || site.unsure(lease) ? List.of(view(site, file)) : List.of();
        return new Duties(urgent, Optional.empty(), Optional.empty(), at.map(i -> new Duties.Alarm(i, lease.version())));
    }

    private static boolean urgent(LeaseImage lease) {
        return lease.told().mustSee().isAfter(lease.heard().seen());
    }

    /** How a lease stands, for its holder. */
    public Outgoing view(Site site, LeaseFile file) {
        LeaseImage lease = file.image();
        Optional<Lease> shown = lease.bound().map(b -> new Lease(lease.key().id(), b.issued(), settings.self(),
                lease.key().holder(),
                b.type(), b.assurance(), b.issuedTerm(), shown(file)));
        // Who has to say what it holds is shown something that only this life of the site can have shown.
        boolean asked = site.unsure(lease);
        Stamp stamp = asked ? lease.told().said().nextFor(lease.heard().seen(), site.loss().orElseThrow().epoch())
                : lease.told().said();
        return new Outgoing(lease.key().holder(), new Message.LeaseView(lease.key().id(), stamp, lease.told().answers(),
                lease.state(), lease.told().answer(), shown, lease.told().notices(), asked || urgent(lease)));
    }

    private static List<LeasedUnit> shown(LeaseFile file) {
        return file.units().stream().map(UnitImage::shown).toList();
    }
}
