package orca.broker.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Answer;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Notice;
import orca.core.contract.Stamp;
import orca.core.ticket.Demand;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketState;

/**
 * A ticket, or the wish for one, as its broker knows it.
 *
 * @param heard the stamp of the newest demand; {@code answer} is about that one
 * @param open whether the newest demand wants it
 * @param demand the newest demand; empty when all is over
 * @param answer what became of the newest demand
 * @param said the stamp of the broker's view
 * @param seen the newest view that the holder has seen
 * @param mustSee the view that the holder must see; it is repeated until then
 * @param ticket in force, or being released
 * @param holding what the ticket is drawn from, or was
 * @param bookings what stands in that holding's calendar: the ticket's own first, then what older revisions had beyond it
 * @param standing what the authority has to be told, if anything
 * @param bidding while the policy or an operator has to answer
 * @param relinquishment what the holder signed last when it gave back some of it; kept as long as it is remembered
 * @param notices what the holder may not have seen yet
 * @param noticed how many notices there were
 * @param forgetAt for what is over: when to forget it
 * @param mark counts its images
 * @param older the oldest revision that is known of an epoch before that of {@code ticket}; empty in records of the first version
 */
public record TicketImage(
        ContractKey key,
        TicketState state,
        Stamp heard,
        boolean open,
        Optional<Demand> demand,
        Answer answer,
        Stamp said,
        Stamp seen,
        Stamp mustSee,
        Optional<Ticket> ticket,
        Optional<HoldingKey> holding,
        List<Booking> bookings,
        Optional<Standing> standing,
        Optional<Bidding> bidding,
        Optional<Relinquishment> relinquishment,
        List<Notice> notices,
        long noticed,
        Optional<Instant> forgetAt,
        long mark,
        Cause cause,
        Optional<Long> older)
        implements BrokerRecord {
    public TicketImage {
        Objects.requireNonNull(key, "ticket.key");
        Objects.requireNonNull(state, "ticket.state");
        Objects.requireNonNull(heard, "ticket.heard");
        Objects.requireNonNull(demand, "ticket.demand");
        Objects.requireNonNull(answer, "ticket.answer");
        Objects.requireNonNull(said, "ticket.said");
        Objects.requireNonNull(seen, "ticket.seen");
        Objects.requireNonNull(mustSee, "ticket.mustSee");
        Objects.requireNonNull(ticket, "ticket.ticket");
        Objects.requireNonNull(holding, "ticket.holding");
        bookings = List.copyOf(bookings);
        Objects.requireNonNull(standing, "ticket.standing");
        Objects.requireNonNull(bidding, "ticket.bidding");
        Objects.requireNonNull(relinquishment, "ticket.relinquishment");
        notices = List.copyOf(notices);
        Objects.requireNonNull(forgetAt, "ticket.forgetAt");
        Objects.requireNonNull(cause, "ticket.cause");
        Objects.requireNonNull(older, "ticket.older");
    }

    /** One of which no revision of an earlier epoch is known. */
    public TicketImage(ContractKey key, TicketState state, Stamp heard, boolean open, Optional<Demand> demand, Answer answer,
            Stamp said, Stamp seen, Stamp mustSee, Optional<Ticket> ticket, Optional<HoldingKey> holding, List<Booking> bookings,
            Optional<Standing> standing, Optional<Bidding> bidding, Optional<Relinquishment> relinquishment,
            List<Notice> notices, long noticed, Optional<Instant> forgetAt, long mark, Cause cause) {
        this(key, state, heard, open, demand, answer, said, seen, mustSee, ticket, holding, bookings, standing, bidding,
                relinquishment, notices, noticed, forgetAt, mark, cause, Optional.empty());
    }

    @Override
    public ContractKey subject() {
        return key;
    }

    /** Whether the policy has to answer, so that it has a place in the line. */
    public boolean bids() {
        return switch (state) {
            case REQUESTED, RENEWING -> true;
            case UNKNOWN, APPROVAL, TICKETED, RENEWAL_APPROVAL, RELEASING, REFUSED, CLOSED -> false;
        };
    }

    /** When its holder was told that it may start, while it waits. */
    public Optional<Instant> estimate() {
        return answer instanceof Answer.Pending(String who, Optional<Instant> at) ? at : Optional.empty();
    }

    /** Whether something is promised on a holding: the ticket is not over. */
    public boolean live() {
        return switch (state) {
            case TICKETED, RENEWING, RENEWAL_APPROVAL, RELEASING -> true;
            case UNKNOWN, REQUESTED, APPROVAL, REFUSED, CLOSED -> false;
        };
    }

    /** Whether the view is owed until the holder has seen it. */
    public boolean urgent() {
        return mustSee.isAfter(seen);
    }

    /** When the last booking ends; empty without any. */
    public Optional<Instant> bookedUntil() {
        return bookings.stream().map(b -> b.term().end()).max(Instant::compareTo);
    }

    /** When what older revisions had beyond the ticket is over; empty without any. */
    public Optional<Instant> lingersUntil() {
        return bookings.stream().skip(1).map(b -> b.term().end()).max(Instant::compareTo);
    }

    /** Whether the site may have something by an older revision still, within the term of the ticket. */
    public boolean lingers() {
        return bookings.stream().skip(1).anyMatch(b -> b.term().overlaps(bookings.get(0).term()));
    }

    /** The first instant at which time alone changes something. */
    public Optional<Instant> due() {
        return switch (state) {
            case UNKNOWN -> Optional.empty();
            case REQUESTED, APPROVAL -> answerDue();
            case TICKETED -> earlier(lapse(), lingersUntil());
            case RENEWING, RENEWAL_APPROVAL -> earlier(earlier(lapse(), lingersUntil()), answerDue());
            case RELEASING -> bookedUntil();
            case REFUSED, CLOSED -> forgetAt;
        };
    }

    private Optional<Instant> lapse() {
        return ticket.map(t -> t.term().end());
    }

    private Optional<Instant> answerDue() {
        return bidding.map(b -> b.rest().flatMap(Bidding.Rest::until)
                .filter(at -> at.isBefore(b.answerBy())).orElse(b.answerBy()));
    }

    private static Optional<Instant> earlier(Optional<Instant> a, Optional<Instant> b) {
        return a.isPresent() && b.isPresent() && b.get().isBefore(a.get()) ? b : a.or(() -> b);
    }

    /** Steps from this image to the next. */
    public TicketDraft edit() {
        return new TicketDraft(this);
    }
}
