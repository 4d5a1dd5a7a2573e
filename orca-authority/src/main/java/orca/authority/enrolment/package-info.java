/**
 * Hosts that join a site by a token that is good once, and leave it for good. Nobody is called from here: whoever speaks with the
 * host's agent gives the commands, and this decides. Start at {@link orca.authority.enrolment.Welcoming}.
 */
package orca.authority.enrolment;
