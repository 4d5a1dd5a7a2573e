package orca.wire.management;

import java.time.Instant;
import java.util.List;

/**
 * All that the actors of one container know of one reservation.
 *
 * @param id the reservation
 * @param reservations how it stands at its service manager; one for each holder that uses the id
 * @param lines what happened, and what holders were told ({@code NOTICE}, the newest of it), oldest first
 * @param cut whether older lines were left out
 */
public record Story(
        String id,
        List<ReservationView> reservations,
        List<TicketRow> tickets,
        List<LeaseRow> leases,
        List<UnitRow> units,
        List<Line> lines,
        boolean cut) {
    /**
     * One thing that happened.
     *
     * @param at when, by the clock of whom it happened to
     * @param actor to whom
     * @param subject what it was about: {@code reservation}, {@code ticket}, {@code lease}, or a unit's name
     * @param state where it stood afterwards, or empty
     * @param what the trigger's name
     * @param why a sentence, or empty
     */
    public record Line(Instant at, String actor, String subject, String state, String what, String why) {}
}
