package orca.runtime.transport;

import java.util.List;
import orca.core.contract.Principal;
import orca.core.protocol.Message;

/** A way to other actors. */
public interface Transport {
    /** The most messages in one envelope. */
    int MOST_MESSAGES = 1024;

    /**
     * Sends {@code messages} on their way, in this order, and returns at once. What cannot be delivered is dropped and
     * counted.
     *
     * @param messages 1 to {@link #MOST_MESSAGES}
     */
    void send(Principal from, Principal to, List<Message> messages);
}
