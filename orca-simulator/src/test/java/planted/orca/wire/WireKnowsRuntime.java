package planted.orca.wire;

/** Planted for a house rule. */
public class WireKnowsRuntime {
    planted.orca.runtime.LeaseManager runtime;
}
