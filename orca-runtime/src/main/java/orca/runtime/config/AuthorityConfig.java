package orca.runtime.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import orca.wire.text.Default;
import orca.wire.text.Written;

/**
 * A site.
 *
 * @param policy places units on hosts
 * @param types what it has, and which handler makes it
 * @param hosts its inventory; a name such as {@code "vlan-{101..120}"} stands for twenty hosts
 * @param delegations what it gives to brokers, once
 * @param answerWithin how long a redeemed ticket may wait for hosts
 * @param tombstone how long an ended lease is remembered
 * @param callLimit how long one handler call may take
 * @param moves how many units may be on their way to other hosts at a time
 * @param watch how it looks at the agents of its hosts
 * @param perHolder the most leases of one holder that are not over; a further one is refused
 * @param probe how it looks after its units
 * @param retries how often it tries what handlers fail at
 */
public record AuthorityConfig(
        @Default("best-fit") PolicyConfig policy,
        Map<String, SiteTypeConfig> types,
        Map<String, HostConfig> hosts,
        List<DelegationConfig> delegations,
        @Default("1m") @Written("answer-within") Duration answerWithin,
        @Default("10m") Duration tombstone,
        @Default("10m") @Written("call-limit") Duration callLimit,
        @Default("4") int moves,
        @Default("") WatchConfig watch,
        @Default("10000") @Written("per-holder") int perHolder,
        @Default("") ProbeConfig probe,
        @Default("") RetriesConfig retries) {
    /** The most that may be set as {@code perHolder}. */
    static final int MOST_PER_HOLDER = 200_000;

    public AuthorityConfig {
        delegations = List.copyOf(delegations);
        checkPerHolder(perHolder);
    }

    static void checkPerHolder(int count) {
        if (count < 1 || count > MOST_PER_HOLDER) {
            throw new IllegalArgumentException("per-holder: must be from 1 to " + MOST_PER_HOLDER + ", got " + count);
        }
    }
}
