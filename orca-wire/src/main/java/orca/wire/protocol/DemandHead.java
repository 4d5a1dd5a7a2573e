package orca.wire.protocol;

import java.util.Optional;
import orca.core.contract.Stamp;
import orca.wire.protocol.MessageForm.Kind;
import orca.wire.text.Tree;

/** What says which demand it is, of what is known of it before its papers are read and checked. */
public record DemandHead(boolean open, Stamp stamp, Stamp seen) {
    /**
     * That of a demand for a ticket or a lease; empty when {@code kind} is none.
     *
     * @throws IllegalArgumentException naming the field and the rule that it breaks
     */
    public static Optional<DemandHead> of(Kind kind, Tree body) {
        return switch (kind) {
            case TICKET_DEMAND, LEASE_DEMAND -> {
                Fields in = Fields.of(kind.word(), body);
                yield Optional.of(new DemandHead(in.flag("open"), in.stamp("stamp"), in.stamp("seen")));
            }
            case TICKET_VIEW, LEASE_VIEW, DELEGATION_OFFER, DELEGATION_VIEW, TICKET_STANDING, STANDING_VIEW -> Optional.empty();
        };
    }
}
