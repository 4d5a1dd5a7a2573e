package orca.servicemanager;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.actor.Loss;
import orca.core.contract.Cause;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.contract.ReservationId;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.core.ticket.TicketChain;
import orca.servicemanager.record.LossImage;
import orca.servicemanager.record.ReservationImage;
import orca.servicemanager.record.StrayImage;

/**
 * What a service manager does that lost what it decided last. It asks brokers and sites what they hold for the reservations that
 * it knows, again and again, and takes what they show that is later. What they hold for others it gives up only when an operator
 * has settled it: somebody may use that. Meanwhile nothing is renewed or ended by time alone, and no controller is asked.
 */
final class Settling {
    /** How often peers are asked. */
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final Principal self;
    private final GuestState state;
    private final Course course;
    private final Cashier cashier;
    private final long epoch;

    Settling(GuestSettings settings, GuestState state, Course course, long epoch) {
        this.self = settings.self();
        this.cashier = new Cashier(settings, epoch);
        this.state = state;
        this.course = course;
        this.epoch = epoch;
    }

    void lost(Draft draft, Event.Lost lost, Instant now) {
        cashier.lost(draft, now);
        ask(draft, new Loss(lost.since(), epoch, lost.what()), 1, now);
    }

    private void ask(Draft draft, Loss loss, long turn, Instant now) {
        draft.put(new LossImage(Optional.of(loss), Optional.of(now.plus(AGAIN)), turn, new Cause(now, "LOST", loss.what())));
        state.reservations().stream().filter(r -> !r.goingOrGone()).map(ReservationImage::subject).forEach(draft::tell);
    }

    /** Peers are asked again, if it is time. */
    void rang(Draft draft, long mark, Instant now) {
        state.loss().filter(loss -> loss.turn() == mark)
                .ifPresent(loss -> ask(draft, loss.loss().orElseThrow(), loss.turn() + 1, now));
    }

    Duties duties() {
        return new Duties(List.of(), Optional.empty(), Optional.empty(), state.loss()
                .flatMap(loss -> loss.askAt().map(at -> new Duties.Alarm(at, loss.turn()))));
    }

    /** Whether time alone does nothing to a reservation: its peers may know more of it. */
    boolean held(ReservationId id) {
        return state.loss().isPresent() && state.reservation(id).filter(r -> !r.goingOrGone()).isPresent();
    }

    /** Whether what a broker says of a reservation that is not known is not to be heard; it is noted, if it shows its ticket. */
    boolean strays(Draft draft, Principal peer, Message.TicketView view, Instant now) {
        Optional<TicketChain> shown = view.chain().filter(c -> c.ticket().issuer().equals(peer)
                && c.ticket().holder().equals(self) && c.ticket().reservation().equals(view.id()));
        return strays(draft, shown.isPresent(), new StrayImage(peer, view.id(), new Cause(now, "STRAY",
                "the broker holds a ticket for a reservation that is not known here"), shown.map(c -> c.root().issuer())));
    }

    /**
     * The same of a site, and its lease. Brokers were looked at before they are heard, and sites were not: anybody can make a
     * lease out to this guest. So it counts only if it is of a site that is behind a ticket of this guest.
     */
    boolean strays(Draft draft, Principal peer, Message.LeaseView view, Instant now) {
        boolean shown = view.lease().filter(l -> l.issuer().equals(peer) && l.holder().equals(self)
                && l.reservation().equals(view.id())).isPresent();
        boolean site = state.sites().contains(peer)
                || state.strays().values().stream().anyMatch(stray -> stray.site().equals(Optional.of(peer)));
        return strays(draft, shown && site, new StrayImage(peer, view.id(), new Cause(now, "STRAY",
                "the site holds a lease for a reservation that is not known here"), Optional.empty()));
    }

    private boolean strays(Draft draft, boolean shown, StrayImage stray) {
        if (state.loss().isEmpty()) {
            return false;
        }
        if (shown && !state.strays().containsKey(stray.subject()) && state.strays().size() < Loss.MOST_STRAYS) {
            draft.put(stray);
        }
        return true;
    }

    Reply settle(Draft draft, Command.Settle command, Instant now) {
        if (state.loss().isEmpty()) {
            return Reply.declined(Refusal.Kind.CONFLICT, "nothing is to be settled here");
        }
        List<String> open = unsettled();
        if (!open.isEmpty() && !command.anyway()) {
            return Reply.declined(Refusal.Kind.CONFLICT, Loss.named(open));
        }
        draft.put(new LossImage(Optional.empty(), Optional.empty(), 0, new Cause(now, "SETTLED", command.reason())));
        // What would have happened meanwhile by time alone happens now.
        List.copyOf(state.reservations()).forEach(r -> course.settle(draft, r.id(), now));
        return new Reply.Accepted(List.of(), open.isEmpty() ? "" : open.size() + " were open");
    }

    List<String> unsettled() {
        List<String> open = new ArrayList<>();
        state.strays().values().forEach(stray -> open.add(stray.id() + ", of which " + stray.peer() + " speaks: "
                + stray.cause().why()));
        return open;
    }
}
