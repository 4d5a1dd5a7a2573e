/**
 * How a lease lives once its ticket was taken: hosts are found for its units, handlers called, the lease ended and what is left
 * of it cleaned up. Whether a ticket holds is decided in {@code orca.authority.redeem}. Start at
 * {@link orca.authority.assignment.Leases}; {@link orca.authority.assignment.Assigning} asks the policy, and
 * {@link orca.authority.assignment.Units} is about one unit alone.
 */
package orca.authority.assignment;
