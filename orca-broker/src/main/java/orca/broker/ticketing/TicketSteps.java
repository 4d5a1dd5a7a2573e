package orca.broker.ticketing;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.broker.ledger.Bidding;
import orca.broker.ledger.Booking;
import orca.broker.ledger.BrokerSettings;
import orca.broker.ledger.HoldingKey;
import orca.broker.ledger.Ledger;
import orca.broker.ledger.TicketDraft;
import orca.broker.ledger.TicketGone;
import orca.broker.ledger.TicketImage;
import orca.core.contract.Answer;
import orca.core.contract.Cause;
import orca.core.contract.Refusal;
import orca.core.resource.Bins;
import orca.core.table.Table;
import orca.core.table.Verdict;
import orca.core.ticket.Demand;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketState;
import orca.core.ticket.TicketTrigger;
import orca.core.time.Term;

/**
 * The steps that a ticket can take, each through the table and with everything that belongs to it. A step that the table does
 * not allow says so and changes nothing.
 */
public final class TicketSteps {
    private final BrokerSettings settings;
    private final Table<TicketState, TicketTrigger> table;
    private final Ledger ledger;
    private final long epoch;

    public TicketSteps(BrokerSettings settings, Table<TicketState, TicketTrigger> table, Ledger ledger, long epoch) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.table = Objects.requireNonNull(table, "table");
        this.ledger = Objects.requireNonNull(ledger, "ledger");
        this.epoch = epoch;
    }

    /** Lets {@code trigger} happen to {@code draft}, as far as the table goes; true if it moved. */
    boolean step(TicketDraft draft, TicketTrigger trigger) {
        return switch (table.step(draft.state(), trigger)) {
            case Verdict.Moved<TicketState>(TicketState to) -> {
                draft.state(to);
                yield true;
            }
            case Verdict.Ignored<TicketState>() -> false;
            case Verdict.Refused<TicketState>(String reason) -> false;
        };
    }

    /** A demand takes its place in the line. */
    boolean request(TicketDraft draft, long turn, Instant now) {
        if (!step(draft, TicketTrigger.REQUEST)) {
            return false;
        }
        Instant answerBy = answerBy(draft.demand().orElseThrow(), now);
        draft.forgetAt(Optional.empty())
                .bidding(Optional.of(new Bidding(turn, now, answerBy, false, 0, Optional.empty())))
                .answer(pending(draft, Optional.empty(), ""));
        return true;
    }

    /** A deferrable demand may wait as long as it can still start. */
    private Instant answerBy(Demand demand, Instant now) {
        Instant usual = now.plus(settings.answerWithin());
        return demand.deferrable() && demand.lastStart().isAfter(usual) ? demand.lastStart() : usual;
    }

    private static Answer pending(TicketDraft draft, Optional<Instant> estimate, String reason) {
        return new Answer.Pending(reason.isEmpty() ? draft.state().owner() : draft.state().owner() + ": " + reason, estimate);
    }

    /**
     * A ticket is issued, or replaced by its next revision.
     *
     * @param bookings what it and its older revisions occupy from now on; the first says its bins
     */
    public boolean grant(TicketDraft draft, HoldingKey source, long units, Term term, List<Booking> bookings, String why) {
        if (!step(draft, TicketTrigger.GRANT)) {
            return false;
        }
        Demand demand = draft.demand().orElseThrow();
        long first = (epoch - 1) * Ticket.REVISIONS_PER_EPOCH + 1;
        long revision = Math.max(draft.ticket().map(Ticket::revision).orElse(0L) + 1, first);
        Ticket ticket = new Ticket(draft.key().id(), revision, settings.self(), draft.key().holder(),
                source.id(), demand.type(), units, Math.min(units, demand.minUnits()), demand.sliver(),
                demand.assurance(), term, demand.properties(),
                Bins.counts(bookings.get(0).load(), demand.sliver().size()));
        draft.ticket().filter(before -> before.isBefore(epoch)).ifPresent(draft::replaces);
        draft.ticket(Optional.of(ticket), Optional.of(source), bookings)
                .bidding(Optional.empty())
                .answer(new Answer.Granted(demand.units(), units, why(demand, units, term, why)));
        if (bookings.size() > 1) {
            draft.standing(false, "replaced by revision " + revision + ", which is smaller or shorter");
        } else {
            draft.settled();
        }
        return true;
    }

    private static String why(Demand demand, long units, Term term, String why) {
        if (units == demand.units() && term.start().equals(demand.term().start())) {
            return why;
        }
        String what = units + " of " + demand.units() + " units from " + term.start();
        return why.isEmpty() ? what : what + ": " + why;
    }

    /** The policy, an operator or the clock says no; a ticket in force stays in force. */
    public boolean refuse(TicketDraft draft, TicketTrigger trigger, Refusal refusal, Instant now) {
        if (!step(draft, trigger)) {
            return false;
        }
        draft.bidding(Optional.empty()).answer(new Answer.Refused(refusal));
        if (draft.state().isEnd()) {
            draft.over(now.plus(settings.tombstone()));
        }
        return true;
    }

    /** The policy says nothing yet. */
    public void rest(TicketDraft draft, Optional<Instant> until, Optional<Instant> estimate, String reason) {
        draft.bidding(draft.bidding().map(b -> b.resting(until))).answer(pending(draft, estimate, reason));
    }

    /** The policy proposed what cannot be; it is asked again, or was asked often enough. */
    public boolean nonsense(TicketDraft draft, String what, Instant now) {
        Bidding bidding = draft.bidding().orElseThrow().failed();
        if (bidding.tries() >= settings.mostTries()) {
            return refuse(draft, TicketTrigger.REFUSE,
                    Refusal.of(Refusal.Kind.NOT_NOW, "the broker's policy proposed what cannot be: " + what), now);
        }
        draft.bidding(Optional.of(bidding)).answer(pending(draft, Optional.empty(), "it proposed what cannot be: " + what));
        return true;
    }

    /** The policy wants an operator's word, until {@code deadline}. */
    public boolean askOperator(TicketDraft draft, Instant deadline, String reason) {
        if (!step(draft, TicketTrigger.ASK_OPERATOR)) {
            return false;
        }
        draft.bidding(draft.bidding().map(b -> b.answeredBy(deadline, false))).answer(pending(draft, Optional.empty(), reason));
        return true;
    }

    /** The operator says yes, and the policy is asked again. */
    boolean approve(TicketDraft draft, Instant now) {
        if (!step(draft, TicketTrigger.APPROVE)) {
            return false;
        }
        Instant answerBy = answerBy(draft.demand().orElseThrow(), now);
        draft.bidding(draft.bidding().map(b -> b.answeredBy(answerBy, true)))
                .answer(pending(draft, Optional.empty(), "approved by an operator"));
        return true;
    }

    /** The holder gives it up: final for the holder at once; what was promised waits for the authority. */
    boolean close(TicketDraft draft, Instant now) {
        if (!step(draft, TicketTrigger.CLOSE)) {
            return false;
        }
        draft.answer(new Answer.Ended("given up by its holder"));
        release(draft, false, "given up by its holder", now);
        return true;
    }

    /** The broker takes its promise back; the holder must see that. */
    boolean revoke(TicketDraft draft, String reason, Instant now) {
        if (!step(draft, TicketTrigger.REVOKE)) {
            return false;
        }
        draft.answer(new Answer.Ended("revoked: " + reason)).notice(now, "revoked: " + reason);
        release(draft, true, reason, now);
        return true;
    }

    private void release(TicketDraft draft, boolean revoked, String reason, Instant now) {
        draft.bidding(Optional.empty());
        if (draft.state().isEnd()) {
            draft.over(unshown(draft, now));
        } else {
            draft.standing(revoked, reason);
        }
    }

    /** Its time is over. What is booked lies in the past then, or ends with the turnaround, and needs not be given back. */
    boolean expire(TicketDraft draft, Instant now) {
        boolean released = draft.state() == TicketState.RELEASING;
        if (!step(draft, TicketTrigger.EXPIRE)) {
            return false;
        }
        if (!released) {
            draft.answer(new Answer.Ended("its term is over"));
        }
        Instant booked = draft.bookings().stream().map(b -> b.term().end())
                .filter(now::isBefore).max(Instant::compareTo).orElse(now);
        draft.over(unshown(draft, booked));
        return true;
    }

    /** The authority holds nothing beyond what is valid any more. */
    boolean freed(TicketDraft draft, Instant now) {
        if (draft.state() == TicketState.RELEASING) {
            if (!step(draft, TicketTrigger.FREED)) {
                return false;
            }
            draft.bookings(List.of()).over(unshown(draft, now));
            return true;
        }
        return settle(draft);
    }

    /**
     * Until when what is over from {@code at} on is to be remembered. Where some revision is of a life before the newest loss,
     * whoever shows that one, or one that is forgotten, would have it back: as long as the delegation lasts.
     */
    private Instant unshown(TicketDraft draft, Instant at) {
        Instant usual = at.plus(settings.tombstone());
        return draft.isBefore(ledger.losses().epoch())
                ? draft.holding().flatMap(ledger::holding).map(held -> held.image().delegation().term().end())
                        .filter(usual::isBefore).orElse(usual)
                : usual;
    }

    /** Nothing can come late any more; empty when it is not over, and has to be kept. */
    Optional<TicketGone> forget(TicketImage image, Instant now, String why) {
        return step(image.edit(), TicketTrigger.FORGET)
                ? Optional.of(new TicketGone(image.key(), new Cause(now, TicketTrigger.FORGET.name(), why)))
                : Optional.empty();
    }

    /** What older revisions had beyond the ticket in force is over. */
    boolean settle(TicketDraft draft) {
        if (draft.ticket().isEmpty() || draft.bookings().size() < 2) {
            return false;
        }
        draft.bookings(draft.bookings().subList(0, 1)).settled();
        return true;
    }
}
