package orca.authority.redeem;

import java.util.List;
import java.util.Optional;
import orca.authority.assignment.Leases;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.AuthorityTables;
import orca.authority.state.DelegationImage;
import orca.authority.state.Draft;
import orca.authority.state.LeaseImage;
import orca.authority.state.Site;
import orca.authority.state.StandingGone;
import orca.authority.state.StandingId;
import orca.authority.state.StandingImage;
import orca.authority.state.StandingReply;
import orca.core.actor.Duties;
import orca.core.contract.Answer;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.lease.LeaseState;
import orca.core.lease.LeaseTrigger;
import orca.core.protocol.Message;
import orca.core.table.Table;
import orca.core.table.Verdict;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;

/** What brokers say about their tickets: which of them hold no more before their time. */
public final class Standings {
    private final AuthoritySettings settings;
    private final Table<LeaseState, LeaseTrigger> table;
    private final Leases leases;

    public Standings(AuthoritySettings settings, AuthorityTables tables, Leases leases) {
        this.settings = settings;
        this.table = tables.lease();
        this.leases = leases;
    }

    /** A broker says which of its tickets for a lease still holds; it is told whether anything beyond that is held. */
    public void heard(Draft draft, Principal from, Message.TicketStanding standing) {
        listen(draft, from, signed(standing));
    }

    /** What the holder signed goes before what the broker says: a ticket that was given up does not hold. */
    private static Message.TicketStanding signed(Message.TicketStanding said) {
        boolean ends = said.relinquishment().filter(paper -> holds(said).filter(paper::ends).isPresent()).isPresent();
        return !ends ? said : new Message.TicketStanding(said.key(), said.rights(), said.stamp(), Optional.empty(),
                said.revoked(), said.reason(), said.relinquishment());
    }

    private void listen(Draft draft, Principal from, Message.TicketStanding said) {
        Optional<DelegationImage> delegation = draft.site().delegation(said.delegation());
        Optional<LeaseImage> lease = draft.findLease(said.key());
        if (delegation.isEmpty() || !mayBeSaidBy(from, delegation.get(), lease, said)) {
            return;
        }
        StandingId id = new StandingId(said.key(), from, said.delegation());
        Optional<StandingImage> before = draft.standings(said.key()).stream().filter(s -> s.id().equals(id)).findFirst();
        if (before.isPresent() && !said.stamp().isAfter(before.get().stamp())) {
            boolean same = before.get().stamp().equals(said.stamp()) && before.get().valid() == said.valid();
            if (same && before.get().relinquishment().isEmpty() && said.relinquishment().isPresent()) {
                draft.put(before.get().shown(said.relinquishment().get()));
            }
            draft.tell(reply(from, said, same && before.get().freed()));
            return;
        }
        if (lease.isEmpty() && said.valid() == 0) {
            blockUnheard(draft, delegation.get(), said);
        }
        boolean live = draft.findLease(said.key()).filter(l -> !l.over()).isPresent();
        boolean buried = draft.findLease(said.key()).filter(l -> l.state() == LeaseState.CLOSED).isPresent();
        boolean many = lease.isEmpty() && draft.site().standings().size() >= settings.limits().leases();
        if (buried || many || !live && said.valid() == 0) {
            closeRefused(draft, said);
            draft.tell(reply(from, said, true)); // what is over stays over: its tombstone remembers enough
            return;
        }
        String why = said.reason().isEmpty() ? "the broker says so" : said.reason();
        StandingImage standing = new StandingImage(id, said.stamp(), holds(said), said.revoked(), false,
                said.relinquishment().or(() -> before.flatMap(StandingImage::relinquishment)),
                new Cause(draft.now(), said.revoked() ? "REVOKED" : "RELINQUISHED", why));
        draft.put(standing);
        if (live) {
            enforce(draft, said, why);
            narrow(draft, said);
            Leases.rebind(draft, said.key(), said.valid());
        }
        boolean freed = draft.findLease(said.key()).map(l -> Leases.freed(draft, l, holds(said))).orElse(true);
        draft.put(standing.freed(freed));
        draft.tell(reply(from, said, freed));
    }

    private static Optional<Ticket> holds(Message.TicketStanding said) {
        return said.holds().map(TicketChain::ticket);
    }

    /**
     * The broker who holds what the tickets stand on says what holds of them. The site may never have heard of it: the rights
     * that it shows begin with what the site gave, and each link narrows. A lease that is known stands on the same rights.
     */
    private static boolean mayBeSaidBy(
            Principal from, DelegationImage delegation, Optional<LeaseImage> lease, Message.TicketStanding said) {
        DelegationChain rights = said.rights();
        return from.equals(rights.last().holder()) && rights.root().issuer().equals(delegation.current().issuer())
                && !TicketCheck.forged(delegation, rights.root()) && rights.widening().isEmpty()
                && lease.flatMap(LeaseImage::newest).filter(chain -> !chain.rights().follows(rights)).isEmpty();
    }

    private void enforce(Draft draft, Message.TicketStanding said, String why) {
        LeaseImage lease = draft.lease(said.key());
        if (said.valid() == 0) {
            leases.end(draft, said.key(), LeaseTrigger.REVOKE, ended(said, why));
        } else if (lease.opening().isPresent() && lease.ticket().revision() < said.valid()) {
            leases.refuse(draft, said.key(), LeaseTrigger.REFUSE, Refusal.of(Refusal.Kind.CONFLICT,
                    "ticket.revision: " + lease.ticket().revision() + " does not hold any more, " + why));
        }
    }

    /**
     * The ticket that holds counts from now on, in the place of one that was seen before and is replaced: what the broker got
     * back is its to sell again. One that it had no room for does not count before it is redeemed and refused.
     */
    private static void narrow(Draft draft, Message.TicketStanding said) {
        LeaseImage lease = draft.lease(said.key());
        if (lease.over() || lease.newest().isEmpty() || said.valid() <= lease.ticket().revision()) {
            return;
        }
        TicketChain seen = lease.newest().get();
        TicketChain chain = said.holds().orElseThrow();
        DelegationImage delegation = draft.site().delegation(chain.root().id()).orElseThrow();
        boolean sound = !TicketCheck.forged(delegation, chain.root()) && chain.widening().isEmpty()
                && chain.ticket().issuer().equals(seen.ticket().issuer())
                && chain.ticket().delegation().equals(seen.ticket().delegation());
        if (sound && (isLess(chain.ticket(), seen.ticket()) || draft.site().ledger()
                .exceeded(chain, lease.newest(), delegation.newest(), chain.ticket().term()).isEmpty())) {
            draft.put(lease.with(Optional.of(chain)));
        }
    }

    /** Less is never too much, even where a smaller delegation is offered meanwhile. */
    private static boolean isLess(Ticket ticket, Ticket than) {
        return ticket.load().fitsIn(than.load()) && than.term().contains(ticket.term());
    }

    /** A ticket that is over before it was redeemed: a tombstone refuses it should it still come. */
    private void blockUnheard(Draft draft, DelegationImage delegation, Message.TicketStanding said) {
        ContractKey key = said.key();
        draft.site().givingWay(key.holder(), settings.limits())
                .ifPresent(oldest -> leases.forget(draft, draft.lease(oldest)));
        if (table.step(LeaseState.UNKNOWN, LeaseTrigger.REVOKE) instanceof Verdict.Moved<LeaseState>(LeaseState to)) {
            String why = ended(said, said.reason());
            draft.put(LeaseImage.unknown(key, draft.anotherLease(), new Cause(draft.now(), LeaseTrigger.REVOKE.name(), why))
                    .in(to, new Cause(draft.now(), LeaseTrigger.REVOKE.name(), why)).answering(new Answer.Ended(why))
                    .entombed(delegation.end().plus(settings.tombstone())));
        }
    }

    /** A refused lease could be tried again with another ticket; now there will be none. */
    private void closeRefused(Draft draft, Message.TicketStanding said) {
        draft.findLease(said.key()).filter(l -> l.state() == LeaseState.REFUSED && said.valid() == 0).ifPresent(lease -> {
            if (table.step(lease.state(), LeaseTrigger.REVOKE) instanceof Verdict.Moved<LeaseState>(LeaseState to)) {
                draft.put(lease.in(to, new Cause(draft.now(), LeaseTrigger.REVOKE.name(), said.reason())));
            }
        });
    }

    /** A standing whose lease never came is forgotten when no ticket on its delegation can come any more. */
    public void rang(Draft draft, StandingId id, long mark) {
        boolean alone = draft.findLease(id.key()).isEmpty();
        draft.standings(id.key()).stream().filter(s -> s.id().equals(id) && s.stamp().revision() == mark && alone)
                .forEach(s -> draft.forget(new StandingGone(id)));
    }

    /** When a standing is looked at again; never where there is a lease, which takes it with it when it goes. */
    public Duties duties(Site site, StandingImage standing) {
        return new Duties(List.of(), Optional.empty(), Optional.empty(), site.delegation(standing.id().delegation())
                .filter(d -> site.lease(standing.id().key()).isEmpty())
                .map(d -> new Duties.Alarm(d.end().plus(settings.tombstone()), standing.stamp().revision())));
    }

    private static String ended(Message.TicketStanding said, String why) {
        return (said.revoked() ? "its ticket was revoked: " : said.relinquishment().isPresent()
                ? "its ticket was given up, as its holder signed: " : "its ticket was given up: ") + why;
    }

    private static StandingReply reply(Principal broker, Message.TicketStanding said, boolean freed) {
        return new StandingReply(broker, new Message.StandingView(said.key(), said.stamp(), freed));
    }
}
