package orca.broker.ledger;

import java.util.Objects;
import orca.core.calendar.Calendar;

/**
 * A delegation with what is promised on it, to be read.
 *
 * @param calendar what is booked over time, turnaround included
 * @param live how many tickets on it are not over
 */
public record Holding(HoldingImage image, Calendar calendar, int live) {
    public Holding {
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(calendar, "calendar");
    }
}
