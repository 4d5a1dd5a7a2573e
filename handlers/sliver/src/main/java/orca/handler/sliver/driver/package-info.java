/**
 * The driver of slivers: containers by runc over one shared reference tree, each with an account, keys, an address and limits.
 * Nothing is remembered: what there is, is found on the host by its label. Start at
 * {@link orca.handler.sliver.driver.SliverDriver}; what removes a sliver is {@link orca.handler.sliver.driver.Remains}.
 */
package orca.handler.sliver.driver;
