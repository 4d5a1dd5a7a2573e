package orca.core.slot;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Principal;
import orca.core.resource.Amounts;
import orca.core.resource.TypeName;
import orca.core.ticket.Demand;
import orca.core.time.Term;

/**
 * When could I have this?
 *
 * @param type what
 * @param units how many, 1 to {@link Demand#MOST_UNITS}
 * @param least how few are worth telling, 1 to {@code units}
 * @param sliver how large each
 * @param length for how long, whole milliseconds
 * @param from the earliest start, a whole millisecond
 * @param before when it must be over, a whole millisecond, at least {@code length} after {@code from}
 * @param site the one authority it must come from, if it matters
 * @param most how many slots to tell of, 1 to {@link SlotAnswer#MOST_SLOTS}
 */
public record SlotQuestion(
        TypeName type,
        long units,
        long least,
        Amounts sliver,
        Duration length,
        Instant from,
        Instant before,
        Optional<Principal> site,
        int most) {
    public SlotQuestion {
        Objects.requireNonNull(type, "slots.type");
        Objects.requireNonNull(sliver, "slots.sliver");
        Objects.requireNonNull(length, "slots.length");
        Objects.requireNonNull(from, "slots.from");
        Objects.requireNonNull(before, "slots.before");
        Objects.requireNonNull(site, "slots.site");
        within("units", units, 1, Demand.MOST_UNITS);
        within("least", least, 1, units);
        within("most", most, 1, SlotAnswer.MOST_SLOTS);
        if (length.isNegative() || length.isZero() || length.getNano() % 1_000_000 != 0) {
            throw new IllegalArgumentException("slots.length: must be more than nothing, in whole milliseconds, got " + length);
        }
        if (!from.isBefore(before)) {
            throw new IllegalArgumentException("slots.before: must be after slots.from, got " + before + " for " + from);
        }
        if (length.compareTo(new Term(from, before).length()) > 0) {
            throw new IllegalArgumentException("slots.before: must leave room for slots.length, which is " + length + "; from "
                    + from + " to " + before + " is less");
        }
    }

    private static void within(String field, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("slots." + field + ": must be from " + least + " to " + most + ", got " + value);
        }
    }

    /** The last start from which it would be over in time. */
    public Instant lastStart() {
        return before.minus(length);
    }

    /** The same for at most so many units. */
    public SlotQuestion atMost(long units) {
        return new SlotQuestion(type, units, Math.min(least, units), sliver, length, from, before, site, most);
    }
}
