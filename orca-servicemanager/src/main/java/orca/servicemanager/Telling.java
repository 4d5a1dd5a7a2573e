package orca.servicemanager;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import orca.core.actor.Repeat;
import orca.core.notice.NoticeWish;
import orca.servicemanager.record.SliceName;

/**
 * What people are told, as far as no operator says otherwise.
 *
 * @param usual of slices that are not named
 * @param bySlice of those that are
 * @param retry how long to wait after a letter could not be sent
 * @param patience for how long it is tried
 */
public record Telling(Optional<NoticeWish> usual, Map<SliceName, NoticeWish> bySlice, Repeat retry, Duration patience) {
    /** Nobody is told anything. */
    public static final Telling NONE = new Telling(Optional.empty(), Map.of(),
            new Repeat(Duration.ofSeconds(10), Duration.ofHours(1)), Duration.ofDays(3));
    /** The most slices of which operators say what is told. */
    public static final int MOST_SLICES = 10_000;
    /** How long what is urgent waits for more of it. */
    public static final Duration URGENT = Duration.ofSeconds(10);
    /** The most letters that are known after they are done. */
    public static final int MOST_DONE = 100;

    public Telling {
        Objects.requireNonNull(usual, "telling.usual");
        bySlice = Collections.unmodifiableMap(new TreeMap<>(bySlice));
        Objects.requireNonNull(retry, "telling.retry");
        Objects.requireNonNull(patience, "telling.patience");
        if (patience.isNegative() || patience.compareTo(Duration.ofDays(30)) > 0) {
            throw new IllegalArgumentException("telling.patience: must be from 0 to 30 days, got " + patience);
        }
    }

    /** The same with {@code wish} for one slice. */
    public Telling of(String slice, NoticeWish wish) {
        Map<SliceName, NoticeWish> more = new TreeMap<>(bySlice);
        more.put(new SliceName(slice), wish);
        return new Telling(usual, more, retry, patience);
    }

    /** What is told of a slice. */
    public Optional<NoticeWish> wish(SliceName slice) {
        return Optional.ofNullable(bySlice.get(slice)).or(() -> usual);
    }

    /** Whether anybody is told anything. */
    public boolean any() {
        return usual.isPresent() || !bySlice.isEmpty();
    }
}
