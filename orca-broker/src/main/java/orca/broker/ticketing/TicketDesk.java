package orca.broker.ticketing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import orca.broker.ledger.Booking;
import orca.broker.ledger.BrokerRecord;
import orca.broker.ledger.BrokerSettings;
import orca.broker.ledger.HoldingKey;
import orca.broker.ledger.Ledger;
import orca.broker.ledger.TicketDraft;
import orca.broker.ledger.TicketGone;
import orca.broker.ledger.TicketImage;
import orca.core.actor.Decision;
import orca.core.contract.Answer;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.policy.ProvisioningView;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.Bins;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.ticket.TicketState;
import orca.core.ticket.TicketTrigger;
import orca.core.time.Term;

/** Decides what holders, authorities, operators and the clock do to a ticket; what the policy does comes from bidding. */
public final class TicketDesk {
    private final BrokerSettings settings;
    private final Ledger ledger;
    private final TicketSteps steps;
    private final DoorCheck door;
    private final long epoch;

    public TicketDesk(BrokerSettings settings, Ledger ledger, TicketSteps steps, long epoch) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.ledger = Objects.requireNonNull(ledger, "ledger");
        this.steps = Objects.requireNonNull(steps, "steps");
        this.door = new DoorCheck(ledger);
        this.epoch = epoch;
    }

    /**
     * A holder says what it wants.
     *
     * @param unpaid why what it pays is not taken; it is refused for that
     */
    public Decision demanded(Principal from, Message.TicketDemand message, Optional<Refusal> unpaid, Instant now) {
        ContractKey key = new ContractKey(from, message.id());
        Optional<TicketImage> known = ledger.ticket(key);
        if (known.isEmpty()) {
            return opened(key, message, unpaid, now);
        }
        TicketImage image = known.get();
        if (message.stamp().isAfter(image.heard())) {
            TicketDraft draft = image.edit().seen(message.seen());
            if (fades(image, now)) {
                draft.forgetAt(Optional.of(now.plus(settings.tombstone())));
            }
            return message.open() ? wanted(draft, message, unpaid, ledger.nextTurn(), now) : unwanted(draft, message, now);
        }
        // A repeat, something stale, or the same stamp with other content, which is the sender's fault: told how things stand.
        if (fades(image, now)) {
            TicketImage next = image.edit().seen(message.seen()).forgetAt(Optional.of(now.plus(settings.tombstone())))
                    .build(epoch, image.cause());
            return Decision.of(List.of(next), List.of(key));
        }
        if (message.seen().isAfter(image.seen()) && (image.urgent() || !image.notices().isEmpty())) {
            TicketImage next = image.edit().seen(message.seen()).build(epoch, image.cause());
            return Decision.of(List.of(next), List.of(key));
        }
        return Decision.tellOnly(key);
    }

    /**
     * Whether it is a tombstone that would soon be gone. What is still said of it may still come late, so it lasts until nobody
     * has needed it for a while: one that began anew would say other things under numbers that were used.
     */
    private boolean fades(TicketImage image, Instant now) {
        return image.forgetAt().filter(at -> at.isBefore(now.plus(settings.tombstone().dividedBy(2)))).isPresent();
    }

    /** Whether it is a tombstone that is kept for longer than usual, so that a forgotten revision does not come back. */
    private boolean lasts(TicketImage image, Instant now) {
        return image.bookedUntil().filter(now::isBefore).isEmpty()
                && image.forgetAt().filter(now.plus(settings.tombstone())::isBefore).isPresent();
    }

    private Decision opened(ContractKey key, Message.TicketDemand message, Optional<Refusal> unpaid, Instant now) {
        List<BrokerRecord> records = new ArrayList<>();
        boolean crowd = ledger.over(key.holder()) >= settings.mostPerHolder();
        if (crowd && message.open() && ledger.current(key.holder()) >= settings.mostPerHolder()) {
            return Decision.NOTHING; // it was told so often enough; each further no would be two records
        }
        boolean full = ledger.remembered() >= settings.mostRemembered();
        // Whoever has many that are over loses his own first, so that his demands do not make others' forgotten.
        Optional<TicketImage> next = crowd ? ledger.firstOver(key.holder()) : ledger.over().findFirst();
        if (full || crowd && next.filter(t -> lasts(t, now)).isEmpty()) {
            Optional<TicketGone> gone = next.filter(t -> t.bookedUntil().filter(now::isBefore).isEmpty())
                    .flatMap(t -> steps.forget(t, now, "forgotten early to make room"));
            if (gone.isEmpty()) {
                return Decision.NOTHING; // the sender repeats, and by then there may be room
            }
            records.add(gone.get());
        }
        TicketDraft draft = TicketDraft.of(key).seen(message.seen());
        Decision first = message.open() ? wanted(draft, message, unpaid, ledger.nextTurn(), now) : unwanted(draft, message, now);
        first.records().forEach(record -> records.add((BrokerRecord) record));
        return Decision.of(records, first.tell());
    }

    /**
     * A ticket that was forgotten here is in force again, and what its holder wants beside that is heard now.
     *
     * @param taken the ticket as {@link Shown.Taken} has it
     * @param turn its place in the line, should it want more; no other's
     */
    Decision shown(TicketDraft taken, Message.TicketDemand message, Optional<Refusal> unpaid, long turn, Instant now) {
        TicketDraft draft = taken.seen(message.seen());
        Ticket ticket = draft.ticket().orElseThrow();
        if (message.open() && Shown.answers(ticket, message.demand())) {
            draft.heard(message.stamp(), true, Optional.of(message.demand())).answer(Shown.granted(ticket, message.demand()));
            return done(draft, TicketTrigger.GRANT, "as its holder shows it, after a loss", now, true);
        }
        return message.open() ? wanted(draft, message, unpaid, turn, now) : unwanted(draft, message, now);
    }

    private Decision wanted(
            TicketDraft draft, Message.TicketDemand message, Optional<Refusal> unpaid, long turn, Instant now) {
        TicketState before = draft.state();
        Demand demand = message.demand();
        draft.heard(message.stamp(), true, Optional.of(demand));
        if (draft.ticket().filter(t -> DoorCheck.same(t, demand)).isPresent() && before == TicketState.TICKETED) {
            draft.answer(new Answer.Granted(demand.units(), draft.ticket().get().units(), ""));
            return done(draft, TicketTrigger.REQUEST, "what it has already", now, true);
        }
        if (!steps.request(draft, turn, now)) {
            // It is over, or being released: the answer to that is the answer to this.
            draft.heard(message.stamp(), true, Optional.empty());
            return done(draft, TicketTrigger.REQUEST, "too late, it is over", now, true);
        }
        Optional<Refusal> refusal = unpaid.or(() -> overLimit(draft.key(), before)).or(() -> door.objection(draft, demand, now));
        if (refusal.isPresent()) {
            steps.refuse(draft, TicketTrigger.REFUSE, refusal.get(), now);
            return done(draft, TicketTrigger.REFUSE, refusal.get().reason(), now, true);
        }
        if (draft.ticket().filter(t -> DoorCheck.less(t, demand)).isPresent()) {
            return noMore(draft.relinquished(message.relinquishment()), demand, now);
        }
        return done(draft, TicketTrigger.REQUEST, "", now, false);
    }

    private Optional<Refusal> overLimit(ContractKey key, TicketState before) {
        boolean fresh = before == TicketState.UNKNOWN || before.isEnd();
        if (fresh && ledger.current() >= settings.mostTickets()) {
            return Optional.of(Refusal.of(Refusal.Kind.NOT_NOW, "this broker has its most tickets, " + settings.mostTickets()));
        }
        if (fresh && ledger.current(key.holder()) >= settings.mostPerHolder()) {
            return Optional.of(Refusal.of(Refusal.Kind.NOT_NOW,
                    "this holder has the most tickets that one may have, " + settings.mostPerHolder()));
        }
        return Optional.empty();
    }

    /** What takes no more than the ticket in force needs nobody's leave. */
    private Decision noMore(TicketDraft draft, Demand demand, Instant now) {
        Ticket ticket = draft.ticket().orElseThrow();
        boolean smaller = demand.units() < ticket.units() || !demand.sliver().equals(ticket.sliver())
                || demand.term().end().isBefore(ticket.term().end());
        String why = smaller ? "given back by its holder" : "no more than before, asked for otherwise";
        HoldingKey holding = draft.holding().orElseThrow();
        Term occupied = ledger.holding(holding).orElseThrow().image().delegation().type().turnaround().occupied(demand.term());
        // Its holder says how many stay in which bin; which of the units in a bin go, it tells the site.
        Amounts load = ticket.bins().map(b -> Bins.load(demand.sliver(), Bins.left(b, demand.units(), demand.stays())))
                .orElseGet(() -> demand.sliver().load(demand.units()));
        Booking booking = new Booking(load, occupied);
        List<Booking> bookings = Booking.covering(draft.bookings(), booking, now);
        steps.grant(draft, holding, demand.units(), demand.term(), bookings, why);
        return done(draft, TicketTrigger.GRANT, why, now, true);
    }

    private Decision unwanted(TicketDraft draft, Message.TicketDemand message, Instant now) {
        draft.heard(message.stamp(), false, Optional.empty()).relinquished(message.relinquishment());
        steps.close(draft, now);
        return done(draft, TicketTrigger.CLOSE, "given up by its holder", now, true);
    }

    /** An authority says whether it still holds something. */
    public Decision standing(Principal from, Message.StandingView view, Instant now) {
        Optional<TicketImage> image = ledger.ticket(view.key())
                .filter(t -> t.holding().flatMap(ledger::holding).filter(h -> h.image().site().equals(from)).isPresent())
                .filter(t -> t.standing().filter(s -> s.stamp().equals(view.answers())).isPresent());
        if (image.isEmpty()) {
            return Decision.NOTHING;
        }
        TicketDraft draft = image.get().edit();
        if (!view.freed()) {
            return image.get().standing().orElseThrow().held() ? Decision.NOTHING
                    : Decision.of(List.of(draft.held().build(epoch, image.get().cause())), List.of());
        }
        return steps.freed(draft, now)
                ? done(draft, TicketTrigger.FREED, "the site holds nothing of it any more", now, false)
                : Decision.NOTHING;
    }

    /** An alarm rang for a ticket: everything that is due happens. */
    public Decision rang(ContractKey key, long mark, Instant now) {
        Optional<TicketImage> known = ledger.ticket(key).filter(t -> t.mark() == mark);
        if (known.isEmpty() || known.get().due().filter(now::isBefore).isPresent()) {
            return Decision.NOTHING;
        }
        TicketImage image = known.get();
        TicketDraft draft = image.edit();
        return switch (image.state()) {
            case REFUSED, CLOSED -> Decision.of(steps.forget(image, now, "").stream().toList(), List.of());
            case RELEASING -> expired(draft, now, false);
            case UNKNOWN, REQUESTED, APPROVAL, TICKETED, RENEWING, RENEWAL_APPROVAL ->
                image.ticket().filter(t -> t.term().endedAt(now)).isPresent()
                        ? expired(draft, now, true)
                        : waited(image, draft, now);
        };
    }

    private Decision expired(TicketDraft draft, Instant now, boolean tell) {
        return steps.expire(draft, now) ? done(draft, TicketTrigger.EXPIRE, "", now, tell) : Decision.NOTHING;
    }

    private Decision waited(TicketImage image, TicketDraft draft, Instant now) {
        if (image.bidding().filter(b -> !now.isBefore(b.answerBy())).isPresent()) {
            Refusal refusal = overdue(image, now);
            return steps.refuse(draft, TicketTrigger.OVERDUE, refusal, now)
                    ? done(draft, TicketTrigger.OVERDUE, refusal.reason(), now, true)
                    : Decision.NOTHING;
        }
        if (image.lingersUntil().filter(at -> !now.isBefore(at)).isPresent()) {
            steps.settle(draft);
            return done(draft, TicketTrigger.FREED, "its older revisions are over", now, false);
        }
        draft.bidding(draft.bidding().map(b -> b.awake()));
        return done(draft, TicketTrigger.REQUEST, "asked again", now, false);
    }

    private Refusal overdue(TicketImage image, Instant now) {
        String waited = image.answer() instanceof Answer.Pending(String who, Optional<Instant> estimate) ? who : "the broker";
        Demand demand = image.demand().orElseThrow();
        // A changed demand is planned without the ticket it changes, and its site is given.
        List<ProvisioningView.Source> sources = ledger.sources().stream()
                .filter(s -> s.suits(demand))
                .filter(s -> image.holding().isEmpty() || s.delegation().id().equals(image.holding().get().id()))
                .map(s -> image.ticket().isPresent() ? s.without(image.ticket().get(), demand, image.lingers()) : s)
                .toList();
        return new Refusal(Refusal.Kind.NOT_NOW, "no answer in time; it waited for " + waited,
                Optional.of(ProvisioningView.alternative(sources, demand, now)));
    }

    /** An operator says yes. */
    public Decision approve(ContractKey key, String reason, String operator, Instant now) {
        return ordered(key, draft -> approved(draft, operator + ": " + reason, now));
    }

    /** An operator says no. */
    public Decision deny(ContractKey key, String reason, String operator, Instant now) {
        return ordered(key, draft -> reply(draft, TicketTrigger.DENY, operator + ": " + reason, now,
                steps.refuse(draft, TicketTrigger.DENY, Refusal.of(Refusal.Kind.DENIED, "an operator said no: " + reason), now)));
    }

    /** An operator takes a ticket back. */
    public Decision revoke(ContractKey key, String reason, String operator, Instant now) {
        return ordered(key, draft -> reply(draft, TicketTrigger.REVOKE, operator + ": " + reason, now,
                steps.revoke(draft, reason, now)));
    }

    private Decision ordered(ContractKey key, Function<TicketDraft, Decision> order) {
        return ledger.ticket(key).map(image -> order.apply(image.edit())).orElseGet(() -> Decision.reply(
                Reply.declined(Refusal.Kind.UNKNOWN, "no ticket " + key + " is known here")));
    }

    private Decision approved(TicketDraft draft, String reason, Instant now) {
        boolean moved = steps.approve(draft, now);
        if (moved) {
            // What was possible when it was asked for may not be any more.
            door.objection(draft, draft.demand().orElseThrow(), now)
                    .ifPresent(no -> steps.refuse(draft, TicketTrigger.REFUSE, no, now));
        }
        return reply(draft, TicketTrigger.APPROVE, reason, now, moved);
    }

    private Decision reply(TicketDraft draft, TicketTrigger trigger, String reason, Instant now, boolean moved) {
        return moved
                ? done(draft, trigger, reason, now, true).withReply(Reply.accepted(draft.key().toString()))
                : Decision.reply(Reply.declined(Refusal.Kind.CONFLICT,
                        "ticket " + draft.key() + " is " + draft.state() + "; " + trigger + " is not possible"));
    }

    private Decision done(TicketDraft draft, TicketTrigger trigger, String why, Instant now, boolean tell) {
        TicketImage image = draft.build(epoch, new Cause(now, trigger.name(), why));
        return Decision.of(List.of(image), tell ? List.of(image.key()) : List.of());
    }

    /** How things stand with a ticket, for its holder. */
    public Message.TicketView view(TicketImage image) {
        // Who has to say what it holds is shown something that only this life of the broker can have shown.
        boolean asked = ledger.losses().unsure(image);
        return new Message.TicketView(image.key().id(), asked ? image.said().nextFor(image.seen(), epoch) : image.said(),
                image.heard(), image.state(), image.answer(), chain(image), image.notices(), asked || image.urgent());
    }

    /** The ticket with what it stands on. */
    public Optional<TicketChain> chain(TicketImage image) {
        return image.ticket().flatMap(t -> ledger.holding(image.holding().orElseThrow())
                .map(h -> new TicketChain(h.image().chain(), t)));
    }
}
