package orca.core.ticket;

/** What can happen to a ticket at its broker. */
public enum TicketTrigger {
    /** The holder demands something, for the first time or something else than before. */
    REQUEST,
    /** The policy proposes a grant, and it holds. */
    GRANT,
    /** The policy says no, or proposes what cannot be. */
    REFUSE,
    /** The policy wants an operator to be asked. */
    ASK_OPERATOR,
    /** The operator says yes. */
    APPROVE,
    /** The operator says no. */
    DENY,
    /** The time for an answer is over. */
    OVERDUE,
    /** The holder wants no more of it. */
    CLOSE,
    /** The broker takes its promise back. */
    REVOKE,
    /** The term is over. */
    EXPIRE,
    /** The authority says that nothing of it is held any more. */
    FREED,
    /** Nothing can come late any more. */
    FORGET
}
