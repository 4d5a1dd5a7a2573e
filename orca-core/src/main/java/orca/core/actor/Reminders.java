package orca.core.actor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import orca.core.contract.Subject;

/**
 * When an actor reminds its peers of what it has of them. All of that is gone through once in a round, a share of it at a time,
 * so that nobody hears everything at once. It is soft: a restart begins the round anew.
 */
final class Reminders {
    private static final int SHARES = 20;

    private final Deque<Subject> left = new ArrayDeque<>();
    private int share;
    /** When the next share is due; empty as long as there is nothing to remind anybody of. */
    private Optional<Instant> next = Optional.empty();
    private Instant round = Instant.MIN;

    /** When to come again, if not before. @param every how long a round is; empty when there is nothing to remind anybody of */
    Optional<Instant> next(Optional<Duration> every, Instant now) {
        next = every.map(length -> next.orElseGet(() -> now.plus(length.dividedBy(SHARES))));
        return next;
    }

    /** What it is to be said of now; {@code all} there is, asked for at the beginning of a round. */
    List<Subject> take(Instant clock, Optional<Duration> every, Supplier<List<Subject>> all) {
        if (next(every, clock).filter(at -> !clock.isBefore(at)).isEmpty()) {
            return List.of();
        }
        next = Optional.of(clock.plus(every.orElseThrow().dividedBy(SHARES)));
        if (left.isEmpty() && !clock.isBefore(round)) {
            round = clock.plus(every.get());
            left.addAll(all.get());
            share = (left.size() + SHARES - 1) / SHARES;
        }
        List<Subject> now = new ArrayList<>();
        for (int i = 0; i < share && !left.isEmpty(); i++) {
            now.add(left.poll());
        }
        return now;
    }
}
