package orca.core.contract;

/** How firmly a quantity is promised. Handlers map it to what their substrate has; leases repeat it. */
public enum Assurance {
    /** The quantity is there throughout the term, whoever else is. */
    RESERVED,
    /** At least a share in proportion; more when others are idle. */
    MINIMUM_SHARE,
    /** Whatever is left. */
    BEST_EFFORT
}
