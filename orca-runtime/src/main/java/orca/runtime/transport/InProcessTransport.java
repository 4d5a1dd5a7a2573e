package orca.runtime.transport;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import orca.core.contract.Principal;
import orca.core.protocol.Message;

/**
 * Connects the actors of one container. An envelope goes straight into the receiver's inbox, which has its own bound and
 * drops what does not fit; nobody but an actor of this container can send here, so the sender needs no proof.
 */
public final class InProcessTransport implements Transport {
    /** Where envelopes end. */
    @FunctionalInterface
    public interface Receiver {
        void arrived(Principal from, List<Message> messages);
    }

    private final Map<Principal, Receiver> receivers = new ConcurrentHashMap<>();
    private final AtomicLong undeliverable = new AtomicLong();

    /** Makes {@code receiver} known as {@code principal}; there is one for each. */
    public void connect(Principal principal, Receiver receiver) {
        if (receivers.putIfAbsent(Objects.requireNonNull(principal, "principal"), receiver) != null) {
            throw new IllegalArgumentException("principal " + principal + ": two actors of one container may not share one");
        }
    }

    public void disconnect(Principal principal) {
        receivers.remove(principal);
    }

    /** Whether that is an actor of this container. */
    public boolean knows(Principal principal) {
        return receivers.containsKey(principal);
    }

    @Override
    public void send(Principal from, Principal to, List<Message> messages) {
        if (messages.isEmpty() || messages.size() > MOST_MESSAGES) {
            throw new IllegalArgumentException("envelope: must be 1 to " + MOST_MESSAGES + " messages, got " + messages.size());
        }
        Receiver receiver = receivers.get(to);
        if (receiver == null) {
            undeliverable.addAndGet(messages.size());
        } else {
            receiver.arrived(from, messages);
        }
    }

    /** How many messages were for nobody that is here. */
    public long undeliverable() {
        return undeliverable.get();
    }
}
