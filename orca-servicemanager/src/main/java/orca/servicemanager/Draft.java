package orca.servicemanager;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.core.actor.Decision;
import orca.core.contract.ReservationId;
import orca.core.contract.Subject;
import orca.core.lease.UnitId;
import orca.core.protocol.Reply;
import orca.core.reservation.ReservationState;
import orca.servicemanager.record.ChoiceImage;
import orca.servicemanager.record.ControllerImage;
import orca.servicemanager.record.GroupId;
import orca.servicemanager.record.GroupImage;
import orca.servicemanager.record.GuestCounters;
import orca.servicemanager.record.GuestRecord;
import orca.servicemanager.record.LossImage;
import orca.servicemanager.record.MemberImage;
import orca.servicemanager.record.PurseImage;
import orca.servicemanager.record.RequestMark;
import orca.servicemanager.record.ReservationImage;
import orca.servicemanager.record.SampleImage;
import orca.servicemanager.record.SliceImage;
import orca.servicemanager.record.SliceName;
import orca.servicemanager.record.StrayImage;

/**
 * One decision in the making: the state as it would be if the decision were applied already. What is put here is seen by the
 * next step of the same decision; the state itself stays as it was.
 */
final class Draft {
    private final GuestState state;
    private final Map<Subject, GuestRecord> records = new LinkedHashMap<>();
    private final Map<ReservationId, Optional<ReservationImage>> reservations = new LinkedHashMap<>();
    private final Map<ReservationId, List<ReservationImage>> steps = new LinkedHashMap<>();
    private final Map<UnitId, Optional<MemberImage>> members = new LinkedHashMap<>();
    private final Map<ReservationId, List<UnitId>> recruits = new LinkedHashMap<>();
    private final Map<ReservationId, List<ReservationId>> successors = new LinkedHashMap<>();
    private final Set<Subject> tell = new LinkedHashSet<>();
    private final Deque<ReservationId> stirred = new ArrayDeque<>();
    private final Set<GroupId> shaken = new LinkedHashSet<>();
    private int live;
    private int unanswered;
    private int ended;

    Draft(GuestState state) {
        this.state = state;
        this.live = state.live();
        this.unanswered = state.unanswered();
        this.ended = state.ended().size();
    }

    Decision decision() {
        return Decision.of(List.copyOf(records.values()), List.copyOf(tell));
    }

    Decision decision(Reply reply) {
        return decision().withReply(reply);
    }

    void tell(Subject subject) {
        tell.add(subject);
    }

    // ---- reservations

    Optional<ReservationImage> reservation(ReservationId id) {
        Optional<ReservationImage> drafted = reservations.get(id);
        return drafted == null ? state.reservation(id) : drafted;
    }

    void put(ReservationImage image) {
        Optional<ReservationImage> before = reservation(image.id());
        if (before.isPresent() && before.get().equals(image)) {
            return;
        }
        reservations.put(image.id(), Optional.of(image));
        steps.computeIfAbsent(image.id(), id -> new ArrayList<>()).add(image);
        records.put(image.subject(), image);
        count(before, Optional.of(image));
        if (before.isEmpty()) {
            GuestState.predecessors(image).forEach(p -> successors.computeIfAbsent(p, id -> new ArrayList<>()).add(image.id()));
        }
        boolean moved = before.isEmpty() || before.get().state() != image.state() || before.get().served() != image.served();
        if (moved) {
            stirred.addAll(state.successors(image.id()));
            stirred.addAll(successors.getOrDefault(image.id(), List.of()));
            image.purpose().group().ifPresent(shaken::add);
        }
    }

    /** The reservations that this decision touches, with what each of its steps made of them, in order. */
    Map<ReservationId, List<ReservationImage>> steps() {
        return Collections.unmodifiableMap(steps);
    }

    /** @param keepSlice whether the slice stays when this was its last reservation */
    void forget(ReservationImage image, boolean keepSlice) {
        for (UnitId unit : crew(image.id())) {
            forget(unit);
        }
        count(Optional.of(image), Optional.empty());
        reservations.put(image.id(), Optional.empty());
        steps.computeIfAbsent(image.id(), id -> new ArrayList<>());
        records.put(image.subject(), new GuestRecord.ReservationGone(image.subject()));
        image.purpose().group().ifPresent(id -> {
            if (group(id).filter(g -> g.members().stream().allMatch(m -> reservation(m).isEmpty())).isPresent()) {
                records.put(id, new GuestRecord.GroupGone(id));
            }
        });
        SliceName slice = image.purpose().slice();
        if (!keepSlice && state.inSlice(slice).stream().allMatch(id -> reservation(id).isEmpty())
                && reservations.values().stream().flatMap(Optional::stream).noneMatch(r -> r.purpose().slice().equals(slice))) {
            records.put(slice, new GuestRecord.SliceGone(slice));
        }
        stirred.addAll(state.successors(image.id()));
    }

    private void count(Optional<ReservationImage> before, Optional<ReservationImage> after) {
        live += living(after) - living(before);
        ended += ending(after) - ending(before);
        unanswered += waiting(after) - waiting(before);
    }

    private static int living(Optional<ReservationImage> image) {
        return image.isPresent() && !image.get().state().isEnd() ? 1 : 0;
    }

    private static int ending(Optional<ReservationImage> image) {
        return image.isPresent() && image.get().state().isEnd() ? 1 : 0;
    }

    private static int waiting(Optional<ReservationImage> image) {
        return image.isPresent()
                        && image.get().state() == ReservationState.TICKETING
                        && image.get().broker().answer().isEmpty()
                ? 1 : 0;
    }

    int live() {
        return live;
    }

    int unanswered() {
        return unanswered;
    }

    int ended() {
        return ended;
    }

    /** What was accepted under this request id, now or earlier. */
    Optional<GuestState.Accepted> accepted(String requestId) {
        Optional<GuestState.Accepted> found = state.request(requestId);
        for (Optional<ReservationImage> drafted : reservations.values()) {
            for (RequestMark mark : drafted.map(ReservationImage::requests).orElse(List.of())) {
                if (mark.id().equals(requestId)) {
                    found = Optional.of(found.filter(f -> f.ids().contains(drafted.get().id()))
                            .orElse(found.orElse(new GuestState.Accepted(mark.content(), List.of())).with(drafted.get().id())));
                }
            }
        }
        return found;
    }

    /** Lets the group be judged. */
    void shake(GroupId group) {
        shaken.add(group);
    }

    /** The next reservation that something it waits for has happened to. */
    Optional<ReservationId> nextStirred() {
        return Optional.ofNullable(stirred.poll());
    }

    /** The next group to some member of which something has happened. */
    Optional<GroupImage> nextShaken() {
        Optional<GroupId> next = shaken.stream().findFirst();
        next.ifPresent(shaken::remove);
        return next.flatMap(this::group);
    }

    // ---- members

    Optional<MemberImage> member(UnitId id) {
        Optional<MemberImage> drafted = members.get(id);
        return drafted == null ? state.member(id) : drafted;
    }

    void put(MemberImage image) {
        if (member(image.subject()).isEmpty() && !state.crew(image.reservation()).contains(image.subject())) {
            recruits.computeIfAbsent(image.reservation(), id -> new ArrayList<>()).add(image.subject());
        }
        members.put(image.subject(), Optional.of(image));
        records.put(image.subject(), image);
    }

    void forget(UnitId unit) {
        boolean known = state.member(unit).isPresent();
        members.put(unit, Optional.empty());
        if (known) {
            records.put(unit, new GuestRecord.MemberGone(unit));
        } else {
            records.remove(unit);
        }
    }

    /** The units of one reservation that are members. */
    List<UnitId> crew(ReservationId id) {
        List<UnitId> known = state.crew(id);
        List<UnitId> more = recruits.getOrDefault(id, List.of());
        if (more.isEmpty() && members.isEmpty()) {
            return known;
        }
        List<UnitId> all = new ArrayList<>(known);
        all.addAll(more);
        return all.stream().distinct().filter(unit -> member(unit).isPresent()).toList();
    }

    // ---- the rest

    Optional<GroupImage> group(GroupId id) {
        GuestRecord drafted = records.get(id);
        return drafted instanceof GroupImage image ? Optional.of(image) : drafted == null ? state.group(id) : Optional.empty();
    }

    void put(GroupImage image) {
        records.put(image.subject(), image);
        shaken.add(image.subject());
        if (state.group(image.subject()).filter(g -> g.state() == image.state()).isEmpty()) {
            stirred.addAll(image.members());
        }
    }

    Optional<SliceImage> slice(SliceName name) {
        GuestRecord drafted = records.get(name);
        return drafted instanceof SliceImage image ? Optional.of(image) : drafted == null ? state.slice(name) : Optional.empty();
    }

    void put(SliceImage image) {
        records.put(image.subject(), image);
    }

    void put(SampleImage image) {
        records.put(image.subject(), image);
    }

    void put(ControllerImage image) {
        records.put(image.subject(), image);
    }

    void put(ChoiceImage image) {
        records.put(image.subject(), image);
    }

    void forget(ControllerImage.Memory memory) {
        records.put(memory, new GuestRecord.MemoryGone(memory));
    }

    GuestCounters counters() {
        GuestRecord drafted = records.get(GuestCounters.Counting.ALL);
        return drafted instanceof GuestCounters counters ? counters : state.counters();
    }

    PurseImage purse() {
        GuestRecord drafted = records.get(PurseImage.Purse.OWN);
        return drafted instanceof PurseImage purse ? purse : state.purse();
    }

    /** What people are told, and what is known of that. */
    void tell(GuestRecord record) {
        records.put(record.subject(), record);
    }

    void put(LossImage loss) {
        records.put(loss.subject(), loss);
    }

    void put(StrayImage stray) {
        records.put(stray.subject(), stray);
    }

    void put(PurseImage purse) {
        records.put(purse.subject(), purse);
    }

    void put(GuestCounters counters) {
        records.put(counters.subject(), counters);
    }

    GuestState state() {
        return state;
    }
}
