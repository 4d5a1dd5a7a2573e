package orca.core.ticket;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Seal;
import orca.core.resource.Amounts;

/**
 * A ticket with the delegations that it stands on. Each link may only narrow the one before.
 *
 * @param rights the delegations, from the authority's to the issuing broker's
 * @param ticket the promise itself
 * @param seal the issuer's; absent where the ticket was issued here and has not left yet
 */
public record TicketChain(DelegationChain rights, Ticket ticket, Optional<Seal> seal) {
    public TicketChain {
        Objects.requireNonNull(rights, "chain.rights");
        Objects.requireNonNull(ticket, "chain.ticket");
        Objects.requireNonNull(seal, "chain.seal");
        if (seal.isPresent() && rights.seals().size() < rights.links().size()) {
            throw new IllegalArgumentException("chain.seals: a sealed ticket stands on sealed delegations");
        }
    }

    /** Not sealed yet. */
    public TicketChain(DelegationChain rights, Ticket ticket) {
        this(rights, ticket, Optional.empty());
    }

    public List<Delegation> links() {
        return rights.links();
    }

    /** The delegation that the authority signed. */
    public Delegation root() {
        return rights.root();
    }

    /** Whether {@code other} says the same. Somebody may seal it again, with another seal. */
    public boolean says(TicketChain other) {
        return ticket.equals(other.ticket) && links().equals(other.links());
    }

    /** Says which link widens what it stands on, and how; empty when every link narrows. */
    public Optional<String> widening() {
        return rights.widening().or(() -> widening(rights.last(), ticket).map(how -> "the ticket " + how));
    }

    /** How {@code child} is more than {@code parent}, as the rest of a sentence; empty when it narrows. */
    public static Optional<String> widening(Delegation parent, Delegation child) {
        if (!child.issuer().equals(parent.holder())) {
            return Optional.of("was issued by " + child.issuer() + ", not by " + parent.holder());
        }
        if (!child.type().equals(parent.type())) {
            return Optional.of("is for another type: " + child.type().name());
        }
        if (!parent.term().contains(child.term())) {
            return Optional.of("outlasts the one before: " + child.term() + " in " + parent.term());
        }
        if (child.bins().size() != parent.bins().size()) {
            return Optional.of("has " + child.bins().size() + " bins, and the one before " + parent.bins().size());
        }
        return child.largest().fitsIn(parent.largest()) && child.promisable().fitsIn(parent.promisable())
                ? Optional.empty() : Optional.of("is larger than the one before");
    }

    /** How {@code ticket} is more than {@code last}, as the rest of a sentence; empty when it narrows. */
    public static Optional<String> widening(Delegation last, Ticket ticket) {
        if (!ticket.issuer().equals(last.holder())) {
            return Optional.of("was issued by " + ticket.issuer() + ", not by " + last.holder());
        }
        if (!ticket.delegation().equals(last.id())) {
            return Optional.of("stands on " + ticket.delegation() + ", not on " + last.id());
        }
        if (!ticket.type().equals(last.type().name()) || ticket.sliver().size() != last.largest().size()) {
            return Optional.of("is for another type: " + ticket.type());
        }
        if (!last.term().contains(ticket.term())) {
            return Optional.of("outlasts its delegation: " + ticket.term() + " in " + last.term());
        }
        int bins = ticket.bins().map(Amounts::size).orElse(0);
        if (bins != last.bins().size()) {
            return Optional.of("has " + bins + " bins, and its delegation " + last.bins().size());
        }
        return ticket.sliver().fitsIn(last.largest()) && ticket.load().fitsIn(last.promisable())
                ? Optional.empty() : Optional.of("is larger than its delegation");
    }
}
