package orca.broker.ledger;

import java.time.Instant;
import java.util.List;
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
 * The next image of a ticket while it is being decided: several steps of one event on one contract, of which only the last
 * is written down. Counts what has to be counted when it is done: the view's stamp and the image's mark.
 */
public final class TicketDraft {
    private final TicketImage from;
    private TicketState state;
    private Stamp heard;
    private boolean open;
    private Optional<Demand> demand;
    private Answer answer;
    private Stamp seen;
    private boolean mustSee;
    private Optional<Ticket> ticket;
    private Optional<HoldingKey> holding;
    private List<Booking> bookings;
    private Optional<Standing> standing;
    private boolean standingAnew;
    private Optional<Bidding> bidding;
    private Optional<Relinquishment> relinquishment;
    private List<Notice> notices;
    private long noticed;
    private Optional<Instant> forgetAt;
    private Optional<Long> older;

    TicketDraft(TicketImage from) {
        this.from = from;
        this.state = from.state();
        this.heard = from.heard();
        this.open = from.open();
        this.demand = from.demand();
        this.answer = from.answer();
        this.seen = from.seen();
        this.ticket = from.ticket();
        this.holding = from.holding();
        this.bookings = from.bookings();
        this.standing = from.standing();
        this.bidding = from.bidding();
        this.relinquishment = from.relinquishment();
        this.notices = from.notices();
        this.noticed = from.noticed();
        this.forgetAt = from.forgetAt();
        this.older = from.older();
    }

    /** The first image of a ticket that nobody spoke of before. */
    public static TicketDraft of(ContractKey key) {
        return new TicketDraft(new TicketImage(key, TicketState.UNKNOWN, Stamp.NONE, false, Optional.empty(),
                new Answer.Pending(TicketState.UNKNOWN.owner(), Optional.empty()), Stamp.NONE, Stamp.NONE, Stamp.NONE,
                Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), 0,
                Optional.empty(), 0, new Cause(Instant.EPOCH, "", "")));
    }

    public TicketDraft state(TicketState to) {
        state = to;
        return this;
    }

    public TicketDraft heard(Stamp stamp, boolean wanted, Optional<Demand> what) {
        heard = stamp;
        open = wanted;
        demand = what;
        return this;
    }

    public TicketDraft answer(Answer to) {
        answer = to;
        return this;
    }

    /** The holder has seen the view {@code stamp}; notices that were in it need not be kept. */
    public TicketDraft seen(Stamp stamp) {
        if (stamp.isAfter(seen)) {
            seen = stamp;
            notices = stamp.isAfter(from.said()) || stamp.equals(from.said()) ? List.of() : notices;
        }
        return this;
    }

    /** Says something that the holder did not ask for and must see. */
    public TicketDraft notice(Instant at, String text) {
        noticed++;
        notices = Notice.add(notices, 0, noticed, at, text);
        mustSee = true;
        return this;
    }

    public TicketDraft ticket(Optional<Ticket> to, Optional<HoldingKey> from, List<Booking> booked) {
        ticket = to;
        holding = from;
        bookings = booked;
        return this;
    }

    /** Its ticket is of another epoch, and what is issued now replaces it. */
    public TicketDraft replaces(Ticket before) {
        older = Optional.of(older.orElse(before.revision()));
        return this;
    }

    public TicketDraft bookings(List<Booking> booked) {
        bookings = booked;
        return this;
    }

    /** The authority has to be told what still holds; under a stamp of its own. */
    public TicketDraft standing(boolean revoked, String reason) {
        standing = Optional.of(new Standing(Stamp.NONE, revoked, reason, false));
        standingAnew = true;
        return this;
    }

    /** The authority heard that, and holds something still. */
    public TicketDraft held() {
        standing = standing.map(s -> new Standing(s.stamp(), s.revoked(), s.reason(), true));
        return this;
    }

    public TicketDraft settled() {
        standing = Optional.empty();
        standingAnew = false;
        return this;
    }

    public TicketDraft bidding(Optional<Bidding> to) {
        bidding = to;
        return this;
    }

    /** The holder gives something back. What it signed is kept if it is about this ticket, and says no less than the last. */
    public TicketDraft relinquished(Optional<Relinquishment> signed) {
        Optional<Relinquishment> last = relinquishment;
        Optional<Relinquishment> good = signed.filter(paper -> ticket.filter(paper::concerns).isPresent()
                && last.filter(l -> l.revision() > paper.revision() || l.kept().isEmpty() && paper.kept().isPresent()).isEmpty());
        relinquishment = good.isPresent() ? good : last;
        return this;
    }

    /** Nothing is wanted or promised any more; the rest is kept until {@code until} to answer what comes late. */
    public TicketDraft over(Instant until) {
        demand = Optional.empty();
        ticket = Optional.empty();
        bidding = Optional.empty();
        standing = Optional.empty();
        standingAnew = false;
        forgetAt = Optional.of(until);
        return this;
    }

    /** It was refused, or wanted again after that. */
    public TicketDraft forgetAt(Optional<Instant> until) {
        forgetAt = until;
        return this;
    }

    public TicketState state() {
        return state;
    }

    /** Whether an answer of the policy left all as it was. */
    public boolean asBefore() {
        return state == from.state() && answer.equals(from.answer()) && bidding.equals(from.bidding());
    }

    public Optional<Demand> demand() {
        return demand;
    }

    public Optional<Ticket> ticket() {
        return ticket;
    }

    /** Whether a revision of an epoch before {@code epoch} is known of it, its ticket or an older one. */
    public boolean isBefore(long epoch) {
        return ticket.filter(t -> t.isBefore(epoch)).isPresent() || older.filter(r -> Ticket.isBefore(r, epoch)).isPresent();
    }

    public Optional<HoldingKey> holding() {
        return holding;
    }

    public List<Booking> bookings() {
        return bookings;
    }

    public Optional<Bidding> bidding() {
        return bidding;
    }

    public ContractKey key() {
        return from.key();
    }

    /** The image, whose view has a new stamp if it shows anything new. */
    public TicketImage build(long epoch, Cause cause) {
        boolean shows = state != from.state() || !heard.equals(from.heard()) || !answer.equals(from.answer())
                || !ticket.equals(from.ticket()) || noticed != from.noticed() || standingAnew;
        Stamp said = shows ? from.said().nextFor(seen, epoch) : from.said();
        Optional<Standing> stands = standingAnew
                ? standing.map(s -> new Standing(said, s.revoked(), s.reason(), s.held()))
                : standing;
        return new TicketImage(from.key(), state, heard, open, demand, answer, said, seen, mustSee ? said : from.mustSee(),
                ticket, holding, bookings, stands, bidding, relinquishment, notices, noticed, forgetAt, from.mark() + 1, cause,
                older);
    }
}
