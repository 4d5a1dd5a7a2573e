/**
 * The site's side of hosts that join it: asks the agents of those who showed a token how their hosts are, and gives the authority
 * the commands that follow. What it knows by itself is soft: who is expected stands in the journal. Start at
 * {@link orca.runtime.enrolment.Reception}.
 */
package orca.runtime.enrolment;
