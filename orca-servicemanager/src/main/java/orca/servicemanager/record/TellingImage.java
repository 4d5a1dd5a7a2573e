package orca.servicemanager.record;

import java.util.Objects;
import java.util.Optional;
import orca.core.contract.Cause;
import orca.core.contract.Subject;
import orca.core.notice.NoticeWish;

/**
 * What an operator said about telling people of a slice.
 *
 * @param wish what is told; absent: what the configuration says
 * @param lock the SHA-256 of the key to the slice's calendar, in hexadecimal; absent: nobody has one
 */
public record TellingImage(SliceName slice, Optional<NoticeWish> wish, Optional<String> lock, Cause cause)
        implements GuestRecord {
    public TellingImage {
        Objects.requireNonNull(slice, "telling.slice");
        Objects.requireNonNull(wish, "telling.wish");
        Objects.requireNonNull(lock, "telling.lock");
        Objects.requireNonNull(cause, "telling.cause");
    }

    /** What is told of a slice; apart from the slice itself, which is forgotten with its last reservation. */
    public record Telling(SliceName slice) implements Subject {}

    @Override
    public Subject subject() {
        return new Telling(slice);
    }

    /** Whether it says no more than if it were not there. */
    public boolean idle() {
        return wish.isEmpty() && lock.isEmpty();
    }
}
