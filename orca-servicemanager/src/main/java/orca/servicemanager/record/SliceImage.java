package orca.servicemanager.record;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Notice;

/**
 * A slice, and how its controller fares.
 *
 * @param madeAt when the guest first named it
 * @param answeredAt when its controller answered last
 * @param retryAt when its controller is asked again after it failed
 * @param failures how often it failed since it last answered
 * @param notices what people should know of it, the newest {@link Notice#MAX_KEPT}
 */
public record SliceImage(
        SliceName subject,
        Instant madeAt,
        Optional<Instant> answeredAt,
        Optional<Instant> retryAt,
        int failures,
        List<Notice> notices)
        implements GuestRecord {
    public SliceImage {
        Objects.requireNonNull(subject, "slice.name");
        Objects.requireNonNull(madeAt, "slice.madeAt");
        Objects.requireNonNull(answeredAt, "slice.answeredAt");
        Objects.requireNonNull(retryAt, "slice.retryAt");
        notices = List.copyOf(notices);
        if (failures < 0) {
            throw new IllegalArgumentException("slice.failures: must be 0 or more, got " + failures);
        }
    }

    public static SliceImage made(SliceName name, Instant now) {
        return new SliceImage(name, now, Optional.empty(), Optional.empty(), 0, List.of());
    }

    public SliceImage answered(Instant now) {
        return new SliceImage(subject, madeAt, Optional.of(now), Optional.empty(), 0, notices);
    }

    public SliceImage failed(Instant nextTry) {
        return new SliceImage(subject, madeAt, answeredAt, Optional.of(nextTry), failures + 1, notices);
    }

    /** Its controller is another, whose failures are to be counted. */
    public SliceImage anew() {
        return new SliceImage(subject, madeAt, answeredAt, Optional.empty(), 0, notices);
    }

    public SliceImage noticed(Instant now, String text) {
        return new SliceImage(subject, madeAt, answeredAt, retryAt, failures, Noticed.add(notices, now, text));
    }
}
