package orca.simulator.federation;

import orca.core.contract.Principal;
import orca.core.protocol.Message;

/** Whoever can be sent messages: a node, or an outsider who goes by no table. */
interface Peer {
    Principal self();

    /** A message from {@code from}, whose signature was found to be good. */
    void receive(Principal from, Message message);

    /** Whether it hears anything at the moment. */
    default boolean isUp() {
        return true;
    }
}
