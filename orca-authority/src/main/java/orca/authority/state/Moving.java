package orca.authority.state;

import java.util.Objects;
import java.util.Optional;
import orca.core.resource.Amounts;

/**
 * A move of a unit that is under way, or of which nobody knows how it ended.
 *
 * @param to the other host, where its place is booked beside the one it has
 * @param back whether it is to be where it was again: nobody knows how far the move came
 * @param changed whether its term, size or properties changed meanwhile, so that its handler has to be told when it is over
 * @param why who wants it, and what became of it
 * @param held its size as it is, where it moves because only the other host has room for the size that it is to have: the place
 *     that it has is booked for this size, and when the move fails it keeps it
 */
public record Moving(String to, boolean back, boolean changed, String why, Optional<Amounts> held) {
    public Moving {
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(why, "why");
        Objects.requireNonNull(held, "held");
    }

    /** A move that is no part of growing: both places are booked for whatever size is wanted. */
    public Moving(String to, boolean back, boolean changed, String why) {
        this(to, back, changed, why, Optional.empty());
    }

    public Moving turned(String reason) {
        return new Moving(to, true, changed, reason, held);
    }

    public Moving andChanged() {
        return new Moving(to, back, true, why, held);
    }

    /** Whether the unit that has arrived has to be changed there. */
    public boolean changesThere() {
        return changed || held.isPresent();
    }
}
