package orca.broker.ledger;

/** What was paid is over and forgotten, to make room. */
public record ClaimGone(ClaimKey subject) implements BrokerRecord {}
