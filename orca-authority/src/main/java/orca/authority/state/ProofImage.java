package orca.authority.state;

import java.util.List;
import java.util.Objects;
import orca.core.contract.Cause;
import orca.core.contract.Principal;
import orca.core.contract.Subject;
import orca.core.ticket.DelegationId;
import orca.core.ticket.TicketChain;

/**
 * Proof that a broker promised more than it held: tickets that together exceed a delegation at some instant. The newest for
 * each delegation is kept.
 *
 * @param issuer whose delegation it is: the site, or a broker that passed on a part of what it holds
 * @param tickets the one that was refused first, then those it was too much for
 */
public record ProofImage(Principal issuer, DelegationId delegation, List<TicketChain> tickets, Cause cause)
        implements AuthorityRecord {
    public ProofImage {
        Objects.requireNonNull(issuer, "issuer");
        Objects.requireNonNull(delegation, "delegation");
        tickets = List.copyOf(tickets);
        Objects.requireNonNull(cause, "cause");
    }

    @Override
    public Subject subject() {
        return new SiteSubject("proof", issuer.value() + "/" + delegation.value());
    }
}
