package orca.core.ticket;

import static orca.core.ticket.TicketState.*;
import static orca.core.ticket.TicketTrigger.*;

import orca.core.table.Table;

/**
 * Every legal move of a ticket at its broker, on one screen. A policy's answer to what is not asked any more and a timer that
 * rings late never get here: the one is known by its turn in the line, the other by its stale mark.
 */
public final class TicketTable {
    public static final Table<TicketState, TicketTrigger> TABLE =
            Table.named("ticket", TicketState.class, TicketTrigger.class)
            .row(UNKNOWN, REQUEST, REQUESTED)
            .row(UNKNOWN, CLOSE, CLOSED) // closed before it was opened: the request may still be on its way

            .row(REQUESTED, REQUEST, REQUESTED)
            .row(REQUESTED, GRANT, TICKETED)
            .row(REQUESTED, REFUSE, REFUSED)
            .row(REQUESTED, ASK_OPERATOR, APPROVAL)
            .row(REQUESTED, DENY, REFUSED)
            .row(REQUESTED, OVERDUE, REFUSED)
            .row(REQUESTED, CLOSE, CLOSED)

            .row(APPROVAL, REQUEST, REQUESTED)
            .row(APPROVAL, APPROVE, REQUESTED)
            .row(APPROVAL, DENY, REFUSED)
            .row(APPROVAL, OVERDUE, REFUSED)
            .row(APPROVAL, CLOSE, CLOSED)

            .row(TICKETED, REQUEST, RENEWING)
            .row(TICKETED, CLOSE, RELEASING)
            .row(TICKETED, REVOKE, RELEASING)
            .row(TICKETED, EXPIRE, CLOSED)

            .row(RENEWING, REQUEST, RENEWING)
            .row(RENEWING, GRANT, TICKETED)
            .row(RENEWING, REFUSE, TICKETED) // a refused extension keeps the current term
            .row(RENEWING, ASK_OPERATOR, RENEWAL_APPROVAL)
            .row(RENEWING, DENY, TICKETED)
            .row(RENEWING, OVERDUE, TICKETED)
            .row(RENEWING, CLOSE, RELEASING)
            .row(RENEWING, REVOKE, RELEASING)
            .row(RENEWING, EXPIRE, CLOSED)

            .row(RENEWAL_APPROVAL, REQUEST, RENEWING)
            .row(RENEWAL_APPROVAL, APPROVE, RENEWING)
            .row(RENEWAL_APPROVAL, DENY, TICKETED)
            .row(RENEWAL_APPROVAL, OVERDUE, TICKETED)
            .row(RENEWAL_APPROVAL, CLOSE, RELEASING)
            .row(RENEWAL_APPROVAL, REVOKE, RELEASING)
            .row(RENEWAL_APPROVAL, EXPIRE, CLOSED)

            .row(RELEASING, FREED, CLOSED)
            .row(RELEASING, EXPIRE, CLOSED)
            .ignore(RELEASING, REQUEST)
            .ignore(RELEASING, CLOSE)
            .ignore(RELEASING, REVOKE)

            .row(REFUSED, REQUEST, REQUESTED) // a changed demand under the same name
            .row(REFUSED, CLOSE, CLOSED)
            .row(REFUSED, FORGET, UNKNOWN)

            .row(CLOSED, FORGET, UNKNOWN)
            .ignore(CLOSED, REQUEST)
            .ignore(CLOSED, CLOSE)
            .table();

    private TicketTable() {}
}
