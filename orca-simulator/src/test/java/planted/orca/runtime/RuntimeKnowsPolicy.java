package planted.orca.runtime;

/** Planted for a house rule. */
public class RuntimeKnowsPolicy {
    planted.orca.policies.HashesItsState policy;
}
