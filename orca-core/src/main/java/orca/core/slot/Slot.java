package orca.core.slot;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import orca.core.contract.Principal;
import orca.core.resource.Amounts;
import orca.core.ticket.Demand;
import orca.core.time.Term;

/**
 * So many units would be free throughout a term, which is as long as what was asked for, or longer: it may begin later in it.
 *
 * @param stock which of the broker's stocks it is in, counted from 1: slots of one stock are other ways to use the same room, and
 *     cannot be had together
 * @param site the authority that it would come from
 * @param units how many
 * @param sliver how large each
 * @param term when they are free
 */
public record Slot(int stock, Principal site, long units, Amounts sliver, Term term) {
    public Slot {
        Objects.requireNonNull(site, "slot.site");
        Objects.requireNonNull(sliver, "slot.sliver");
        Objects.requireNonNull(term, "slot.term");
        if (stock < 1 || stock > SlotAnswer.MOST_STOCKS) {
            throw new IllegalArgumentException("slot.stock: must be from 1 to " + SlotAnswer.MOST_STOCKS + ", got " + stock);
        }
        if (units < 1 || units > Demand.MOST_UNITS) {
            throw new IllegalArgumentException("slot.units: must be from 1 to " + Demand.MOST_UNITS + ", got " + units);
        }
    }

    /** Whether it could begin at {@code start} and last {@code length}. */
    public boolean holds(Instant start, Duration length) {
        return !start.isBefore(term.start()) && !start.plus(length).isAfter(term.end());
    }
}
