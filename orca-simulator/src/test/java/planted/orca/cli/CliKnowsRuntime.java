package planted.orca.cli;

/** Planted for a house rule. */
public class CliKnowsRuntime {
    planted.orca.runtime.LeaseManager runtime;
}
