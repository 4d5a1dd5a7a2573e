package orca.authority.redeem;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.Bound;
import orca.authority.state.DelegationImage;
import orca.authority.state.Draft;
import orca.authority.state.Host;
import orca.authority.state.LeaseFile;
import orca.authority.state.LeaseImage;
import orca.authority.state.ProofImage;
import orca.authority.state.SeenLedger;
import orca.authority.state.StandingImage;
import orca.core.calendar.Calendar;
import orca.core.contract.Alternative;
import orca.core.contract.Cause;
import orca.core.contract.Refusal;
import orca.core.protocol.Message;
import orca.core.resource.Bins;
import orca.core.resource.PropertyList;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationState;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.core.time.Term;

/**
 * Whether a ticket that a holder shows is one that the site has to honour. Signatures are checked before; here is only what the
 * chain says, against what the site gave and has seen.
 */
final class TicketCheck {
    private final AuthoritySettings settings;
    private final Draft draft;
    private final LeaseImage lease;
    private final Message.LeaseDemand demand;
    private final TicketChain chain;
    private final Ticket ticket;

    TicketCheck(AuthoritySettings settings, Draft draft, LeaseImage lease, Message.LeaseDemand demand) {
        this.settings = settings;
        this.draft = draft;
        this.lease = lease;
        this.demand = demand;
        this.chain = demand.chain().orElseThrow();
        this.ticket = chain.ticket();
    }

    /** Why not; empty when it is to be honoured. */
    Optional<Refusal> flaw() {
        return strange().or(this::stale).or(this::unlike).or(this::oversold);
    }

    /** Whose ticket it is, and whether the site stands behind it. */
    private Optional<Refusal> strange() {
        if (!ticket.holder().equals(lease.key().holder()) || !ticket.reservation().equals(demand.id())) {
            return no(Refusal.Kind.NEVER, "ticket.holder: the ticket is for " + ticket.reservation() + " of " + ticket.holder());
        }
        if (!chain.root().issuer().equals(settings.self())) {
            return no(Refusal.Kind.NEVER, "ticket: it stands on the inventory of " + chain.root().issuer()
                    + ", not of this site");
        }
        Optional<DelegationImage> known = draft.site().delegation(chain.root().id());
        if (known.isEmpty()) {
            return no(Refusal.Kind.UNKNOWN, "ticket: there is no delegation " + chain.root().id());
        }
        DelegationImage delegation = known.get();
        if (delegation.state() == DelegationState.CLOSED || delegation.state() == DelegationState.REFUSED) {
            return no(Refusal.Kind.LATE, "ticket: delegation " + chain.root().id() + " is " + delegation.state());
        }
        if (forged(delegation, chain.root())) {
            return no(Refusal.Kind.NEVER, "ticket: revision " + chain.root().revision() + " of delegation " + chain.root().id()
                    + " is not what this site gave");
        }
        Optional<String> widening = chain.widening();
        if (widening.isPresent()) {
            return no(Refusal.Kind.NEVER, "ticket: " + widening.get());
        }
        if (properties(demand.properties(), ticket.properties()) > PropertyList.MAX_ENTRIES) {
            return no(Refusal.Kind.NEVER, "properties: ticket and demand have more than " + PropertyList.MAX_ENTRIES
                    + " together");
        }
        Optional<String> ours = demand.properties().sitesOwn().or(() -> ticket.properties().sitesOwn());
        if (ours.isPresent()) {
            return no(Refusal.Kind.NEVER, "properties: names that begin with " + PropertyList.SITES_OWN
                    + " are for this site to set, got " + ours.get());
        }
        return Optional.empty();
    }

    /** Of older revisions the site remembers no more than whose they were; their signature says the rest. */
    static boolean forged(DelegationImage known, Delegation root) {
        if (root.bins().size() != known.hosts().size()) {
            return true; // no revision of it has another number of bins
        }
        if (root.revision() == known.newest().revision()) {
            return !root.equals(known.newest());
        }
        if (root.revision() == known.current().revision()) {
            return !root.equals(known.current());
        }
        return root.revision() > known.issued() || !root.holder().equals(known.current().holder())
                || !root.type().name().equals(known.current().type().name());
    }

    private static int properties(PropertyList some, PropertyList others) {
        return some.size() + (int) others.asMap().keySet().stream().filter(name -> some.get(name).isEmpty()).count();
    }

    /** Whether it still is the ticket to show. */
    private Optional<Refusal> stale() {
        Instant now = draft.now();
        if (ticket.term().endedAt(now)) {
            return no(Refusal.Kind.LATE, "ticket.term: is over, it ended at " + ticket.term().end());
        }
        Optional<TicketChain> before = lease.newest();
        if (before.isPresent() && before.get().ticket().revision() > ticket.revision()) {
            return no(Refusal.Kind.CONFLICT, "ticket.revision: " + ticket.revision() + " was replaced by "
                    + before.get().ticket().revision());
        }
        if (before.isPresent() && before.get().ticket().revision() == ticket.revision()
                && !before.get().ticket().equals(ticket)) {
            return no(Refusal.Kind.CONFLICT, "ticket.revision: there are two tickets of revision " + ticket.revision());
        }
        for (StandingImage standing : draft.standings(lease.key())) {
            if (standing.ends(ticket)) {
                return no(Refusal.Kind.CONFLICT, "ticket.revision: " + ticket.revision() + " was given up, as its holder signed");
            }
            if (standing.id().delegation().equals(chain.root().id()) && standing.id().broker().equals(ticket.issuer())
                    && (standing.valid() == 0 || standing.valid() > ticket.revision())) {
                return no(Refusal.Kind.CONFLICT, "ticket.revision: " + ticket.revision() + " does not hold any more, "
                        + standing.cause().why());
            }
        }
        return Optional.empty();
    }

    /** Whether it can go on where the lease is. */
    private Optional<Refusal> unlike() {
        if (lease.bound().isEmpty()) {
            return Optional.empty();
        }
        Bound bound = lease.binding();
        if (!bound.type().equals(ticket.type())) {
            return no(Refusal.Kind.CONFLICT, "ticket.type: the lease is for " + bound.type() + ", the ticket for "
                    + ticket.type());
        }
        if (ticket.term().start().isAfter(draft.now()) && ticket.term().start().isAfter(bound.term().start())) {
            return no(Refusal.Kind.CONFLICT, "ticket.term: must go on where the lease is, but starts at "
                    + ticket.term().start());
        }
        return Optional.empty();
    }

    /** Whether its broker had it to promise: on the newest revision, or, while it may not know of that, on the one before. */
    private Optional<Refusal> oversold() {
        SeenLedger ledger = draft.site().ledger();
        DelegationImage own = draft.site().delegation(chain.root().id()).orElseThrow();
        Optional<Delegation> exceeded = ledger.exceeded(chain, lease.newest(), own.newest(), ticket.term());
        if (exceeded.isEmpty() || ledger.exceeded(chain, lease.newest(), own.current(), ticket.term()).isEmpty()) {
            return Optional.empty();
        }
        Delegation much = exceeded.get();
        List<TicketChain> proof = proof(much);
        if (proof.size() < settings.limits().proof() && !tooMuch(proof, much)) {
            return no(Refusal.Kind.NOT_NOW, "ticket: what was given back on delegation " + much.id() + " is not free yet, and "
                    + ticket.units() + " units are more than the rest");
        }
        String why = "ticket: with what was promised before, " + ticket.units() + " units are more than delegation " + much.id()
                + " allows; its broker oversold it";
        draft.put(new ProofImage(much.issuer(), much.id(), proof, new Cause(draft.now(), "OVERSOLD", why)));
        Calendar promised = ledger.promised(SeenLedger.Link.of(much))
                .map(c -> c.withCapacity(much.promisable(), Host.ALWAYS))
                .orElseGet(() -> Calendar.of(much.promisable(), Host.ALWAYS));
        Optional<Instant> later = promised.earliestStart(
                ticket.load(), ticket.term().length(), ticket.term().start(), much.term().end().minus(ticket.term().length()));
        long units = ticket.bins().isPresent()
                ? Bins.most(ticket.sliver(), ticket.units(), promised.free(ticket.term()), Optional.empty())
                : promised.largestQuantity(ticket.sliver(), ticket.term(), ticket.units());
        return Optional.of(Refusal.insufficient(why, new Alternative(later, units)));
    }

    /**
     * The ticket at hand, and the tickets it is too much beside, less those that their holders signed to have given up. Looks at
     * all leases: this is no everyday event.
     */
    private List<TicketChain> proof(Delegation much) {
        List<TicketChain> tickets = new ArrayList<>();
        tickets.add(chain);
        Term term = ticket.term();
        for (LeaseFile file : draft.site().leases()) {
            Optional<TicketChain> other = file.image().newest();
            if (tickets.size() < settings.limits().proof() && other.isPresent() && !file.image().key().equals(lease.key())
                    && other.get().ticket().term().overlaps(term) && standsOn(other.get(), much)
                    && draft.standings(file.image().key()).stream().noneMatch(s -> s.ends(other.get().ticket()))) {
                tickets.add(other.get());
            }
        }
        return tickets;
    }

    private static boolean tooMuch(List<TicketChain> tickets, Delegation delegation) {
        Calendar promised = Host.unbounded(delegation.promisable().size());
        for (TicketChain one : tickets) {
            promised = promised.commit(one.ticket().load(), one.ticket().term());
        }
        return !promised.peak(Host.ALWAYS).fitsIn(delegation.promisable());
    }

    private static boolean standsOn(TicketChain chain, Delegation delegation) {
        return chain.links().stream().anyMatch(l -> l.id().equals(delegation.id()) && l.issuer().equals(delegation.issuer()));
    }

    private static Optional<Refusal> no(Refusal.Kind kind, String reason) {
        return Optional.of(Refusal.of(kind, reason));
    }
}
