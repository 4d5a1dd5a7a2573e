package orca.broker.ledger;

import java.util.Objects;
import orca.core.calendar.Calendar;

/**
 * A delegation with what is promised on it, to be read.
 *
 * @param calendar what is booked over time, turnaround included
 * @param live how many tickets on it are not over
 * @param given how many parts of it other brokers have
 */
public record Holding(HoldingImage image, Calendar calendar, int live, int given) {
    public Holding {
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(calendar, "calendar");
    }

    /** Whether nothing on it is live, so that it is over when it is taken back. */
    public boolean drained() {
        return live == 0 && given == 0;
    }
}
