package orca.core.ticket;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A ticket with the delegations that it stands on, the authority's first. Each link may only narrow the one before.
 *
 * @param links 1 to {@link #MAX_LINKS} delegations, from the authority's to the issuing broker's
 * @param ticket the promise itself
 */
public record TicketChain(List<Delegation> links, Ticket ticket) {
    /** The most delegations in a chain. */
    public static final int MAX_LINKS = 8;

    public TicketChain {
        links = List.copyOf(links);
        Objects.requireNonNull(ticket, "chain.ticket");
        if (links.isEmpty() || links.size() > MAX_LINKS) {
            throw new IllegalArgumentException("chain.links: must be 1 to " + MAX_LINKS + ", got " + links.size());
        }
    }

    /** The delegation that the authority signed. */
    public Delegation root() {
        return links.get(0);
    }

    /** Says which link widens what it stands on, and how; empty when every link narrows. */
    public Optional<String> widening() {
        for (int i = 1; i < links.size(); i++) {
            String link = "link " + i;
            Optional<String> wide = widening(links.get(i - 1), links.get(i)).map(how -> link + " " + how);
            if (wide.isPresent()) {
                return wide;
            }
        }
        return widening(links.get(links.size() - 1), ticket).map(how -> "the ticket " + how);
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
        return ticket.sliver().fitsIn(last.largest()) && ticket.load().fitsIn(last.promisable())
                ? Optional.empty() : Optional.of("is larger than its delegation");
    }
}
