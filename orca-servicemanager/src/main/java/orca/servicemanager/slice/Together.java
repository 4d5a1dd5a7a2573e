package orca.servicemanager.slice;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import orca.core.contract.Cause;
import orca.core.contract.ReservationId;
import orca.core.reservation.ReservationState;
import orca.servicemanager.record.GroupImage;
import orca.servicemanager.record.GroupState;
import orca.servicemanager.record.ReservationImage;

/** What becomes of an all-or-nothing group as its members fare. */
public final class Together {
    private Together() {}

    /** The group as it stands now; the same object when nothing changed. */
    public static GroupImage judge(GroupImage group, Function<ReservationId, Optional<ReservationImage>> look, Instant now) {
        if (group.state() == GroupState.DONE || group.state() == GroupState.BROKEN) {
            return group;
        }
        boolean ticketed = true;
        boolean served = true;
        for (ReservationId id : group.members()) {
            Optional<ReservationImage> member = look.apply(id);
            if (member.isEmpty() || !member.get().served() && member.get().goingOrGone()) {
                return broken(group, now, id + ": " + member.flatMap(ReservationImage::failure).orElse("it was closed"));
            }
            ReservationState state = member.get().state();
            ticketed &= state != ReservationState.NASCENT && state != ReservationState.TICKETING;
            served &= member.get().served();
        }
        if (served) {
            return group.to(GroupState.DONE, new Cause(now, "DONE", ""));
        }
        if (group.state() == GroupState.OPEN && ticketed) {
            return group.to(GroupState.COMPLETE, new Cause(now, "COMPLETE", ""));
        }
        if (group.state() == GroupState.OPEN && !now.isBefore(group.holdUntil())) {
            return broken(group, now, "some member had no ticket by " + group.holdUntil());
        }
        return group;
    }

    private static GroupImage broken(GroupImage group, Instant now, String why) {
        return group.to(GroupState.BROKEN, new Cause(now, "BROKEN", why));
    }
}
