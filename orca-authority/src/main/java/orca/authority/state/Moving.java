package orca.authority.state;

import java.util.Objects;

/**
 * A move of a unit that is under way, or of which nobody knows how it ended.
 *
 * @param to the other host, where its place is booked beside the one it has
 * @param back whether it is to be where it was again: nobody knows how far the move came
 * @param changed whether its term, size or properties changed meanwhile, so that its handler has to be told when it is over
 * @param why who wants it, and what became of it
 */
public record Moving(String to, boolean back, boolean changed, String why) {
    public Moving {
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(why, "why");
    }

    public Moving turned(String reason) {
        return new Moving(to, true, changed, reason);
    }

    public Moving andChanged() {
        return new Moving(to, back, true, why);
    }
}
