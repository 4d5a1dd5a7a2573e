package planted.orca.policies;

/** Planted for a house rule. */
public class PolicyKnowsBroker {
    planted.orca.broker.ThrowsDice dice;
}
