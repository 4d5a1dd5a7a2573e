package orca.servicemanager;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import orca.core.contract.ReservationId;
import orca.core.lease.UnitId;
import orca.core.policy.Chosen;
import orca.core.policy.GuestView;
import orca.core.policy.PolicyState;
import orca.core.reservation.ReservationState;
import orca.servicemanager.controller.Holdings;
import orca.servicemanager.record.BoxImage;
import orca.servicemanager.record.ChoiceImage;
import orca.servicemanager.record.ControllerImage;
import orca.servicemanager.record.GroupId;
import orca.servicemanager.record.GroupImage;
import orca.servicemanager.record.GuestCounters;
import orca.servicemanager.record.GuestRecord;
import orca.servicemanager.record.LetterImage;
import orca.servicemanager.record.LossImage;
import orca.servicemanager.record.MemberImage;
import orca.servicemanager.record.NoticeImage;
import orca.servicemanager.record.PostCounters;
import orca.servicemanager.record.PurseImage;
import orca.servicemanager.record.RequestMark;
import orca.servicemanager.record.ReservationImage;
import orca.servicemanager.record.SampleImage;
import orca.servicemanager.record.SliceImage;
import orca.servicemanager.record.SliceName;
import orca.servicemanager.record.StrayImage;
import orca.servicemanager.record.TellingImage;
import orca.servicemanager.record.WatchImage;

/**
 * What the records add up to: the newest image of each subject, and indexes over them that follow from the images alone.
 * Changed by {@link #apply} only.
 */
final class GuestState {
    private final Map<ReservationId, ReservationImage> reservations = new LinkedHashMap<>();
    private final Map<UnitId, MemberImage> members = new LinkedHashMap<>();
    private final Map<GroupId, GroupImage> groups = new LinkedHashMap<>();
    private final Map<SliceName, SliceImage> slices = new TreeMap<>();
    private final Map<SliceName, PolicyState> memories = new TreeMap<>();
    private final Map<SliceName, ChoiceImage> choices = new TreeMap<>();
    private final Map<String, SampleImage> samples = new TreeMap<>();
    private Map<String, Chosen> chosen = Map.of();
    private GuestCounters counters = GuestCounters.ZERO;
    private PurseImage purse = PurseImage.EMPTY;
    private Optional<LossImage> loss = Optional.empty();
    private final Map<StrayImage.Stray, StrayImage> strays = new LinkedHashMap<>();
    private final GuestPost post = new GuestPost();
    private final Sites sites = new Sites();

    private final Map<ReservationId, Crew> crews = new LinkedHashMap<>();
    private final Map<ReservationId, List<ReservationId>> successors = new LinkedHashMap<>();
    private final Map<SliceName, Map<ReservationId, Boolean>> bySlice = new TreeMap<>();
    private final Map<SliceName, Long> changes = new TreeMap<>();
    private final Map<String, Accepted> requests = new LinkedHashMap<>();
    private final TreeMap<Long, ReservationId> nascent = new TreeMap<>();
    private final TreeSet<Ended> ended = new TreeSet<>();
    private int unanswered;

    /** The members of one reservation, and how many of them a handler is busy with. */
    private static final class Crew {
        private final List<UnitId> units = new ArrayList<>(1);
        private int moving;
    }

    /** What was accepted under a request id. */
    record Accepted(long content, List<ReservationId> ids) {
        Accepted with(ReservationId id) {
            List<ReservationId> more = new ArrayList<>(ids);
            more.add(id);
            return new Accepted(content, List.copyOf(more));
        }

        /** Null when nothing is left, as maps like it. */
        Accepted without(ReservationId id) {
            List<ReservationId> rest = ids.stream().filter(other -> !other.equals(id)).toList();
            return rest.isEmpty() ? null : new Accepted(content, rest);
        }
    }

    /** A reservation that is over; the oldest come first. */
    record Ended(Instant at, long number, ReservationId id) implements Comparable<Ended> {
        static Ended of(ReservationImage image) {
            return new Ended(image.cause().at(), image.number(), image.id());
        }

        @Override
        public int compareTo(Ended other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    void apply(GuestRecord record) {
        switch (record) {
            case ReservationImage image -> replace(image.id(), Optional.of(image));
            case GuestRecord.ReservationGone gone -> replace(gone.subject().id(), Optional.empty());
            case MemberImage image -> replace(image.subject(), Optional.of(image));
            case GuestRecord.MemberGone gone -> replace(gone.subject(), Optional.empty());
            case GroupImage image -> groups.put(image.subject(), image);
            case GuestRecord.GroupGone gone -> groups.remove(gone.subject());
            case SliceImage image -> slices.put(image.subject(), image);
            case GuestRecord.SliceGone gone -> {
                slices.remove(gone.subject());
                memories.remove(gone.subject());
                changes.remove(gone.subject());
            }
            case ControllerImage image -> memories.put(image.slice(), image.state());
            case GuestRecord.MemoryGone gone -> memories.remove(gone.subject().slice());
            case ChoiceImage image -> choose(image);
            case SampleImage image -> samples.put(image.sample().sensor(), image);
            case GuestCounters image -> counters = image;
            case PurseImage image -> purse = image;
            case LossImage image -> {
                loss = image.loss().map(lost -> image);
                if (loss.isEmpty()) {
                    strays.clear();
                }
            }
            case StrayImage image -> strays.put(image.subject(), image);
            case TellingImage image -> post.apply(image);
            case GuestRecord.TellingGone gone -> post.apply(gone);
            case WatchImage image -> post.apply(image);
            case GuestRecord.WatchGone gone -> post.apply(gone);
            case NoticeImage image -> post.apply(image);
            case BoxImage image -> post.apply(image);
            case GuestRecord.BoxGone gone -> post.apply(gone);
            case LetterImage image -> post.apply(image);
            case GuestRecord.LetterGone gone -> post.apply(gone);
            case PostCounters image -> post.apply(image);
        }
    }

    private void choose(ChoiceImage image) {
        choices.put(image.slice(), image);
        Map<String, Chosen> all = new TreeMap<>();
        choices.values().forEach(c -> c.chosen().ifPresent(one -> all.put(c.slice().value(), one)));
        chosen = Collections.unmodifiableMap(all);
        changed(image.slice());
    }

    private void replace(ReservationId id, Optional<ReservationImage> next) {
        ReservationImage before = next.isPresent() ? reservations.put(id, next.get()) : reservations.remove(id);
        sites.replaced(Optional.ofNullable(before), next);
        if (before != null) {
            leaveIndexes(before, next);
        }
        next.ifPresent(image -> enterIndexes(image, Optional.ofNullable(before)));
    }

    private void leaveIndexes(ReservationImage image, Optional<ReservationImage> next) {
        if (image.state() == ReservationState.NASCENT) {
            nascent.remove(image.number());
        }
        if (image.state().isEnd()) {
            ended.remove(Ended.of(image));
        }
        unanswered -= isUnanswered(image) ? 1 : 0;
        for (RequestMark mark : image.requests()) {
            if (next.filter(n -> n.requests().contains(mark)).isEmpty()) {
                requests.computeIfPresent(mark.id(), (name, known) -> known.without(image.id()));
            }
        }
        if (next.isEmpty()) {
            predecessors(image).forEach(before -> {
                List<ReservationId> of = successors.getOrDefault(before, new ArrayList<>());
                of.remove(image.id());
                if (of.isEmpty()) {
                    successors.remove(before);
                }
            });
            Map<ReservationId, Boolean> slice = bySlice.get(image.purpose().slice());
            slice.remove(image.id());
            if (slice.isEmpty()) {
                bySlice.remove(image.purpose().slice());
            }
        }
    }

    private void enterIndexes(ReservationImage image, Optional<ReservationImage> before) {
        if (image.state() == ReservationState.NASCENT) {
            nascent.put(image.number(), image.id());
        }
        if (image.state().isEnd()) {
            ended.add(Ended.of(image));
        }
        unanswered += isUnanswered(image) ? 1 : 0;
        for (RequestMark mark : image.requests()) {
            Accepted known = requests.get(mark.id());
            if (known == null) {
                requests.put(mark.id(), new Accepted(mark.content(), List.of(image.id())));
            } else if (!known.ids().contains(image.id())) {
                requests.put(mark.id(), known.with(image.id()));
            }
        }
        if (before.isEmpty()) {
            predecessors(image).forEach(p -> successors.computeIfAbsent(p, id -> new ArrayList<>(1)).add(image.id()));
        }
        SliceName slice = image.purpose().slice();
        if (before.isEmpty()) {
            bySlice.computeIfAbsent(slice, name -> new LinkedHashMap<>()).put(image.id(), true);
        }
        if (before.isEmpty() || Holdings.differ(before.get(), image)) {
            changed(slice);
        }
    }

    private void replace(UnitId unit, Optional<MemberImage> next) {
        MemberImage before = next.isPresent() ? members.put(unit, next.get()) : members.remove(unit);
        if (before != null) {
            Crew crew = crews.get(before.reservation());
            crew.moving -= before.moving() ? 1 : 0;
            if (next.isEmpty()) {
                crew.units.remove(unit);
                if (crew.units.isEmpty()) {
                    crews.remove(before.reservation());
                }
            }
        }
        next.ifPresent(image -> {
            Crew crew = crews.computeIfAbsent(image.reservation(), id -> new Crew());
            crew.moving += image.moving() ? 1 : 0;
            if (before == null) {
                crew.units.add(unit);
            }
        });
    }

    /** Everything that {@code image} waits for, each once. */
    static List<ReservationId> predecessors(ReservationImage image) {
        List<ReservationId> redeem = image.purpose().redeemAfter();
        List<ReservationId> join = image.purpose().joinAfter();
        if (redeem.isEmpty() && join.isEmpty()) {
            return List.of();
        }
        List<ReservationId> all = new ArrayList<>(redeem);
        all.addAll(join);
        return all.stream().distinct().toList();
    }

    private static boolean isUnanswered(ReservationImage image) {
        return image.state() == ReservationState.TICKETING && image.broker().answer().isEmpty();
    }

    /** Something that the slice's controller sees is not as it was. */
    void changed(SliceName slice) {
        changes.merge(slice, 1L, Long::sum);
    }

    Optional<ReservationImage> reservation(ReservationId id) {
        return Optional.ofNullable(reservations.get(id));
    }

    Collection<ReservationImage> reservations() {
        return Collections.unmodifiableCollection(reservations.values());
    }

    Optional<MemberImage> member(UnitId id) {
        return Optional.ofNullable(members.get(id));
    }

    Collection<MemberImage> members() {
        return Collections.unmodifiableCollection(members.values());
    }

    List<UnitId> crew(ReservationId id) {
        Crew crew = crews.get(id);
        return crew == null ? List.of() : Collections.unmodifiableList(crew.units);
    }

    /** How many members of the reservation a handler is busy with. */
    int moving(ReservationId id) {
        Crew crew = crews.get(id);
        return crew == null ? 0 : crew.moving;
    }

    Optional<GroupImage> group(GroupId id) {
        return Optional.ofNullable(groups.get(id));
    }

    Collection<GroupImage> groups() {
        return Collections.unmodifiableCollection(groups.values());
    }

    Optional<SliceImage> slice(SliceName name) {
        return Optional.ofNullable(slices.get(name));
    }

    Collection<SliceImage> slices() {
        return Collections.unmodifiableCollection(slices.values());
    }

    Map<SliceName, PolicyState> memories() {
        return Collections.unmodifiableMap(memories);
    }

    /** What was lost, while that is not settled. */
    Optional<LossImage> loss() {
        return loss;
    }

    /** The reservations that peers spoke of since and that are not known. */
    Map<StrayImage.Stray, StrayImage> strays() {
        return Collections.unmodifiableMap(strays);
    }

    /** The sites behind the tickets of all reservations. */
    Sites sites() {
        return sites;
    }

    /** Which controllers operators chose, with those that the configuration names again. */
    Collection<ChoiceImage> choices() {
        return Collections.unmodifiableCollection(choices.values());
    }

    /** The same as {@link orca.core.actor.Actor#chosen} says it. */
    Map<String, Chosen> chosen() {
        return chosen;
    }

    Collection<SampleImage> samples() {
        return Collections.unmodifiableCollection(samples.values());
    }

    Optional<GuestView.Sample> sample(String sensor) {
        return Optional.ofNullable(samples.get(sensor)).map(SampleImage::sample);
    }

    GuestCounters counters() {
        return counters;
    }

    PurseImage purse() {
        return purse;
    }

    /** What people are told. */
    GuestPost post() {
        return post;
    }

    List<ReservationId> successors(ReservationId id) {
        return successors.getOrDefault(id, List.of());
    }

    Collection<ReservationId> inSlice(SliceName slice) {
        return Collections.unmodifiableCollection(bySlice.getOrDefault(slice, Map.of()).keySet());
    }

    Optional<Accepted> request(String requestId) {
        return Optional.ofNullable(requests.get(requestId));
    }

    /** Those that wait for room to be asked for, oldest first. */
    Collection<ReservationId> nascent() {
        return Collections.unmodifiableCollection(nascent.values());
    }

    /** How many demands no broker has said anything of yet. */
    int unanswered() {
        return unanswered;
    }

    /** Those that are over, oldest first. */
    Collection<Ended> ended() {
        return Collections.unmodifiableCollection(ended);
    }

    int live() {
        return reservations.size() - ended.size();
    }

    /**
     * How often what the slice's controller sees has changed since this object was made. Not the same after a restart, and
     * meant only to be compared with an earlier reading.
     */
    long changes(SliceName slice) {
        return changes.getOrDefault(slice, 0L);
    }
}
