package orca.core.handler;

import java.util.Optional;

/** Where the agents of a site's hosts are, as far as the site's inventory says so: of the hosts that joined it. */
public interface HostAgents {
    /**
     * Who the agent of {@code host} is and where it is called, as {@code FINGERPRINT URL}; empty where the inventory names none.
     * May wait for the site, and throws what that throws when the site is ending.
     */
    Optional<String> of(String host);

    /** The file with the key that the site signs with; absolute. It need not be there while no host has joined. */
    String key();
}
