package orca.runtime.transport;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import orca.core.actor.Outgoing;
import orca.core.contract.Principal;
import orca.core.protocol.Message;

/** Puts an actor's messages into as few envelopes as there are peers, and sends them. */
public final class Envelopes {
    private Envelopes() {}

    public static void send(Transport transport, Principal from, List<Outgoing> messages) {
        Map<Principal, List<Message>> byPeer = new LinkedHashMap<>();
        for (Outgoing outgoing : messages) {
            List<Message> open = byPeer.computeIfAbsent(outgoing.to(), peer -> new ArrayList<>());
            open.add(outgoing.message());
            if (open.size() == Transport.MOST_MESSAGES) {
                transport.send(from, outgoing.to(), List.copyOf(open));
                open.clear();
            }
        }
        byPeer.forEach((peer, open) -> {
            if (!open.isEmpty()) {
                transport.send(from, peer, List.copyOf(open));
            }
        });
    }
}
