package orca.servicemanager;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.core.actor.Duties;
import orca.core.actor.Outgoing;
import orca.core.contract.ContractKey;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.contract.Subject;
import orca.core.lease.UnitId;
import orca.core.protocol.Message;
import orca.core.resource.PropertyList;
import orca.core.ticket.Relinquishment;
import orca.core.ticket.TicketChain;
import orca.servicemanager.host.Calls;
import orca.servicemanager.host.JoinHandler;
import orca.servicemanager.record.BrokerSide;
import orca.servicemanager.record.GroupId;
import orca.servicemanager.record.GroupImage;
import orca.servicemanager.record.GroupState;
import orca.servicemanager.record.MemberImage;
import orca.servicemanager.record.ReservationImage;
import orca.servicemanager.record.SiteSide;
import orca.servicemanager.record.SliceName;

/** What a service manager owes for each of its subjects, derived from their images alone. */
final class Owed {
    private final GuestSettings settings;
    private final GuestState state;
    private final Clockwork clockwork;
    private final Counsel counsel;

    Owed(GuestSettings settings, GuestState state, Clockwork clockwork, Counsel counsel) {
        this.settings = settings;
        this.state = state;
        this.clockwork = clockwork;
        this.counsel = counsel;
    }

    Duties duties(Subject subject) {
        return switch (subject) {
            case ContractKey key -> state.reservation(key.id()).filter(r -> r.subject().equals(key)).map(this::duties)
                    .orElse(Duties.NONE);
            case UnitId unit -> state.member(unit).map(this::duties).orElse(Duties.NONE);
            case GroupId group -> state.group(group).map(Owed::duties).orElse(Duties.NONE);
            case SliceName slice -> counsel.alarm(slice).map(Owed::waking).orElse(Duties.NONE);
            default -> Duties.NONE;
        };
    }

    private static Duties waking(Instant at) {
        return new Duties(List.of(), Optional.empty(), Optional.empty(), Optional.of(Clockwork.at(at)));
    }

    private static Duties duties(GroupImage group) {
        return group.state() == GroupState.OPEN ? waking(group.holdUntil()) : Duties.NONE;
    }

    private Duties duties(ReservationImage image) {
        List<Outgoing> messages = switch (image.state()) {
            case TICKETING, EXTENDING_TICKET, RETURNING -> List.of(ticketDemand(image, image.broker().shown(), false));
            case REDEEMING -> List.of(leaseDemand(image, image.site().shown()));
            case EXTENDING_LEASE -> redeemed(image) ? List.of(leaseDemand(image, image.site().shown())) : List.of();
            case CLOSING -> closing(image);
            case NASCENT, TICKETED, JOINING, ACTIVE, LEAVING, CLOSED, FAILED -> List.of();
        };
        return new Duties(messages, Optional.empty(), Optional.empty(), Optional.of(Clockwork.at(clockwork.alarm(image))));
    }

    /** Whether the newest ticket has been redeemed, and not only the one before. */
    private static boolean redeemed(ReservationImage image) {
        return image.site().chain().map(c -> c.ticket().revision()).equals(image.chain().map(c -> c.ticket().revision()));
    }

    private List<Outgoing> closing(ReservationImage image) {
        SiteSide site = image.site();
        if (site.spoken() && !site.over() && !site.open()) {
            return List.of(leaseDemand(image, site.shown()));
        }
        BrokerSide broker = image.broker();
        return broker.over() || broker.open() ? List.of() : List.of(ticketDemand(image, broker.shown(), false));
    }

    private Duties duties(MemberImage member) {
        Optional<ReservationImage> reservation = state.reservation(member.reservation());
        Optional<JoinHandler> handler = reservation.flatMap(r -> settings.joining().handler(r.wish().type()));
        if (!member.moving() || reservation.isEmpty()) {
            return Duties.NONE;
        }
        if (handler.isEmpty()) {
            return waking(member.notBefore()); // its handler was taken out of the settings; it counts as done
        }
        return switch (member.state()) {
            case JOINING, CHANGING, LEAVING -> new Duties(List.of(),
                    Optional.of(Calls.run(member, reservation.get(), handler.get())), Optional.empty(), Optional.empty());
            case STOPPING -> new Duties(List.of(), Optional.empty(), Optional.of(Calls.name(member)), Optional.empty());
            case OUT, IN -> Duties.NONE;
        };
    }

    /**
     * How things stand with {@code subject}, for its peers.
     *
     * @param showing whether the ticket is to be shown to the broker that issued it
     */
    List<Outgoing> view(Subject subject, boolean showing) {
        return switch (subject) {
            case Ack.OfTicket(ReservationId id) -> state.reservation(id).map(r -> toBroker(r, showing)).orElse(List.of());
            case Ack.OfLease(ReservationId id) -> state.reservation(id).map(this::toSite).orElse(List.of());
            case Stranger(Outgoing answer) -> List.of(answer);
            case ContractKey key -> state.reservation(key.id()).map(image -> {
                List<Outgoing> both = new ArrayList<>(toBroker(image, showing));
                both.addAll(toSite(image));
                return List.copyOf(both);
            }).orElse(List.of());
            default -> List.of();
        };
    }

    private List<Outgoing> toBroker(ReservationImage image, boolean showing) {
        return image.broker().stamp().equals(Stamp.NONE) ? List.of()
                : List.of(ticketDemand(image, image.broker().seen(), showing));
    }

    private List<Outgoing> toSite(ReservationImage image) {
        return image.site().spoken() ? List.of(leaseDemand(image, image.site().seen())) : List.of();
    }

    /** A broker may have forgotten what it issued in an epoch before the one that was seen last, and is always shown that. */
    private Outgoing ticketDemand(ReservationImage image, Stamp seen, boolean showing) {
        BrokerSide side = image.broker();
        Optional<TicketChain> held = side.chain().filter(chain -> showing || chain.ticket().isBefore(side.seen().epoch()));
        return new Outgoing(image.purpose().broker(), new Message.TicketDemand(image.id(), side.stamp(), side.open(), side.said(),
                seen, side.chain().flatMap(chain -> Relinquishment.with(side.open(), side.said(), chain.ticket())),
                Cashier.claim(settings, state, image), held));
    }

    private static Outgoing leaseDemand(ReservationImage image, Stamp seen) {
        SiteSide side = image.site();
        return new Outgoing(side.authority().orElseThrow(), new Message.LeaseDemand(image.id(), side.stamp(),
                side.open(), side.chain(), properties(side), side.victims(), seen));
    }

    /** Those of the ticket that is shown, which has all that were asked for: a repeat says the same, whatever is wanted now. */
    private static PropertyList properties(SiteSide side) {
        return side.chain().map(chain -> chain.ticket().properties()).orElse(PropertyList.NONE);
    }
}
