package orca.broker.granting;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.broker.ledger.Booking;
import orca.broker.ledger.BrokerRecord;
import orca.broker.ledger.BrokerSettings;
import orca.broker.ledger.GrantGone;
import orca.broker.ledger.GrantImage;
import orca.broker.ledger.HoldingImage;
import orca.broker.ledger.HoldingKey;
import orca.broker.ledger.Ledger;
import orca.core.actor.Decision;
import orca.core.actor.Duties;
import orca.core.actor.Outgoing;
import orca.core.contract.Cause;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.Stamp;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.Names;
import orca.core.table.Table;
import orca.core.table.Verdict;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import orca.core.ticket.DelegationTrigger;
import orca.core.ticket.Ticket;
import orca.core.time.Term;
import orca.core.time.Turnaround;

/**
 * Gives parts of what is held to other brokers, renews them and takes them back. A part stands in its holding's calendar like a
 * ticket, with all that may be promised on it and the turnaround after it, so that nothing of it is promised here as well.
 */
public final class GrantDesk {
    private final BrokerSettings settings;
    private final Ledger ledger;
    private final Table<DelegationState, DelegationTrigger> table;
    private final GrantCheck check;
    private final long epoch;

    public GrantDesk(BrokerSettings settings, Ledger ledger, Table<DelegationState, DelegationTrigger> table, long epoch) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.ledger = Objects.requireNonNull(ledger, "ledger");
        this.table = Objects.requireNonNull(table, "table");
        this.check = new GrantCheck(settings.self(), ledger);
        this.epoch = epoch;
    }

    /** Gives a part, or renews one that was given. The same word again changes nothing. */
    public Decision delegate(Command.Delegate command, Instant now) {
        Optional<GrantImage> before = command.id().flatMap(ledger::grant);
        if (before.filter(grant -> grant.open() && says(grant, command)).isPresent()) {
            return Decision.reply(Reply.accepted(before.get().id().value()));
        }
        if (before.isEmpty() && ledger.grants().size() >= settings.mostHoldings()) {
            return Decision.reply(Reply.declined(Refusal.Kind.NOT_NOW,
                    "no more than " + settings.mostHoldings() + " delegations are given here"));
        }
        DelegationState from = before.map(GrantImage::state).orElse(DelegationState.UNKNOWN);
        return switch (table.step(from, DelegationTrigger.OFFER)) {
            case Verdict.Refused<DelegationState>(String why) ->
                Decision.reply(Reply.declined(Refusal.Kind.NOT_NOW, why));
            case Verdict.Ignored<DelegationState>() -> Decision.reply(Reply.declined(Refusal.Kind.CONFLICT,
                    "delegation " + command.id().orElseThrow() + " is " + from + "; give another id"));
            case Verdict.Moved<DelegationState>(DelegationState to) -> switch (check.look(command, before, now)) {
                case GrantCheck.No(Refusal refusal) -> Decision.reply(new Reply.Declined(refusal));
                case GrantCheck.From(var holding, var bins) ->
                    offered(holding.image(), bins, before, to, command, now);
            };
        };
    }

    /** Whether {@code command} asks for nothing that was not offered already. What the site says of it goes with its holding. */
    private static boolean says(GrantImage grant, Command.Delegate command) {
        Delegation known = grant.newest().last();
        return known.holder().equals(command.broker()) && known.type().name().equals(command.type())
                && known.capacity().equals(command.capacity()) && known.largest().equals(command.largest())
                && known.term().equals(command.term()) && known.oversubscription() == command.oversubscription()
                && command.from().filter(id -> !id.equals(grant.holding().id())).isEmpty()
                && command.properties().overlaid(known.properties()).equals(known.properties());
    }

    private Decision offered(HoldingImage holding, List<Amounts> bins, Optional<GrantImage> before, DelegationState to,
            Command.Delegate command, Instant now) {
        long fresh = (epoch - 1) * Ticket.REVISIONS_PER_EPOCH + 1;
        long number = before.map(GrantImage::number).orElse(Math.max(ledger.nextTurn(), fresh));
        String name = command.id().map(DelegationId::value).orElse(holding.key().id() + "-" + number);
        if (name.length() > Names.MAX_LENGTH) {
            return Decision.reply(Reply.declined(Refusal.Kind.NEVER,
                    "delegation.id: " + name + " has more than " + Names.MAX_LENGTH + " characters; give another"));
        }
        DelegationId id = new DelegationId(name);
        Delegation held = holding.delegation();
        long revision = Math.max(before.map(g -> g.issued() + 1).orElse(1L), fresh);
        DelegationChain chain = holding.chain().with(new Delegation(id, revision, settings.self(), command.broker(), held.type(),
                command.capacity(), command.largest(), command.term(), command.oversubscription(),
                // What the site says of its own is not for a broker to contradict.
                command.properties().overlaid(held.properties()), bins));
        Cause cause = new Cause(now, DelegationTrigger.OFFER.name(), "");
        Delegation current = before.map(g -> g.current().last()).orElse(chain.last());
        List<Booking> bookings = List.of(GrantImage.covering(current, chain.last()));
        GrantImage image = before.isEmpty()
                ? new GrantImage(id, holding.key(), number, to, chain, Optional.empty(), revision, Stamp.NONE.next(epoch), "", 0,
                        bookings, Optional.empty(), 1, cause)
                : new GrantImage(id, holding.key(), number, to, before.get().current(), Optional.of(chain), revision,
                        before.get().stamp().next(epoch), "", before.get().live(), bookings, Optional.empty(),
                        before.get().mark() + 1, cause);
        return Decision.of(List.of(image), List.of()).withReply(Reply.accepted(name));
    }

    /** Takes a part back: no more tickets on it, the live ones run to their end. */
    public Decision reclaim(Command.Reclaim command, Instant now) {
        Optional<GrantImage> found = ledger.grant(command.id());
        if (found.isEmpty()) {
            return Decision.reply(Reply.declined(Refusal.Kind.UNKNOWN, "no delegation " + command.id() + " was given here"));
        }
        Reply accepted = Reply.accepted(command.id().value());
        return switch (table.step(found.get().state(), DelegationTrigger.RECLAIM)) {
            case Verdict.Refused<DelegationState>(String why) -> Decision.reply(Reply.declined(Refusal.Kind.CONFLICT, why));
            case Verdict.Ignored<DelegationState>() -> Decision.reply(accepted);
            case Verdict.Moved<DelegationState>(DelegationState to) -> Decision.of(
                    List.of(moved(found.get(), to, DelegationTrigger.RECLAIM, command.reason(), found.get().live(), now)),
                    List.of()).withReply(accepted);
        };
    }

    /** The holding is taken back, and with it all that was given of it. */
    public List<GrantImage> takenBack(HoldingKey holding, String reason, Instant now) {
        List<GrantImage> all = new ArrayList<>();
        for (GrantImage grant : ledger.grants()) {
            if (grant.holding().equals(holding) && grant.open() && table.step(grant.state(), DelegationTrigger.RECLAIM)
                    instanceof Verdict.Moved<DelegationState>(DelegationState to)) {
                all.add(moved(grant, to, DelegationTrigger.RECLAIM, reason, grant.live(), now));
            }
        }
        return all;
    }

    /** The other broker says what it does with its part. */
    public Decision heard(Principal from, Message.DelegationView view, Instant now) {
        Optional<GrantImage> found = ledger.grant(view.id()).filter(g -> g.holder().equals(from))
                .filter(g -> g.stamp().equals(view.answers()) && g.open());
        if (found.isEmpty()) {
            return Decision.NOTHING;
        }
        GrantImage grant = found.get();
        Optional<DelegationTrigger> trigger = trigger(grant.state(), view);
        if (trigger.isPresent()
                && table.step(grant.state(), trigger.get()) instanceof Verdict.Moved<DelegationState>(DelegationState to)) {
            String why = view.refusal().map(Refusal::reason).orElse(grant.reason());
            return Decision.of(List.of(moved(grant, to, trigger.get(), why, view.live(), now)), List.of());
        }
        return grant.live() == view.live() ? Decision.NOTHING : Decision.of(List.of(new GrantImage(grant.id(), grant.holding(),
                grant.number(), grant.state(), grant.current(), grant.renewal(), grant.issued(), grant.stamp(), grant.reason(),
                view.live(), grant.bookings(), grant.forgetAt(), grant.mark() + 1, grant.cause())), List.of());
    }

    private static Optional<DelegationTrigger> trigger(DelegationState state, Message.DelegationView view) {
        if (state == DelegationState.RECLAIMING) {
            return view.state().isEnd() ? Optional.of(DelegationTrigger.DRAINED) : Optional.empty();
        }
        if (view.state() == DelegationState.CLOSED
                || view.state() == DelegationState.REFUSED && state == DelegationState.EXTENDING) {
            // It was over, and maybe forgotten, before its answer was heard here: the other broker holds nothing of it any more.
            return Optional.of(DelegationTrigger.EXPIRE);
        }
        if (view.refusal().isPresent() || view.state() == DelegationState.REFUSED) {
            return Optional.of(DelegationTrigger.REFUSE);
        }
        return view.state() == DelegationState.HELD ? Optional.of(DelegationTrigger.ACCEPT) : Optional.empty();
    }

    /** Time alone changed something. */
    public Decision rang(DelegationId id, long mark, Instant now) {
        Optional<GrantImage> found = ledger.grant(id).filter(g -> g.mark() == mark && !now.isBefore(g.due()));
        if (found.isEmpty()) {
            return Decision.NOTHING;
        }
        GrantImage grant = found.get();
        DelegationTrigger trigger = grant.open() ? DelegationTrigger.EXPIRE : DelegationTrigger.FORGET;
        if (!(table.step(grant.state(), trigger) instanceof Verdict.Moved<DelegationState>(DelegationState to))) {
            return Decision.NOTHING;
        }
        BrokerRecord record = to == DelegationState.UNKNOWN
                ? new GrantGone(id, new Cause(now, trigger.name(), ""))
                : moved(grant, to, trigger, "its term is over", grant.live(), now);
        return Decision.of(List.of(record), List.of());
    }

    private GrantImage moved(GrantImage grant, DelegationState to, DelegationTrigger trigger, String why, int live, Instant now) {
        // What is taken back before the other has answered may stand on either revision, and both count until it is over.
        boolean undecided = to == DelegationState.RECLAIMING;
        boolean newest = trigger == DelegationTrigger.ACCEPT || to == DelegationState.CLOSED;
        DelegationChain current = newest ? grant.newest() : grant.current();
        Stamp stamp = trigger == DelegationTrigger.RECLAIM ? grant.stamp().next(epoch) : grant.stamp();
        List<Booking> bookings = switch (to) {
            case HELD -> List.of(GrantImage.covering(current.last(), current.last()));
            case CLOSED -> rest(grant, now);
            case REFUSED, UNKNOWN -> List.of();
            case OFFERED, EXTENDING, RECLAIMING -> grant.bookings();
        };
        Instant booked = bookings.isEmpty() ? now : bookings.get(0).term().end();
        Optional<Instant> forgetAt = to.isEnd() ? Optional.of(booked.plus(settings.tombstone())) : Optional.empty();
        return new GrantImage(grant.id(), grant.holding(), grant.number(), to, current,
                undecided ? grant.renewal() : Optional.empty(), grant.issued(), stamp, why, live, bookings, forgetAt,
                grant.mark() + 1, new Cause(now, trigger.name(), why));
    }

    /**
     * What is over has no ticket any more, but the last may have ended a moment ago: what it had is not free before its
     * turnaround is over, by a clock that may be behind the other's.
     */
    private static List<Booking> rest(GrantImage grant, Instant now) {
        Turnaround turnaround = grant.newest().last().type().turnaround();
        // Rounded up to the grain of terms.
        Instant end = Term.grain(now.plus(turnaround.total()).plus(turnaround.skew())).plusMillis(1);
        return grant.bookings().stream().filter(b -> b.term().start().isBefore(end) && b.term().end().isAfter(now))
                .map(b -> b.term().end().isAfter(end) ? new Booking(b.load(), new Term(b.term().start(), end)) : b).toList();
    }

    /** What is owed: the offer until it is answered, and an alarm. */
    public static Duties duties(GrantImage grant) {
        List<Outgoing> messages = switch (grant.state()) {
            case OFFERED, EXTENDING, RECLAIMING -> List.of(offer(grant));
            case UNKNOWN, HELD, REFUSED, CLOSED -> List.of();
        };
        return new Duties(messages, Optional.empty(), Optional.empty(),
                Optional.of(new Duties.Alarm(grant.due(), grant.mark())));
    }

    /** What the other broker is told of its part. */
    public static Outgoing offer(GrantImage grant) {
        boolean open = grant.open() && grant.state() != DelegationState.RECLAIMING;
        return new Outgoing(grant.holder(),
                new Message.DelegationOffer(grant.newest(), grant.stamp(), open, open ? "" : grant.reason()));
    }
}
