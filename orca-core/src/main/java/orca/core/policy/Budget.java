package orca.core.policy;

/** How long a policy may think. */
public interface Budget {
    /** Whether the time is over. A plan that comes later is not read; a partial plan that comes in time is. */
    boolean spent();

    /** A budget that never ends, for virtual time and tests. */
    Budget UNLIMITED = () -> false;
}
