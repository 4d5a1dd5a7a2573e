package orca.runtime.config;

import java.time.Duration;
import java.util.List;
import orca.wire.text.Default;
import orca.wire.text.Written;

/**
 * A broker.
 *
 * @param policy decides who gets how much, when
 * @param delegations what it gives to other brokers of what it holds, once it holds it
 * @param answerWithin how long a request that cannot start later may wait for an answer
 * @param tombstone how long an ended ticket is remembered
 * @param perHolder the most tickets and requests of one holder that are not over; a further request is refused
 */
public record BrokerConfig(
        @Default("first-come") PolicyConfig policy,
        List<DelegationConfig> delegations,
        @Default("1m") @Written("answer-within") Duration answerWithin,
        @Default("10m") Duration tombstone,
        @Default("10000") @Written("per-holder") int perHolder) {
    public BrokerConfig {
        delegations = List.copyOf(delegations);
        AuthorityConfig.checkPerHolder(perHolder);
    }
}
