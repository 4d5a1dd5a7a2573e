package orca.wire.management;

import orca.core.resource.PropertyList;
import orca.wire.text.Default;

/**
 * What a site says to an agent that shows a good token.
 *
 * @param site what the site calls itself
 * @param introduction of the site, signed with the key that will order units
 * @param host what its inventory calls the host
 * @param type of the units that the host will have
 * @param driver that the agent needs
 * @param settings of that driver
 * @param state {@code welcome} to who only asked, {@code expected} while its agent has not been reached, or {@code enrolled}
 * @param note why it is not enrolled yet; empty where there is nothing to say
 */
public record JoinAnswer(String site, String introduction, String host, String type, String driver,
        @Default("") PropertyList settings, String state, @Default("") String note) {
    /** Whether the host is in the inventory. */
    public boolean enrolled() {
        return state.equals("enrolled");
    }
}
