package orca.servicemanager;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import orca.core.actor.Actor;
import orca.core.actor.Decision;
import orca.core.actor.Duties;
import orca.core.actor.Event;
import orca.core.actor.Loss;
import orca.core.actor.Outgoing;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Subject;
import orca.core.handler.Outcome;
import orca.core.journal.JournalRecord;
import orca.core.lease.UnitId;
import orca.core.notice.NoticeWish;
import orca.core.notice.Receiver;
import orca.core.policy.Chosen;
import orca.core.policy.GuestView;
import orca.core.policy.PolicyView;
import orca.core.protocol.Command;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.servicemanager.host.Calls;
import orca.servicemanager.record.BoxImage;
import orca.servicemanager.record.ChoiceImage;
import orca.servicemanager.record.ControllerImage;
import orca.servicemanager.record.GroupId;
import orca.servicemanager.record.GroupImage;
import orca.servicemanager.record.GuestRecord;
import orca.servicemanager.record.LetterImage;
import orca.servicemanager.record.LossImage;
import orca.servicemanager.record.MemberImage;
import orca.servicemanager.record.NoticeImage;
import orca.servicemanager.record.PurseImage;
import orca.servicemanager.record.ReservationImage;
import orca.servicemanager.record.SampleImage;
import orca.servicemanager.record.SliceImage;
import orca.servicemanager.record.SliceName;
import orca.servicemanager.record.TellingImage;
import orca.servicemanager.record.WatchImage;

/**
 * Keeps leases for a guest: asks brokers, redeems what they promise, takes units into service, renews, and gives everything
 * back. Hard state: the images of {@link GuestRecord}. Soft, besides what its engine keeps: which slices their controllers
 * were asked about.
 *
 * <p>A decision is a {@link Draft} in which a command ({@link Orders}), a peer's view ({@link Hearing}), a handler's end
 * ({@link Crew}) or a controller's plan ({@link Counsel}) changes something; {@link Course} then takes every step that follows.
 */
public final class ServiceManager implements Actor {
    private final GuestSettings settings;
    private final GuestState state = new GuestState();
    private final Crew crew;
    private final Course course;
    private final Hearing hearing;
    private final Orders orders;
    private final Settling settling;
    private final Counsel counsel;
    private final Owed owed;
    private final Herald herald;

    /** A service manager in its first life, that follows the standard tables. */
    public ServiceManager(GuestSettings settings) {
        this(settings, GuestTables.STANDARD, 1);
    }

    /** A service manager in its first life. */
    public ServiceManager(GuestSettings settings, GuestTables tables) {
        this(settings, tables, 1);
    }

    /**
     * @param epoch of this life, 1 at first; it must grow whenever the guest is restored from something older than its last
     *     word, and the stamps of its messages with it
     */
    public ServiceManager(GuestSettings settings, GuestTables tables, long epoch) {
        this.settings = Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(tables, "tables");
        if (epoch < 1) {
            throw new IllegalArgumentException("epoch: must be 1 or more, got " + epoch);
        }
        Clockwork clockwork = new Clockwork(settings);
        this.crew = new Crew(settings, tables);
        this.course = new Course(settings, tables, epoch, clockwork, crew);
        this.hearing = new Hearing(settings, epoch, clockwork, course);
        this.orders = new Orders(settings, course, epoch);
        this.settling = new Settling(settings, state, course, epoch);
        this.counsel = new Counsel(settings.controllers(), state, orders);
        this.owed = new Owed(settings, state, clockwork, counsel);
        this.herald = new Herald(settings, state, epoch);
    }

    @Override
    public Principal self() {
        return settings.self();
    }

    @Override
    public Decision decide(Event event, Instant now) {
        Draft draft = new Draft(state);
        switch (event) {
            case Event.Arrived(Principal from, Message message) -> arrived(draft, from, message, now);
            case Event.Rang rang -> rang(draft, rang, now);
            case Event.Ended ended -> ended(draft, ended, now);
            case Event.Proposed proposed -> counsel.proposed(draft, proposed.proposal(), now);
            case Event.Sensed sensed -> sensed(draft, sensed.sample());
            case Event.Died died -> { } // it has asked for nobody to be watched
            case Event.Lost lost -> settling.lost(draft, lost, now);
            case Event.Ordered(String operator, Command command) -> {
                Reply reply = switch (command) {
                    case Command.SetPolicy set -> counsel.follow(draft, set, operator, now);
                    case Command.Settle settle -> settled(draft, settling.settle(draft, settle, now), now);
                    case Command.Telling telling -> herald.order(draft, telling, operator, now);
                    case Command.Guest guest -> orders.order(draft, guest, now);
                    case Command.Market market -> orders.order(draft, command, now);
                    case Command.Site site -> orders.order(draft, command, now);
                };
                herald.tell(draft, now);
                return draft.decision(reply);
            }
        }
        herald.tell(draft, now);
        return draft.decision();
    }

    private Reply settled(Draft draft, Reply reply, Instant now) {
        if (reply instanceof Reply.Accepted) {
            herald.settled(draft, now);
        }
        return reply;
    }

    private void arrived(Draft draft, Principal from, Message message, Instant now) {
        switch (message) {
            case Message.TicketView view when unknown(view.id()) && settling.strays(draft, from, view, now) -> { }
            case Message.LeaseView view when unknown(view.id()) && settling.strays(draft, from, view, now) -> { }
            case Message.TicketView view -> hearing.ticket(draft, from, view, now);
            case Message.LeaseView view -> hearing.lease(draft, from, view, now);
            case Message.TicketDemand other -> { }
            case Message.LeaseDemand other -> { }
            case Message.DelegationOffer other -> { }
            case Message.DelegationView other -> { }
            case Message.TicketStanding other -> { }
            case Message.StandingView other -> { }
        }
    }

    private boolean unknown(ReservationId id) {
        return state.reservation(id).isEmpty();
    }

    private void rang(Draft draft, Event.Rang rang, Instant now) {
        if (duties(rang.subject()).alarm().filter(alarm -> alarm.mark() == rang.mark()).isEmpty()) {
            return;
        }
        switch (rang.subject()) {
            case LossImage.Lost lost -> settling.rang(draft, rang.mark(), now);
            case ContractKey key when settling.held(key.id()) -> { } // settling it makes up for it
            case ContractKey key -> course.settle(draft, key.id(), now);
            case GroupId group -> {
                draft.shake(group);
                course.settle(draft, now);
            }
            case UnitId unit -> state.member(unit).map(Calls::name).ifPresent(call ->
                    ended(draft, new Event.Ended(call.unit(), call.action(), call.attempt(), Outcome.done()), now));
            case WatchImage.Watch watch -> herald.rang(draft, watch, now);
            case BoxImage.Box box -> herald.rang(draft, box, now);
            default -> { } // a slice's controller is due: its question follows from the clock
        }
    }

    private void ended(Draft draft, Event.Ended event, Instant now) {
        Optional<MemberImage> before = state.member(event.unit());
        boolean lastOne = before.filter(m -> state.moving(m.reservation()) <= 1).isPresent();
        if (crew.ended(draft, event, now) && lastOne) {
            course.settle(draft, before.get().reservation(), now);
        }
    }

    private void sensed(Draft draft, GuestView.Sample sample) {
        if (settings.controllers().sensors().containsKey(sample.sensor())) {
            draft.put(new SampleImage(sample));
        }
    }

    @Override
    public void apply(JournalRecord record) {
        if (!(record instanceof GuestRecord guest)) {
            throw new IllegalArgumentException("service manager: not a record of its own: " + record.getClass().getName());
        }
        state.apply(guest);
        if (record instanceof SampleImage(GuestView.Sample sample)) {
            Optional.ofNullable(settings.controllers().sensors().get(sample.sensor())).ifPresent(state::changed);
        }
        if (record instanceof ChoiceImage choice) {
            counsel.supersede(choice.slice());
        }
    }

    @Override
    public Duties duties(Subject subject) {
        return subject instanceof LossImage.Lost ? settling.duties()
                : herald.duties(subject).orElseGet(() -> owed.duties(subject));
    }

    @Override
    public List<Outgoing> view(Subject subject) {
        return owed.view(subject, false);
    }

    @Override
    public List<Subject> subjects() {
        List<Subject> all = new ArrayList<>();
        state.reservations().forEach(r -> all.add(r.subject()));
        state.members().forEach(m -> all.add(m.subject()));
        state.groups().forEach(g -> all.add(g.subject()));
        TreeSet<SliceName> slices = new TreeSet<>(settings.controllers().bySlice().keySet());
        state.slices().forEach(s -> slices.add(s.subject()));
        all.addAll(slices);
        all.addAll(herald.subjects());
        state.loss().ifPresent(loss -> all.add(loss.subject()));
        return all;
    }

    @Override
    public Optional<PolicyView> question(Instant now) {
        return state.loss().isPresent() ? Optional.empty() : counsel.question(now);
    }

    @Override
    public Optional<Duration> reminds() {
        return state.reservations().isEmpty() ? Optional.empty() : Optional.of(settings.times().remind());
    }

    @Override
    public List<Outgoing> reminder(Subject subject) {
        return owed.view(subject, true);
    }

    @Override
    public List<Subject> reminders() {
        // Also of tickets for later, and of those that their site has not made true yet: a broker would sell them again.
        return state.reservations().stream().filter(r -> !r.goingOrGone() && (r.inUse() || r.chain().isPresent()))
                .map(r -> (Subject) r.subject()).toList();
    }

    @Override
    public Optional<Loss> loss() {
        return state.loss().flatMap(LossImage::loss);
    }

    @Override
    public List<String> unsettled() {
        return settling.unsettled();
    }

    @Override
    public Map<String, Chosen> chosen() {
        return state.chosen();
    }

    @Override
    public List<JournalRecord> image() {
        List<JournalRecord> all = new ArrayList<>();
        all.add(state.counters());
        if (!state.purse().equals(PurseImage.EMPTY)) {
            all.add(state.purse());
        }
        all.addAll(state.slices());
        state.memories().forEach((slice, memory) -> all.add(new ControllerImage(slice, memory)));
        all.addAll(state.choices());
        all.addAll(state.samples());
        all.addAll(state.groups());
        all.addAll(state.reservations());
        all.addAll(state.members());
        all.addAll(state.post().image());
        state.loss().ifPresent(all::add);
        all.addAll(state.strays().values());
        return all;
    }

    @Override
    public List<String> broken() {
        return new Soundness(state).broken();
    }

    // ---- for those who look and change nothing

    /** Every reservation, also those that are over and not forgotten; oldest first. */
    public Collection<ReservationImage> reservations() {
        return state.reservations();
    }

    /** The reservation of that id, also when it is over and not forgotten. */
    public Optional<ReservationImage> reservation(ReservationId id) {
        return state.reservation(id);
    }

    /** The slice whose controller is shown what a sensor says; empty when there is no such sensor. */
    public Optional<SliceName> sensing(String sensor) {
        return Optional.ofNullable(settings.controllers().sensors().get(sensor));
    }

    /** Every leased unit that is in service or on its way in or out. */
    public Collection<MemberImage> members() {
        return state.members();
    }

    public Collection<GroupImage> groups() {
        return state.groups();
    }

    public Collection<SliceImage> slices() {
        return state.slices();
    }

    /** What it paid and has not got back yet. */
    public PurseImage purse() {
        return state.purse();
    }

    /** Every letter that is on its way, or was until lately, oldest first. */
    public Collection<LetterImage> letters() {
        return state.post().letters();
    }

    /** Those that are on their way: one at most to each receiver. */
    public List<LetterImage> openLetters() {
        return state.post().open();
    }

    /** What waits for a receiver, and when it goes. */
    public Collection<BoxImage> boxes() {
        return state.post().boxes();
    }

    /** The notices that wait for a receiver, oldest first. */
    public List<NoticeImage> waiting(Receiver receiver) {
        return state.post().waiting(receiver);
    }

    /** The SHA-256 of the key to the calendar of a slice, if somebody has one. */
    public Optional<String> lock(SliceName slice) {
        return state.post().telling(slice).flatMap(TellingImage::lock);
    }

    /** Every reservation of a slice. */
    public List<ReservationImage> inSlice(SliceName slice) {
        return state.inSlice(slice).stream().flatMap(id -> state.reservation(id).stream()).toList();
    }

    /** What operators said about telling people, by slice. */
    public Collection<TellingImage> tellings() {
        return state.post().tellings();
    }

    /** What is told of a slice. */
    public NoticeWish wish(SliceName slice) {
        return herald.wish(slice);
    }

    public GuestSettings settings() {
        return settings;
    }
}
