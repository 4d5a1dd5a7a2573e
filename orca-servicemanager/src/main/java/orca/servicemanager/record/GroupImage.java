package orca.servicemanager.record;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import orca.core.contract.Cause;
import orca.core.contract.ReservationId;

/**
 * An all-or-nothing group.
 *
 * @param members in the order in which they were asked for
 * @param holdUntil when it is given up if some member has no ticket by then
 */
public record GroupImage(GroupId subject, List<ReservationId> members, Instant holdUntil, GroupState state, Cause cause)
        implements GuestRecord {
    public GroupImage {
        Objects.requireNonNull(subject, "group.id");
        members = List.copyOf(members);
        Objects.requireNonNull(holdUntil, "group.holdUntil");
        Objects.requireNonNull(state, "group.state");
        Objects.requireNonNull(cause, "group.cause");
    }

    public GroupImage to(GroupState next, Cause why) {
        return new GroupImage(subject, members, holdUntil, next, why);
    }
}
