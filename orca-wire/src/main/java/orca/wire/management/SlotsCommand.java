package orca.wire.management;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import orca.wire.text.Default;
import orca.wire.text.When;

/**
 * Ask all brokers when something could be had; to be posted to {@code slots}. Nothing is done and nothing is held.
 *
 * @param actor the service manager; may be left out when the container has one
 * @param type what
 * @param units how many
 * @param minUnits how few are worth telling
 * @param sliver the size of each unit: every dimension of the type; the type's usual size when empty
 * @param length for how long
 * @param from the earliest start
 * @param before when it must be over; 90 days and the length after {@code from} if absent
 * @param site the authority it must come from
 * @param broker the one broker to ask
 * @param most how many offers, 1 to {@link #MOST_OFFERS}
 */
public record SlotsCommand(
        Optional<String> actor,
        String type,
        @Default("1") long units,
        @Default("1") long minUnits,
        Map<String, Long> sliver,
        Duration length,
        @Default("now") When from,
        Optional<When> before,
        Optional<String> site,
        Optional<String> broker,
        @Default("5") int most) {
    /** The most offers of one answer. */
    public static final int MOST_OFFERS = 20;

    public SlotsCommand {
        if (most < 1 || most > MOST_OFFERS) {
            throw new IllegalArgumentException("most: must be from 1 to " + MOST_OFFERS + ", got " + most);
        }
    }
}
