/**
 * {@code orca demo}: a site, a broker and a guest in one process, who trade leases for real processes while somebody watches.
 * It lives here because only this module sees a container, the command's tables and every plug-in; it uses them as anybody
 * would, through a configuration file and the management API. Start at {@link orca.simulator.demo.Main}, then
 * {@link orca.simulator.demo.Play}.
 */
package orca.simulator.demo;
