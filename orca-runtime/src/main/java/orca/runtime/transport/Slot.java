package orca.runtime.transport;

import orca.core.protocol.Message;
import orca.wire.protocol.MessageForm.Kind;

/**
 * What a message is about: the newest in a slot says all that those before it said.
 *
 * @param kind of the message
 * @param contract the reservation, the delegation, or the holder with its reservation
 */
public record Slot(Kind kind, Object contract) {
    public static Slot of(Message message) {
        return new Slot(Kind.of(message), switch (message) {
            case Message.TicketDemand m -> m.id();
            case Message.TicketView m -> m.id();
            case Message.LeaseDemand m -> m.id();
            case Message.LeaseView m -> m.id();
            case Message.DelegationOffer m -> m.delegation().id();
            case Message.DelegationView m -> m.id();
            case Message.TicketStanding m -> m.key();
            case Message.StandingView m -> m.key();
        });
    }
}
