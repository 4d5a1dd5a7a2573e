package planted.orca.nodeagent;

/** Planted for a house rule. */
public class AgentKnowsRuntime {
    planted.orca.runtime.LeaseManager runtime;
}
