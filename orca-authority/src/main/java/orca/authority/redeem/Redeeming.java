package orca.authority.redeem;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.authority.assignment.Assigning;
import orca.authority.assignment.Leases;
import orca.authority.inventory.Room;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.AuthorityTables;
import orca.authority.state.Draft;
import orca.authority.state.LeaseImage;
import orca.core.contract.Alternative;
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
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;

/** What a holder says about its lease: it wants it, wants it otherwise, or wants it no more. */
public final class Redeeming {
    private final AuthoritySettings settings;
    private final Table<LeaseState, LeaseTrigger> table;
    private final Assigning assigning;
    private final Leases leases;

    public Redeeming(AuthoritySettings settings, AuthorityTables tables, Assigning assigning, Leases leases) {
        this.settings = settings;
        this.table = tables.lease();
        this.assigning = assigning;
        this.leases = leases;
    }

    /** A demand came from its holder, who is {@code from} by the key of the lease. It is always told how things stand. */
    public void heard(Draft draft, Principal from, Message.LeaseDemand demand) {
        ContractKey key = new ContractKey(from, demand.id());
        Optional<LeaseImage> known = draft.findLease(key);
        if (known.isEmpty()) {
            makeRoom(draft, from);
        }
        LeaseImage lease = known.orElseGet(() -> LeaseImage.unknown(
                key, draft.anotherLease(), new Cause(draft.now(), "NEW", "")));
        draft.tell(key);
        if (!demand.stamp().isAfter(lease.heard().stamp())) {
            if (demand.stamp().equals(lease.heard().stamp()) && demand.seen().isAfter(lease.heard().seen())
                    && repeats(lease, demand)) {
                draft.put(lease.seeing(demand.seen()));
            }
            lastLonger(draft, key);
            return;
        }
        LeaseTrigger trigger = demand.open() ? LeaseTrigger.REDEEM : LeaseTrigger.CLOSE;
        switch (table.step(lease.state(), trigger)) {
            case Verdict.Refused<LeaseState> refused -> { }
            case Verdict.Ignored<LeaseState> ignored -> late(draft, lease, demand);
            case Verdict.Moved<LeaseState>(LeaseState to) -> {
                if (demand.open()) {
                    redeem(draft, lease, to, demand);
                } else {
                    draft.put(lease.hearing(demand));
                    leases.end(draft, key, trigger, "its holder closed it");
                }
            }
        }
    }

    /** What is still repeated may still come late: a tombstone lasts until nobody has needed it for a while. */
    private void lastLonger(Draft draft, ContractKey key) {
        Instant half = draft.now().plus(settings.tombstone().dividedBy(2));
        draft.findLease(key).filter(lease -> lease.forgetAt().filter(at -> at.isBefore(half)).isPresent())
                .ifPresent(lease -> draft.put(lease.entombed(draft.now().plus(settings.tombstone()))));
    }

    /** Whether a demand under a known stamp says what was said before, as far as that is remembered. */
    private static boolean repeats(LeaseImage lease, Message.LeaseDemand demand) {
        if (lease.over()) {
            return true;
        }
        boolean sameChain = demand.chain().isEmpty() || lease.newest().isEmpty()
                || demand.chain().get().ticket().revision() != lease.ticket().revision()
                || demand.chain().get().ticket().equals(lease.ticket());
        return demand.open() == lease.heard().open() && sameChain
                && demand.chain().map(c -> c.ticket().revision()).orElse(0L) == lease.heard().revision()
                && demand.properties().equals(lease.heard().properties()) && demand.victims().equals(lease.heard().victims());
    }

    /** A lease that is over is forgotten early when too many are remembered. */
    private void makeRoom(Draft draft, Principal holder) {
        draft.site().givingWay(holder, settings.limits()).ifPresent(oldest -> leases.forget(draft, draft.lease(oldest)));
    }

    /** A demand for a lease whose units are being changed has to be repeated later; one that is over is answered so. */
    private void late(Draft draft, LeaseImage lease, Message.LeaseDemand demand) {
        boolean later = switch (lease.state()) {
            case PRIMING, MODIFYING -> true;
            case UNKNOWN, REQUESTED, ACTIVE, EXTENDING, CLOSING, FAILED, REFUSED, CLOSED -> false;
        };
        if (!later) {
            LeaseImage next = lease.hearing(demand);
            next = lease.over() ? next.entombed(lease.forgetAt().orElse(draft.now())) : next;
            draft.put(next.answering(leases.lateAnswer(lease, demand.open(), alternative(draft, demand))));
        }
    }

    private static Optional<Alternative> alternative(Draft draft, Message.LeaseDemand demand) {
        Optional<Ticket> ticket = demand.chain().map(TicketChain::ticket);
        return ticket.flatMap(t -> draft.site().type(t.type())).map(type -> new Room(draft.site()).alternative(
                type.type(), ticket.get().units(), ticket.get().sliver(), ticket.get().term(), draft.now()));
    }

    private void redeem(Draft draft, LeaseImage lease, LeaseState to, Message.LeaseDemand demand) {
        boolean first = lease.state() == LeaseState.UNKNOWN || lease.over();
        LeaseImage next = lease.hearing(demand).in(to, new Cause(draft.now(), LeaseTrigger.REDEEM.name(), ""))
                .unearthed().answered().answering(new Answer.Pending(to.owner(), Optional.empty()));
        draft.put(next);
        Optional<Refusal> flaw = new TicketCheck(settings, draft, lease, demand).flaw()
                .or(() -> first ? crowded(draft, lease.key()) : Optional.empty());
        if (flaw.isPresent()) {
            leases.refuse(draft, lease.key(), LeaseTrigger.REFUSE, flaw.get());
        } else {
            draft.put(next.with(Optional.of(shared(draft, demand.chain().orElseThrow()))));
            assigning.open(draft, lease.key());
        }
    }

    private Optional<Refusal> crowded(Draft draft, ContractKey key) {
        if (draft.site().living() >= settings.limits().leases()) {
            return Optional.of(
                    Refusal.of(Refusal.Kind.NOT_NOW, "the site has no more than " + settings.limits().leases()
                            + " leases at once"));
        }
        if (draft.site().living(key.holder()) >= settings.limits().leasesOfHolder()) {
            return Optional.of(Refusal.of(Refusal.Kind.NOT_NOW,
                    "one holder has no more than " + settings.limits().leasesOfHolder() + " leases at once"));
        }
        return Optional.empty();
    }

    /** The same chain on the site's own delegation, where that is equal: so that it is in memory once. */
    private static TicketChain shared(Draft draft, TicketChain chain) {
        Optional<Delegation> own = draft.site().delegation(chain.root().id()).map(d -> d.newest())
                .filter(d -> d.equals(chain.root()));
        if (own.isEmpty()) {
            return chain;
        }
        List<Delegation> links = new ArrayList<>(chain.links());
        links.set(0, own.get());
        return new TicketChain(new DelegationChain(links, chain.rights().seals()), chain.ticket(), chain.seal());
    }
}
