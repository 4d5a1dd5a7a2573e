package orca.runtime.loop;

import orca.core.contract.Stamp;
import orca.core.protocol.Message;

/**
 * What a message is worth when not all can be looked at: what concerns a contract that there is comes before what asks for
 * another one, for somebody may lose what he has if it comes late. A message says itself what it is. Whoever says that all of his
 * are about contracts that there are puts nobody behind but himself: lanes of the same rank are served in turn.
 */
public enum Rank {
    /** An extension, a change, a repeat of what was answered, an end, a view, what a broker tells a site. */
    LIVING,
    /** The first demand for a ticket or a lease. */
    NEW;

    /** The rank of {@code message}. */
    public static Rank of(Message message) {
        return switch (message) {
            case Message.TicketDemand m -> first(m.open(), m.stamp(), m.seen()) ? NEW : LIVING;
            case Message.LeaseDemand m -> first(m.open(), m.stamp(), m.seen()) ? NEW : LIVING;
            case Message.TicketView m -> LIVING;
            case Message.LeaseView m -> LIVING;
            case Message.DelegationOffer m -> LIVING;
            case Message.DelegationView m -> LIVING;
            case Message.TicketStanding m -> LIVING;
            case Message.StandingView m -> LIVING;
        };
    }

    /** Whether a demand that says this of itself is a first one. */
    public static boolean first(boolean open, Stamp stamp, Stamp seen) {
        return open && stamp.revision() <= 1 && seen.equals(Stamp.NONE);
    }
}
