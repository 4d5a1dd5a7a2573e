package planted.orca.core;

/** Planted for a house rule. */
public class KnowsABroker {
    planted.orca.broker.ThrowsDice dice;
}
