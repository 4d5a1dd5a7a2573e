package orca.authority.delegation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.AuthorityTables;
import orca.authority.state.DelegationGone;
import orca.authority.state.DelegationImage;
import orca.authority.state.Draft;
import orca.authority.state.Site;
import orca.authority.state.TypeFile;
import orca.core.actor.Duties;
import orca.core.actor.Outgoing;
import orca.core.calendar.Calendar;
import orca.core.contract.Alternative;
import orca.core.contract.Cause;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.Stamp;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.table.Table;
import orca.core.table.Verdict;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import orca.core.ticket.DelegationTrigger;
import orca.core.time.Term;

/** Gives, renews and takes back delegations, and keeps what is delegated within what the open hosts have. */
public final class Delegating {
    /** Added to revisions with each epoch, so that a site that forgot some never gives one a second time. */
    private static final long REVISIONS_PER_EPOCH = 1_000_000_000;

    private final AuthoritySettings settings;
    private final Table<DelegationState, DelegationTrigger> table;

    public Delegating(AuthoritySettings settings, AuthorityTables tables) {
        this.settings = settings;
        this.table = tables.delegation();
    }

    /** Gives a new delegation, or renews one. The same word again changes nothing. */
    public Reply delegate(Draft draft, Command.Delegate command) {
        Site site = draft.site();
        Optional<DelegationImage> before = command.id().flatMap(site::delegation);
        Optional<Refusal> flaw = flaw(draft, command, before);
        if (flaw.isPresent()) {
            return new Reply.Declined(flaw.get());
        }
        TypeFile type = site.type(command.type()).orElseThrow();
        boolean said = before.filter(d -> matches(d.newest(), command)).isPresent();
        Optional<Carving> carving = !type.image().byHost() ? Optional.empty()
                : said ? before.map(d -> new Carving(d.hosts(), d.newest().bins())) : Carving.of(site, command, before);
        if (type.image().byHost() && carving.isEmpty()) {
            return new Reply.Declined(Carving.lacking(site, command, before));
        }
        long number = before.map(DelegationImage::number).orElse(site.delegationsCounted() + 1);
        DelegationId id = command.id().orElseGet(() -> new DelegationId(
                settings.name() + "-d" + (draft.epoch() > 1 ? draft.epoch() + "." : "") + number));
        long revision = Math.max(before.map(d -> d.issued() + 1).orElse(1L), (draft.epoch() - 1) * REVISIONS_PER_EPOCH + 1);
        Delegation wanted = new Delegation(id, revision, settings.self(), command.broker(), type.type(), command.capacity(),
                command.largest(), command.term(), command.oversubscription(), command.properties(),
                carving.map(Carving::bins).orElse(List.of()));
        if (before.isPresent() && !before.get().state().isEnd() && same(before.get().newest(), wanted)) {
            return Reply.accepted(id.value());
        }
        DelegationState from = before.map(DelegationImage::state).orElse(DelegationState.UNKNOWN);
        return switch (table.step(from, DelegationTrigger.OFFER)) {
            case Verdict.Refused<DelegationState>(String why) -> Reply.declined(Refusal.Kind.NOT_NOW, why);
            case Verdict.Ignored<DelegationState>() ->
                Reply.declined(Refusal.Kind.CONFLICT, "delegation " + id + " is " + from + "; give another id");
            case Verdict.Moved<DelegationState>(DelegationState to) -> {
                Cause cause = new Cause(draft.now(), DelegationTrigger.OFFER.name(), "");
                draft.put(before.isEmpty()
                        ? new DelegationImage(number, 1, to, wanted, Optional.empty(), revision, Stamp.NONE.next(draft.epoch()),
                                "", 0, Optional.empty(), cause, carving.map(Carving::hosts).orElse(List.of()))
                        : before.get().moved(to, before.get().current(), Optional.of(wanted),
                                before.get().stamp().next(draft.epoch()), "", before.get().live(), cause));
                yield Reply.accepted(id.value());
            }
        };
    }

    private static boolean same(Delegation known, Delegation wanted) {
        return known.holder().equals(wanted.holder()) && known.type().equals(wanted.type())
                && known.capacity().equals(wanted.capacity()) && known.largest().equals(wanted.largest())
                && known.term().equals(wanted.term()) && known.oversubscription() == wanted.oversubscription()
                && known.properties().equals(wanted.properties());
    }

    private Optional<Refusal> flaw(Draft draft, Command.Delegate command, Optional<DelegationImage> before) {
        Optional<TypeFile> type = draft.site().type(command.type());
        if (command.from().isPresent()) {
            return no(Refusal.Kind.NEVER, "delegation.from: a site delegates what it has, not a part of " + command.from().get());
        }
        if (type.isEmpty()) {
            return no(Refusal.Kind.UNKNOWN, "delegation.type: there is no type " + command.type());
        }
        if (!type.get().type().measures(command.largest()) || command.capacity().size() != command.largest().size() + 1
                || command.capacity().get(0) < 1) {
            return no(Refusal.Kind.NEVER, "delegation.capacity: must be units, at least 1, then the dimensions of "
                    + command.type() + ", and delegation.largest the dimensions alone; got " + command.capacity() + " and "
                    + command.largest());
        }
        for (long entry : command.capacity().toArray()) {
            if (entry > AuthoritySettings.LARGEST) {
                return no(Refusal.Kind.NEVER, "delegation.capacity: entries must be at most " + AuthoritySettings.LARGEST);
            }
        }
        if (command.oversubscription() < 100 || command.oversubscription() > Delegation.MOST_OVERSUBSCRIBED) {
            return no(Refusal.Kind.NEVER, "delegation.oversubscription: must be from 100 to " + Delegation.MOST_OVERSUBSCRIBED
                    + " hundredths, got " + command.oversubscription());
        }
        if (before.isPresent() && (!before.get().current().holder().equals(command.broker())
                || !before.get().current().type().name().equals(command.type()))) {
            return no(Refusal.Kind.CONFLICT, "delegation: " + command.id().orElseThrow()
                    + " is another broker's or of another type");
        }
        if (before.isEmpty() && draft.site().delegations().size() >= settings.limits().delegations()) {
            return no(Refusal.Kind.NOT_NOW, "no more than " + settings.limits().delegations() + " delegations");
        }
        if (before.isPresent() && matches(before.get().newest(), command)) {
            return Optional.empty(); // said already; whether it would still fit does not matter
        }
        if (command.term().endedAt(draft.now())) {
            return no(Refusal.Kind.LATE, "delegation.term: is over, it ended at " + command.term().end());
        }
        return type.get().image().byHost() ? unbinned(command) : lacking(draft, command, type.get(), before);
    }

    /** Why it cannot be promised by host, however much there is. */
    private static Optional<Refusal> unbinned(Command.Delegate command) {
        return command.oversubscription() == 100 ? Optional.empty()
                : no(Refusal.Kind.NEVER, "delegation.oversubscription: " + command.type() + " is promised by host, of which none "
                        + "has more than it has; must be 100, got " + command.oversubscription());
    }

    private static boolean matches(Delegation known, Command.Delegate command) {
        return known.capacity().equals(command.capacity()) && known.largest().equals(command.largest())
                && known.term().equals(command.term()) && known.oversubscription() == command.oversubscription()
                && known.properties().equals(command.properties());
    }

    /** Whether the open hosts have it, beside what is delegated already. */
    private static Optional<Refusal> lacking(
            Draft draft, Command.Delegate command, TypeFile type, Optional<DelegationImage> before) {
        Calendar delegated = type.delegated();
        if (before.isPresent() && before.get().booked()) {
            delegated = delegated.release(before.get().bookedAmounts(), before.get().bookedTerm());
        }
        Term booked = type.type().turnaround().occupied(command.term());
        if (delegated.fits(command.capacity(), booked)) {
            return Optional.empty();
        }
        Amounts free = delegated.free(booked);
        Optional<Instant> later = command.capacity().fitsIn(type.inventory())
                ? delegated.earliestStart(command.capacity(), booked.length(), command.term().start(), Term.LATEST)
                : Optional.empty();
        return Optional.of(Refusal.insufficient("delegation.capacity: " + command.capacity() + " is more than the " + free
                + " of " + type.inventory() + " that is not delegated throughout " + command.term(),
                new Alternative(later, free.get(0))));
    }

    private static Optional<Refusal> no(Refusal.Kind kind, String reason) {
        return Optional.of(Refusal.of(kind, reason));
    }

    /** Takes a delegation back: no more tickets on it, the live ones run to their end. */
    public Reply reclaim(Draft draft, Command.Reclaim command) {
        Optional<DelegationImage> found = draft.site().delegation(command.id());
        if (found.isEmpty()) {
            return Reply.declined(Refusal.Kind.UNKNOWN, "there is no delegation " + command.id());
        }
        return switch (table.step(found.get().state(), DelegationTrigger.RECLAIM)) {
            case Verdict.Refused<DelegationState>(String why) -> Reply.declined(Refusal.Kind.CONFLICT, why);
            case Verdict.Ignored<DelegationState>() -> Reply.accepted(command.id().value());
            case Verdict.Moved<DelegationState>(DelegationState to) -> {
                move(draft, found.get(), to, DelegationTrigger.RECLAIM, command.reason(), found.get().live());
                yield Reply.accepted(command.id().value());
            }
        };
    }

    /** What the broker says of it. */
    public void heard(Draft draft, Principal from, Message.DelegationView view) {
        Optional<DelegationImage> found = draft.site().delegation(view.id());
        if (found.isEmpty() || !found.get().current().holder().equals(from) || !view.answers().equals(found.get().stamp())
                || found.get().state().isEnd()) {
            return;
        }
        DelegationImage image = found.get();
        Optional<DelegationTrigger> trigger = trigger(image, view);
        if (trigger.isEmpty() || !(table.step(image.state(), trigger.get()) instanceof Verdict.Moved<DelegationState>(
                DelegationState to))) {
            if (image.live() != view.live()) {
                draft.put(image.moved(image.state(), image.current(), image.renewal(), image.stamp(), image.reason(), view.live(),
                        image.cause()));
            }
            return;
        }
        String why = view.refusal().map(Refusal::reason).orElse(image.reason());
        move(draft, image, to, trigger.get(), why, view.live());
    }

    private static Optional<DelegationTrigger> trigger(DelegationImage image, Message.DelegationView view) {
        if (image.state() == DelegationState.RECLAIMING) {
            return view.state().isEnd() ? Optional.of(DelegationTrigger.DRAINED) : Optional.empty();
        }
        if (view.state() == DelegationState.CLOSED
                || view.state() == DelegationState.REFUSED && image.state() == DelegationState.EXTENDING) {
            // It was over, and maybe forgotten, before its answer was heard here: the broker holds nothing of it any more.
            return Optional.of(DelegationTrigger.EXPIRE);
        }
        if (view.refusal().isPresent() || view.state() == DelegationState.REFUSED) {
            return Optional.of(DelegationTrigger.REFUSE);
        }
        return view.state() == DelegationState.HELD ? Optional.of(DelegationTrigger.ACCEPT) : Optional.empty();
    }

    private void move(
            Draft draft, DelegationImage image, DelegationState to, DelegationTrigger trigger, String why, int live) {
        // What is taken back before the broker has answered may stand on either revision, and both count until it is over.
        boolean undecided = to == DelegationState.RECLAIMING;
        boolean newest = trigger == DelegationTrigger.ACCEPT || to == DelegationState.CLOSED;
        Delegation current = newest ? image.newest() : image.current();
        Stamp stamp = trigger == DelegationTrigger.RECLAIM ? image.stamp().next(draft.epoch()) : image.stamp();
        DelegationImage next = image.moved(
                to, current, undecided ? image.renewal() : Optional.empty(), stamp, why, live,
                new Cause(draft.now(), trigger.name(), why));
        if (to.isEnd()) {
            Instant end = next.end().isAfter(draft.now()) ? next.end() : draft.now();
            next = next.forgettingAt(end.plus(settings.tombstone()));
        }
        draft.put(next);
    }

    /** Time alone changed something. */
    public void rang(Draft draft, DelegationId id, long mark) {
        Optional<DelegationImage> found = draft.site().delegation(id);
        if (found.isEmpty() || found.get().version() != mark) {
            return;
        }
        DelegationImage image = found.get();
        DelegationTrigger trigger = image.state().isEnd() ? DelegationTrigger.FORGET : DelegationTrigger.EXPIRE;
        if (table.step(image.state(), trigger) instanceof Verdict.Moved<DelegationState>(DelegationState to)) {
            if (to == DelegationState.UNKNOWN) {
                draft.forget(new DelegationGone(id));
            } else {
                move(draft, image, to, trigger, "its term is over", image.live());
            }
        }
    }

    public static Duties duties(DelegationImage image) {
        return new Duties(view(image), Optional.empty(), Optional.empty(),
                Optional.of(new Duties.Alarm(image.forgetAt().orElse(image.end()), image.version())));
    }

    private static List<Outgoing> view(DelegationImage image) {
        return switch (image.state()) {
            case OFFERED, EXTENDING -> List.of(offer(image, true));
            case RECLAIMING -> List.of(offer(image, false));
            case UNKNOWN, HELD, REFUSED, CLOSED -> List.of();
        };
    }

    /** What the broker is told of it. */
    public static Outgoing offer(DelegationImage image, boolean open) {
        return new Outgoing(image.current().holder(),
                new Message.DelegationOffer(DelegationChain.of(image.newest()), image.stamp(), open, open ? "" : image.reason()));
    }
}
