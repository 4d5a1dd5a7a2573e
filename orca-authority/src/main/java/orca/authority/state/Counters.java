package orca.authority.state;

import orca.core.contract.Subject;

/**
 * How far the site has counted. Written in snapshots only: in the journal the images themselves carry their numbers.
 *
 * @param leases the number of the newest lease
 * @param units the number of the newest unit
 * @param delegations the number of the newest delegation
 * @param room how often room came free on hosts
 */
public record Counters(long leases, long units, long delegations, long room) implements AuthorityRecord {
    @Override
    public Subject subject() {
        return new SiteSubject("counters", "");
    }
}
