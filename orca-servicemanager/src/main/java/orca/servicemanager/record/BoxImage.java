package orca.servicemanager.record;

import java.time.Instant;
import java.util.Objects;
import orca.core.contract.Subject;
import orca.core.notice.Receiver;

/**
 * That notices wait for one receiver.
 *
 * @param dueAt when they go
 * @param leftOut how many more there were than one letter holds; these are counted and not told one by one
 */
public record BoxImage(Box subject, Instant dueAt, long leftOut) implements GuestRecord {
    public BoxImage {
        Objects.requireNonNull(subject, "box.receiver");
        Objects.requireNonNull(dueAt, "box.dueAt");
    }

    /** What waits for a receiver. */
    public record Box(Receiver receiver) implements Subject {}
}
