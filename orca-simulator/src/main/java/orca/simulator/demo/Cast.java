package orca.simulator.demo;

import orca.wire.management.ManagementClient;

/**
 * Who plays: how each is spoken to by its own operator.
 *
 * @param site who has the hosts
 * @param market who promises them
 * @param guest who wants them
 */
record Cast(ManagementClient site, ManagementClient market, ManagementClient guest) {
    /** All three in one container. */
    static Cast together(ManagementClient client) {
        return new Cast(client, client, client);
    }
}
