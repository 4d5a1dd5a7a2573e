/**
 * The site's decisions (paper 001, section 2): an authority owns hosts, gives brokers delegations, redeems tickets into leases
 * and has handlers make their units. No socket, clock, file or thread is here; the runtime drives it through
 * {@code orca.core.actor}. Start at {@link orca.authority.Authority}, then the rooms: {@code state}, {@code inventory},
 * {@code delegation}, {@code redeem}, {@code assignment}.
 */
package orca.authority;
