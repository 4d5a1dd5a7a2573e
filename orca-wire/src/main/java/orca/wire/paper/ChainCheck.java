package orca.wire.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import orca.core.contract.Principal;
import orca.core.contract.Seal;
import orca.core.lease.Lease;
import orca.core.lease.LeasedUnit;
import orca.core.resource.Names;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.Ticket;
import orca.core.ticket.TicketChain;
import orca.wire.paper.PaperReader.Said;
import orca.wire.trust.Recent;
import orca.wire.trust.Seals;

/**
 * Checks a chain by itself, anywhere and at any time: each paper is sealed by its issuer, names the one before it, and gives no
 * more than that gave. Whether somebody took it back since, only its issuer knows; whether it is in time, only a clock. Safe for
 * use by many threads.
 */
public final class ChainCheck {
    /** How many papers that were found good are remembered: their text, key and signature need not be looked at again. */
    private static final int REMEMBERED = 8192;

    private final Seals seals;
    private final Map<SealedPaper, Said> good = new Recent<>(REMEMBERED);

    public ChainCheck(Seals seals) {
        this.seals = seals;
    }

    /**
     * One paper of a chain.
     *
     * @param said what it says; empty when it cannot be read
     * @param seal as it came, good or not
     * @param flaw the first thing that is wrong with it; empty when nothing is
     */
    public record Link(Optional<Said> said, Seal seal, Optional<String> flaw) {
        /** The longest flaw, in characters: it may quote the paper, and be said of each of a thousand messages. */
        static final int MOST_FLAW = 400;

        public Link {
            flaw = flaw.map(words -> words.length() > MOST_FLAW ? words.substring(0, MOST_FLAW) + "..." : words);
        }
    }

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

        /** The delegations, when all hold; those that a ticket stands on, if there is one. */
        public Optional<DelegationChain> rights() {
            List<Delegation> delegations = new ArrayList<>();
            List<Seal> theirs = new ArrayList<>();
            for (Link link : links) {
                if (broken().isEmpty() && link.said().orElseThrow() instanceof Said.OfDelegation(Delegation one, var parent)) {
                    delegations.add(one);
                    theirs.add(link.seal());
                }
            }
            return delegations.isEmpty() ? Optional.empty() : Optional.of(new DelegationChain(delegations, theirs));
        }

        /** The delegations and the ticket, when all hold and there is a ticket. */
        public Optional<TicketChain> chain() {
            for (Link link : links) {
                if (broken().isEmpty() && link.said().orElseThrow() instanceof Said.OfTicket(Ticket ticket, var parent)) {
                    return Optional.of(new TicketChain(rights().orElseThrow(), ticket, Optional.of(link.seal())));
                }
            }
            return Optional.empty();
        }
    }

    /** A lease by itself, which stands on nothing but its issuer's seal. */
    public Link lease(SealedPaper paper) {
        return look(paper, said -> said instanceof Said.OfLease ? Optional.empty() : Optional.of("it is no lease"));
    }

    /** What a holder gives up by itself; it stands on nothing but the holder's seal. */
    public Link relinquishment(SealedPaper paper) {
        return look(paper,
                said -> said instanceof Said.OfRelinquishment ? Optional.empty() : Optional.of("it is no relinquishment"));
    }

    /** A paper by itself, whatever it is: whether it can be read, and its issuer sealed it. */
    public Link alone(SealedPaper paper) {
        return look(paper, said -> Optional.empty());
    }

    public Report check(SealedChain chain) {
        List<Link> links = new ArrayList<>();
        List<Said> before = new ArrayList<>();
        for (int i = 0; i < chain.papers().size(); i++) {
            Optional<SealedPaper> parent = chain.before(i);
            Link link = look(chain.papers().get(i), said -> place(before, said).or(() -> parent(said, parent)));
            links.add(link);
            link.said().ifPresent(before::add);
            if (link.flaw().isPresent()) {
                break;
            }
        }
        return new Report(links);
    }

    private Link look(SealedPaper paper, Function<Said, Optional<String>> rule) {
        Optional<Said> known;
        synchronized (good) {
            known = Optional.ofNullable(good.get(paper));
        }
        Said said;
        try {
            said = known.isPresent() ? known.get() : PaperReader.read(paper.bytes());
        } catch (PaperException e) {
            return new Link(Optional.empty(), paper.seal(), Optional.of(e.getMessage()));
        }
        Optional<String> flaw = rule.apply(said);
        if (flaw.isEmpty() && known.isEmpty()) {
            flaw = seals.flaw(signer(said), paper.bytes(), paper.seal());
            if (flaw.isEmpty()) {
                synchronized (good) {
                    good.put(paper, said);
                }
            }
        }
        return new Link(Optional.of(said), paper.seal(), flaw);
    }

    private static Principal signer(Said said) {
        return switch (said) {
            case Said.OfDelegation(Delegation delegation, var parent) -> delegation.issuer();
            case Said.OfTicket(Ticket ticket, var parent) -> ticket.issuer();
            case Said.OfLease(Lease lease) -> lease.issuer();
            case Said.OfRelinquishment(Relinquishment relinquishment) -> relinquishment.holder();
        };
    }

    private static Optional<String> parent(Said said, Optional<SealedPaper> before) {
        Optional<String> named = switch (said) {
            case Said.OfDelegation(Delegation delegation, Optional<String> parent) -> parent;
            case Said.OfTicket(Ticket ticket, String parent) -> Optional.of(parent);
            case Said.OfLease(Lease lease) -> before.map(SealedPaper::digest); // it names its ticket otherwise
            case Said.OfRelinquishment alone -> Optional.empty();
        };
        return named.equals(before.map(SealedPaper::digest)) ? Optional.empty()
                : Optional.of("it does not stand on the paper before it, but on "
                        + named.map(Names::quoted).orElse("none"));
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
            case Said.OfRelinquishment alone -> last.isEmpty() ? Optional.empty()
                    : Optional.of("a relinquishment stands alone");
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
        List<LeasedUnit> bound = lease.units().stream().filter(LeasedUnit::counts).toList();
        boolean fits = bound.size() <= ticket.units()
                && bound.stream().map(LeasedUnit::sliver).allMatch(s -> s.size() == ticket.sliver().size()
                        && s.fitsIn(ticket.sliver()));
        return fits ? Optional.empty() : Optional.of("is larger than its ticket");
    }
}
