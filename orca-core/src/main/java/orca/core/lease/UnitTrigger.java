package orca.core.lease;

/** What can happen to a unit. */
public enum UnitTrigger {
    /** A host was found for it. */
    ASSIGN,
    /** Its handler did what it was asked. */
    DONE,
    /** Its handler failed and may be tried again. */
    RETRY,
    /** Its handler failed for good. */
    FAIL,
    /** It is to have another size, end or property. */
    CHANGE,
    /** It is to live on another host. */
    MOVE,
    /** It was found dead, and another one is to take its place. */
    DIE,
    /** Its host is to be serviced, and another one is to take its place. */
    LEAVE,
    /** None has taken its place, and it may stay a while yet. */
    STAY,
    /** Its handler cannot say where it is, and could not bring it back. */
    LOST,
    /** It is to go. */
    CLOSE,
    /** The operator wants its teardown tried again. */
    AGAIN,
    /** The operator says that it is gone, or that its host is off. */
    FREE_BY_HAND
}
