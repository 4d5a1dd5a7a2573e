package orca.core.slot;

import java.util.List;
import java.util.Objects;

/**
 * What a broker answers to a {@link SlotQuestion}. No promise: others may ask for the same, and the broker's policy has not been
 * asked.
 *
 * @param slots at most as many as were asked for, in no order that matters
 * @param reason why there are none, or not all, for people; empty when there is nothing to say
 */
public record SlotAnswer(List<Slot> slots, String reason) {
    /** The most slots in one answer. */
    public static final int MOST_SLOTS = 64;
    /** The most stocks that are looked at. */
    public static final int MOST_STOCKS = 1_024;
    /** The longest reason, in characters. */
    public static final int MOST_REASON = 500;

    public SlotAnswer {
        slots = List.copyOf(slots);
        Objects.requireNonNull(reason, "slots.reason");
        if (slots.size() > MOST_SLOTS) {
            throw new IllegalArgumentException("slots: at most " + MOST_SLOTS + ", got " + slots.size());
        }
        if (reason.length() > MOST_REASON) {
            throw new IllegalArgumentException("slots.reason: at most " + MOST_REASON + " characters");
        }
    }

    /** None, and why. */
    public static SlotAnswer none(String reason) {
        return new SlotAnswer(List.of(), reason.length() > MOST_REASON ? reason.substring(0, MOST_REASON) : reason);
    }
}
