package orca.wire.call;

import java.util.Arrays;
import java.util.Optional;
import orca.wire.text.Notation;

/** What an actor may be asked, named as paper 001 (section 4) names it. */
public enum Operation {
    /** Of a broker: a ticket. */
    REQUEST,
    /** Of a broker: the ticket for longer, or for more or fewer units. */
    EXTEND,
    /** Of a broker: to take the ticket back. */
    RELINQUISH,
    /** Of an authority: a lease for a ticket. */
    REDEEM,
    /** Of an authority: the lease by a newer ticket, or with other properties. */
    MODIFY,
    /** Of an authority: to end the lease. */
    CLOSE,
    /** Of a service manager: to take note of how a ticket or a lease stands. */
    UPDATE,
    /** Of a broker or an authority: how the caller's ticket or lease stands. */
    QUERY,
    /** Of a broker: when the caller could have something; nothing is promised and nothing changes. */
    SLOTS,
    /** Of a broker: to hold a delegation. */
    DELEGATE,
    /** Of a broker: to issue no more tickets on a delegation. */
    RECLAIM,
    /** Of anybody: to take many messages at once, which is what actors do among themselves. */
    EXCHANGE,
    /** Of anybody: what it has for the caller, who cannot be called; may be answered late. */
    COLLECT,
    /** Of a host's agent: what its authority or an operator wants done there, or asks. */
    ORDER;

    /** Its name on the wire. */
    public String word() {
        return Notation.word(this);
    }

    public static Optional<Operation> of(String word) {
        return Arrays.stream(values()).filter(operation -> operation.word().equals(word)).findFirst();
    }
}
