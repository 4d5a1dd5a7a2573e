package orca.core.handler;

/** What a handler is asked to do with one unit. */
public enum Action {
    /** Site: make the unit. */
    SETUP,
    /** Site or guest: give the living unit another size, other properties or a later end. */
    MODIFY,
    /** Site: leave no trace of the unit. */
    TEARDOWN,
    /** Site: say whether the unit is there, by the flag {@link Handler#PRESENT}; changes nothing. */
    PROBE,
    /** Guest: take the unit into service. */
    JOIN,
    /** Guest: take the unit out of service. */
    LEAVE
}
