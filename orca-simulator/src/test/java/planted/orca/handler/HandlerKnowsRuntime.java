package planted.orca.handler;

/** Planted for a house rule. */
public class HandlerKnowsRuntime {
    planted.orca.runtime.LeaseManager runtime;
}
