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
        @Default("") WatchConfig watch) {
    public AuthorityConfig {
        delegations = List.copyOf(delegations);
    }
}
