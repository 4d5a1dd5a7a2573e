package orca.servicemanager;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.lease.UnitId;
import orca.core.reservation.ReservationState;
import orca.servicemanager.record.GroupImage;
import orca.servicemanager.record.GroupState;
import orca.servicemanager.record.MemberImage;
import orca.servicemanager.record.ReservationImage;

/** Looks for what must never be, from the images alone. */
final class Soundness {
    private final GuestState state;

    Soundness(GuestState state) {
        this.state = state;
    }

    List<String> broken() {
        List<String> found = new ArrayList<>();
        int unanswered = 0;
        int ended = 0;
        for (ReservationImage image : state.reservations()) {
            unanswered += image.state() == ReservationState.TICKETING && image.broker().answer().isEmpty() ? 1 : 0;
            ended += image.state().isEnd() ? 1 : 0;
            flaw(image).ifPresent(why -> found.add("reservation " + image.id() + " (" + image.state() + "): " + why));
        }
        if (unanswered != state.unanswered()) {
            found.add("unanswered demands: " + unanswered + ", counted " + state.unanswered());
        }
        if (ended != state.ended().size()) {
            found.add("reservations that are over: " + ended + ", counted " + state.ended().size());
        }
        for (MemberImage member : state.members()) {
            if (!state.crew(member.reservation()).contains(member.subject())) {
                found.add("member " + member.subject() + ": is not in the crew of " + member.reservation());
            }
        }
        found.addAll(state.post().broken());
        state.groups().forEach(group -> flaw(group).ifPresent(why -> found.add("group " + group.subject() + ": " + why)));
        return found;
    }

    private Optional<String> flaw(ReservationImage image) {
        boolean before = image.state() == ReservationState.NASCENT;
        if (before != image.broker().stamp().equals(Stamp.NONE) && !image.state().isEnd()) {
            return Optional.of("its demand has stamp " + image.broker().stamp());
        }
        boolean needsTicket = switch (image.state()) {
            case TICKETED, REDEEMING, JOINING, ACTIVE, EXTENDING_TICKET, EXTENDING_LEASE, RETURNING, LEAVING -> true;
            case NASCENT, TICKETING, CLOSING, CLOSED, FAILED -> false;
        };
        if (needsTicket && image.chain().isEmpty()) {
            return Optional.of("there is no ticket");
        }
        if ((image.inUse() || image.state() == ReservationState.JOINING) && image.lease().isEmpty()) {
            return Optional.of("there is no lease");
        }
        if (image.state() == ReservationState.FAILED && image.failure().isEmpty()) {
            return Optional.of("there is no reason");
        }
        if (image.state() == ReservationState.CLOSED && image.failure().isPresent()) {
            return Optional.of("it failed: " + image.failure().get());
        }
        int moving = 0;
        for (UnitId unit : state.crew(image.id())) {
            Optional<MemberImage> member = state.member(unit);
            if (member.filter(m -> m.reservation().equals(image.id())).isEmpty()) {
                return Optional.of("its member " + unit + " is another's or none");
            }
            moving += member.get().moving() ? 1 : 0;
        }
        return moving == state.moving(image.id()) ? Optional.empty()
                : Optional.of("members in motion: " + moving + ", counted " + state.moving(image.id()));
    }

    private Optional<String> flaw(GroupImage group) {
        if (group.state() == GroupState.OPEN) {
            for (ReservationId id : group.members()) {
                if (state.reservation(id).filter(r -> r.site().spoken()).isPresent()) {
                    return Optional.of(id + " was redeemed before all were ticketed");
                }
            }
        }
        return Optional.empty();
    }
}
