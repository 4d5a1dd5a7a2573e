/**
 * What a plug-in author implements to make units real: SETUP, MODIFY and TEARDOWN at the site, JOIN, MODIFY and LEAVE in
 * the guest (paper 001, section 2). Outsiders may rely on this room: it changes only with a written decision. Start at
 * {@link orca.core.handler.Handler}; the contract that each implementation must keep is a test in orca-testkit.
 */
package orca.core.handler;
