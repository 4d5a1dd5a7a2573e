package orca.core.notice;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * What is told about a slice, and to whom.
 *
 * @param to the receivers, each once, at most {@link #MOST_RECEIVERS}; nobody is told anything when there are none
 * @param before how long before the end of a lease it is announced, longest first; at most {@link #MOST_WARNINGS}, each of a
 *     minute to 90 days
 * @param about what is told
 * @param gather how long what is not urgent waits for more, so that it comes together; up to a day
 */
public record NoticeWish(List<Receiver> to, List<Duration> before, List<NoticeKind> about, Duration gather) {
    public static final int MOST_RECEIVERS = 8;
    public static final int MOST_WARNINGS = 8;
    /** A day and an hour before the end. */
    public static final List<Duration> USUAL_BEFORE = List.of(Duration.ofDays(1), Duration.ofHours(1));
    /** How long notices gather unless a slice says otherwise. */
    public static final Duration USUAL_GATHER = Duration.ofMinutes(5);
    /** Tells nobody anything. */
    public static final NoticeWish NONE = new NoticeWish(List.of(), List.of(), List.of(), Duration.ZERO);

    public NoticeWish {
        to = to.stream().distinct().sorted().toList();
        before = before.stream().distinct().sorted(Comparator.reverseOrder()).toList();
        about = about.stream().distinct().sorted().toList();
        Objects.requireNonNull(gather, "gather");
        if (to.size() > MOST_RECEIVERS) {
            throw new IllegalArgumentException("to: must be at most " + MOST_RECEIVERS + " receivers, got " + to.size());
        }
        if (before.size() > MOST_WARNINGS) {
            throw new IllegalArgumentException("before: must be at most " + MOST_WARNINGS + " lengths, got " + before.size());
        }
        for (Duration length : before) {
            if (length.compareTo(Duration.ofMinutes(1)) < 0 || length.compareTo(Duration.ofDays(90)) > 0) {
                throw new IllegalArgumentException("before: must be from 1m to 90d each, got " + length);
            }
        }
        if (gather.isNegative() || gather.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("gather: must be from 0s to 1d, got " + gather);
        }
    }

    /** Whether somebody is told something of this kind. */
    public boolean wants(NoticeKind kind) {
        return !to.isEmpty() && (kind == NoticeKind.TEST || about.contains(kind));
    }
}
