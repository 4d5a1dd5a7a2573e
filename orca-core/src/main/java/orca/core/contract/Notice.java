package orca.core.contract;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Something the other party must be told with its reason: numbered, and kept until it says that it saw the number.
 *
 * @param number counts a contract's notices from 1
 * @param at when it happened, by the clock of whom it happened to
 * @param text a sentence for people, at most {@link Refusal#MAX_REASON} characters are kept
 */
public record Notice(long number, Instant at, String text) {
    /** The most notices that are kept for one contract; the oldest go first. */
    public static final int MAX_KEPT = 16;

    public Notice {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(text, "text");
        text = text.length() > Refusal.MAX_REASON ? text.substring(0, Refusal.MAX_REASON) : text;
    }

    /** {@code kept} and one more, without those the other party has seen and without what exceeds {@link #MAX_KEPT}. */
    public static List<Notice> add(List<Notice> kept, long seen, long number, Instant at, String text) {
        List<Notice> all = new ArrayList<>(kept.size() + 1);
        kept.stream().filter(n -> n.number() > seen).forEach(all::add);
        all.add(new Notice(number, at, text));
        return List.copyOf(all.subList(Math.max(0, all.size() - MAX_KEPT), all.size()));
    }
}
