package orca.authority;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.authority.assignment.Leases;
import orca.authority.state.Draft;
import orca.authority.state.LeaseFile;
import orca.authority.state.LeaseImage;
import orca.authority.state.LossImage;
import orca.authority.state.Site;
import orca.authority.state.StrayImage;
import orca.authority.state.UnitImage;
import orca.core.actor.Event;
import orca.core.actor.Loss;
import orca.core.contract.Cause;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.lease.LeaseState;
import orca.core.lease.UnitState;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.ticket.Ticket;

/**
 * What a site does that lost what it decided last. It asks every holder of a lease that it knows what that holds, and until it
 * has heard so, the lease does not end and nothing is done to its units. A lease that it does not know, or that wants other
 * hosts, it does not hear of before an operator has settled it: there may be units that it knows nothing of.
 */
final class Settling {
    private final Principal self;
    private final Leases leases;

    Settling(Principal self, Leases leases) {
        this.self = self;
        this.leases = leases;
    }

    void lost(Draft draft, Event.Lost lost) {
        draft.put(new LossImage(Optional.of(new Loss(lost.since(), draft.epoch(), lost.what())),
                new Cause(draft.now(), "LOST", lost.what())));
    }

    /** Whether a demand is not to be heard now; then it is noted, if it shows a ticket of its sender's on this site's rights. */
    boolean unheard(Draft draft, Principal from, Message.LeaseDemand demand) {
        if (draft.site().loss().isEmpty()) {
            return false;
        }
        ContractKey key = new ContractKey(from, demand.id());
        Optional<LeaseImage> known = draft.findLease(key);
        boolean open = known.isEmpty() || switch (known.get().state()) {
            case UNKNOWN, REQUESTED, REFUSED -> true;
            case PRIMING, ACTIVE, EXTENDING, MODIFYING -> demand.open() && demand.stamp().isAfter(known.get().heard().stamp())
                    && !stays(draft, known.get(), demand.chain().orElseThrow().ticket());
            case CLOSING, FAILED, CLOSED -> false;
        };
        boolean his = demand.chain().filter(chain -> chain.ticket().holder().equals(from)
                && chain.ticket().reservation().equals(demand.id()) && chain.root().issuer().equals(self)).isPresent();
        if (open && his) {
            note(draft, key, known.isEmpty() ? "its holder speaks of a lease that is not known here"
                    : "its holder wants what may need other hosts");
        }
        return open;
    }

    /** The same for what a broker says of a lease that is not known. */
    boolean unheard(Draft draft, Principal from, Message.TicketStanding standing) {
        boolean open = draft.site().loss().isPresent() && draft.findLease(standing.key()).isEmpty();
        boolean his = standing.rights().last().holder().equals(from) && standing.rights().root().issuer().equals(self);
        if (open && his) {
            note(draft, standing.key(), "its broker speaks of a lease that is not known here");
        }
        return open;
    }

    private static boolean stays(Draft draft, LeaseImage lease, Ticket ticket) {
        long there = draft.unitsOf(lease.key()).stream().filter(UnitImage::serves).count();
        return ticket.units() <= there && lease.bound().filter(b -> ticket.sliver().size() == b.sliver().size()
                && ticket.sliver().fitsIn(b.sliver())).isPresent();
    }

    private static void note(Draft draft, ContractKey key, String why) {
        Site site = draft.site();
        boolean noted = site.strays().stream().anyMatch(s -> s.key().equals(key) && s.cause().why().equals(why));
        if (!noted && site.strays().size() < Loss.MOST_STRAYS) {
            draft.put(new StrayImage(key, new Cause(draft.now(), "STRAY", why)));
        }
    }

    /** The holder has seen what this life of the site shows, so what it says is what it holds. */
    void confirm(Draft draft, Principal from, Message.LeaseDemand demand) {
        Optional<Loss> loss = draft.site().loss();
        ContractKey key = new ContractKey(from, demand.id());
        Optional<LeaseImage> lease = draft.findLease(key).filter(draft.site()::unsure);
        if (loss.isEmpty() || lease.isEmpty() || demand.seen().epoch() < loss.get().epoch()) {
            return;
        }
        draft.put(lease.get().seeing(demand.seen()).noticing(draft.now(), loss.get().notice()));
        draft.urge(key);
        wake(draft, key);
    }

    /** What was not done to its units meanwhile is done from now on. */
    private static void wake(Draft draft, ContractKey key) {
        for (UnitImage unit : draft.unitsOf(key)) {
            if (unit.state() != UnitState.READY) {
                draft.put(unit.in(unit.state(), unit.cause()));
            }
        }
    }

    Reply settle(Draft draft, Command.Settle command) {
        Site site = draft.site();
        if (site.loss().isEmpty()) {
            return Reply.declined(Refusal.Kind.CONFLICT, "nothing is to be settled here");
        }
        List<String> open = unsettled(site);
        if (!open.isEmpty() && !command.anyway()) {
            return Reply.declined(Refusal.Kind.CONFLICT, Loss.named(open));
        }
        draft.put(new LossImage(Optional.empty(), new Cause(draft.now(), "SETTLED", command.reason())));
        for (LeaseFile file : List.copyOf(site.leases())) {
            LeaseImage lease = file.image();
            if (site.unsure(lease)) {
                // Told anew, and from now on its time counts again.
                draft.put(lease);
                draft.urge(lease.key());
                wake(draft, lease.key());
            } else if (lease.state() == LeaseState.REQUESTED) {
                leases.rang(draft, lease.key(), lease.version());
            }
        }
        return new Reply.Accepted(List.of(), open.isEmpty() ? "" : open.size() + " were open");
    }

    static List<String> unsettled(Site site) {
        List<String> open = new ArrayList<>();
        site.leases().stream().map(LeaseFile::image).filter(site::unsure).forEach(lease ->
                open.add("lease " + lease.key().id() + " of " + lease.key().holder()
                        + ": its holder has not said what it holds"));
        site.strays().forEach(stray -> open.add("lease " + stray.key().id() + " of " + stray.key().holder() + ": "
                + stray.cause().why()));
        return open;
    }
}
