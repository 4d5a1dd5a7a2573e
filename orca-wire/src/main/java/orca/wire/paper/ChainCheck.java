package orca.wire.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Principal;
import orca.core.lease.Lease;
import orca.core.lease.LeasedUnit;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.wire.paper.PaperReader.Said;
import orca.wire.trust.Seals;

/**
 * Checks a chain by itself, anywhere and at any time: each paper is sealed by its issuer, names the one before it, and gives no
 * more than that gave. Whether somebody took it back since, only its issuer knows; whether it is in time, only a clock.
 */
public final class ChainCheck {
    private final Seals seals;

    public ChainCheck(Seals seals) {
        this.seals = seals;
    }

    /**
     * One paper of a chain.
     *
     * @param said what it says; empty when it cannot be read
     * @param flaw the first thing that is wrong with it; empty when nothing is
     */
    public record Link(Optional<Said> said, Optional<String> flaw) {}

    /**
     * What a chain is worth.
     *
     * @param links as far as they were looked at: those behind the first flaw are not
     */
    public record Report(List<Link> links) {
        public Report {
            links = List.copyOf(links);
        }

        /** The index of the first paper that fails; empty when all hold. */
        public Optional<Integer> broken() {
            int last = links.size() - 1;
            return links.get(last).flaw().isPresent() ? Optional.of(last) : Optional.empty();
        }

        /** The delegations and the ticket, when all hold and there is a ticket. */
        public Optional<TicketChain> chain() {
            List<Delegation> delegations = new ArrayList<>();
            for (Link link : links) {
                if (broken().isEmpty() && link.said().orElseThrow() instanceof Said.OfDelegation(Delegation one, var parent)) {
                    delegations.add(one);
                } else if (broken().isEmpty() && link.said().orElseThrow() instanceof Said.OfTicket(Ticket ticket, var parent)) {
                    return Optional.of(new TicketChain(new DelegationChain(delegations, List.of()), ticket));
                }
            }
            return Optional.empty();
        }
    }

    public Report check(SealedChain chain) {
        List<Link> links = new ArrayList<>();
        List<Said> before = new ArrayList<>();
        for (int i = 0; i < chain.papers().size(); i++) {
            SealedPaper paper = chain.papers().get(i);
            Optional<SealedPaper> parent = chain.before(i);
            Said said;
            try {
                said = PaperReader.read(paper.bytes());
            } catch (PaperException e) {
                links.add(new Link(Optional.empty(), Optional.of(e.getMessage())));
                break;
            }
            Optional<String> flaw = place(before, said)
                    .or(() -> parent(said, parent))
                    .or(() -> seals.flaw(issuer(said), paper.bytes(), paper.seal()));
            links.add(new Link(Optional.of(said), flaw));
            before.add(said);
            if (flaw.isPresent()) {
                break;
            }
        }
        return new Report(links);
    }

    private static Principal issuer(Said said) {
        return switch (said) {
            case Said.OfDelegation(Delegation delegation, var parent) -> delegation.issuer();
            case Said.OfTicket(Ticket ticket, var parent) -> ticket.issuer();
            case Said.OfLease(Lease lease) -> lease.issuer();
        };
    }

    private static Optional<String> parent(Said said, Optional<SealedPaper> before) {
        Optional<String> named = switch (said) {
            case Said.OfDelegation(Delegation delegation, Optional<String> parent) -> parent;
            case Said.OfTicket(Ticket ticket, String parent) -> Optional.of(parent);
            case Said.OfLease(Lease lease) -> before.map(SealedPaper::digest); // it names its ticket otherwise
        };
        return named.equals(before.map(SealedPaper::digest)) ? Optional.empty()
                : Optional.of("it does not stand on the paper before it, but on " + named.orElse("none"));
    }

    /** Whether a paper may come here, and gives no more than the one before. */
    private static Optional<String> place(List<Said> before, Said said) {
        Optional<Said> last = before.isEmpty() ? Optional.empty() : Optional.of(before.get(before.size() - 1));
        return switch (said) {
            case Said.OfDelegation(Delegation child, var parent) -> last.isEmpty() ? Optional.empty()
                    : last.get() instanceof Said.OfDelegation(Delegation one, var its) ? TicketChain.widening(one, child)
                    : Optional.of("a delegation cannot stand on a ticket or a lease");
            case Said.OfTicket(Ticket ticket, var parent) ->
                    last.isPresent() && last.get() instanceof Said.OfDelegation(Delegation one, var its)
                    ? TicketChain.widening(one, ticket)
                    : Optional.of("a ticket stands on a delegation");
            case Said.OfLease(Lease lease) ->
                    last.isPresent() && last.get() instanceof Said.OfTicket(Ticket ticket, var its)
                    ? widening(((Said.OfDelegation) before.get(0)).delegation(), ticket, lease)
                    : Optional.of("a lease stands on a ticket");
        };
    }

    private static Optional<String> widening(Delegation root, Ticket ticket, Lease lease) {
        if (!lease.issuer().equals(root.issuer())) {
            return Optional.of("was issued by " + lease.issuer() + ", not by " + root.issuer());
        }
        if (!lease.holder().equals(ticket.holder()) || !lease.reservation().equals(ticket.reservation())
                || lease.ticketRevision() != ticket.revision() || !lease.type().equals(ticket.type())) {
            return Optional.of("binds another ticket");
        }
        if (!ticket.term().contains(lease.term())) {
            return Optional.of("outlasts its ticket: " + lease.term() + " in " + ticket.term());
        }
        boolean fits = lease.units().size() <= ticket.units()
                && lease.units().stream().map(LeasedUnit::sliver).allMatch(s -> s.size() == ticket.sliver().size()
                        && s.fitsIn(ticket.sliver()));
        return fits ? Optional.empty() : Optional.of("is larger than its ticket");
    }
}
