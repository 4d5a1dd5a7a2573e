package orca.runtime.config;

import java.time.Duration;
import orca.wire.text.Default;
import orca.wire.text.Written;

/**
 * A broker.
 *
 * @param policy decides who gets how much, when
 * @param answerWithin how long a request that cannot start later may wait for an answer
 * @param tombstone how long an ended ticket is remembered
 */
public record BrokerConfig(
        @Default("first-come") PolicyConfig policy,
        @Default("1m") @Written("answer-within") Duration answerWithin,
        @Default("10m") Duration tombstone) {}
