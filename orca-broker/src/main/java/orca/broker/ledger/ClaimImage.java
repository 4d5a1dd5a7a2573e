package orca.broker.ledger;

import java.util.Objects;
import orca.core.contract.Cause;
import orca.core.ticket.TicketChain;

/** Something that a holder paid: a ticket by it to this broker. Kept for audits when it is over, as long as there is room. */
public record ClaimImage(TicketChain chain, Cause cause) implements BrokerRecord {
    public ClaimImage {
        Objects.requireNonNull(chain, "claim.chain");
        Objects.requireNonNull(cause, "claim.cause");
    }

    @Override
    public ClaimKey subject() {
        return new ClaimKey(chain.ticket().issuer(), chain.ticket().reservation());
    }
}
