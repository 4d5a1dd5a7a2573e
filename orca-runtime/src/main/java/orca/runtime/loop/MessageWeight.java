package orca.runtime.loop;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.contract.Notice;
import orca.core.protocol.Message;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.ticket.Delegation;
import orca.core.ticket.TicketChain;

/**
 * What a message takes in memory, in bytes and roughly: its parts of any length are counted, all else is a lump. It is to keep
 * one who sends large messages from having more room than one who sends small ones, not to account for a heap.
 */
public final class MessageWeight {
    /** A message, a paper, a property, a name, without what is long in them. */
    private static final int MESSAGE = 512;
    private static final int PAPER = 1024;
    private static final int ENTRY = 64;
    private static final int NAME = 128;

    private MessageWeight() {}

    public static int of(Message message) {
        long weight = MESSAGE + switch (message) {
            case Message.TicketDemand m -> of(m.demand().properties()) + (m.relinquishment().isPresent() ? PAPER : 0)
                    + of(m.claim()) + of(m.held());
            case Message.TicketView m -> of(m.chain()) + of(m.notices());
            case Message.LeaseDemand m -> of(m.chain()) + of(m.properties()) + (long) m.victims().size() * NAME;
            case Message.LeaseView m -> m.lease().map(l -> PAPER + l.units().stream()
                    .mapToLong(u -> NAME + of(u.properties())).sum()).orElse(0L) + of(m.notices());
            case Message.DelegationOffer m -> of(m.chain().links()) + 2L * m.reason().length();
            case Message.DelegationView m -> 0;
            case Message.TicketStanding m -> of(m.rights().links()) + of(m.holds()) + 2L * m.reason().length()
                    + (m.relinquishment().isPresent() ? PAPER : 0);
            case Message.StandingView m -> 0;
        };
        return (int) Math.min(weight, Integer.MAX_VALUE);
    }

    private static long of(Optional<TicketChain> chain) {
        return chain.map(c -> of(c.links()) + PAPER + of(c.ticket().properties())).orElse(0L);
    }

    private static long of(List<?> parts) {
        long sum = 0;
        for (Object part : parts) {
            sum += switch (part) {
                case Delegation d -> PAPER + of(d.properties());
                case Notice n -> ENTRY + 2L * n.text().length();
                default -> NAME;
            };
        }
        return sum;
    }

    private static long of(PropertyList properties) {
        long sum = 0;
        for (Map.Entry<String, PropertyValue> entry : properties) {
            sum += ENTRY + 2L * entry.getKey().length() + (entry.getValue() instanceof PropertyValue.Text text
                    ? 2L * text.toString().length() : 0);
        }
        return sum;
    }
}
