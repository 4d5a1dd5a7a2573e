package orca.servicemanager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import orca.core.contract.ReservationId;
import orca.core.notice.Receiver;
import orca.servicemanager.record.BoxImage;
import orca.servicemanager.record.GuestRecord;
import orca.servicemanager.record.LetterImage;
import orca.servicemanager.record.NoticeImage;
import orca.servicemanager.record.PostCounters;
import orca.servicemanager.record.SliceName;
import orca.servicemanager.record.TellingImage;
import orca.servicemanager.record.WatchImage;

/** What the records about notices add up to; a part of {@link GuestState}, and changed like it. */
final class GuestPost {
    private final Map<SliceName, TellingImage> tellings = new TreeMap<>();
    private final Map<ReservationId, WatchImage> watches = new LinkedHashMap<>();
    private final Map<Receiver, BoxImage> boxes = new TreeMap<>();
    private final Map<Receiver, Map<Long, NoticeImage>> waiting = new TreeMap<>();
    private final Map<LetterImage.LetterId, LetterImage> letters = new LinkedHashMap<>();
    private final Map<Receiver, LetterImage.LetterId> open = new TreeMap<>();
    private PostCounters counters = PostCounters.ZERO;

    void apply(TellingImage image) {
        tellings.put(image.slice(), image);
    }

    void apply(GuestRecord.TellingGone gone) {
        tellings.remove(gone.subject().slice());
    }

    void apply(WatchImage image) {
        watches.put(image.subject().reservation(), image);
    }

    void apply(GuestRecord.WatchGone gone) {
        watches.remove(gone.subject().reservation());
    }

    void apply(NoticeImage image) {
        waiting.computeIfAbsent(image.to(), to -> new LinkedHashMap<>()).put(image.subject().number(), image);
    }

    void apply(BoxImage image) {
        boxes.put(image.subject().receiver(), image);
    }

    void apply(GuestRecord.BoxGone gone) {
        boxes.remove(gone.subject().receiver());
    }

    /** What is in a letter waits no more. */
    void apply(LetterImage image) {
        letters.put(image.subject(), image);
        if (image.open()) {
            open.put(image.to(), image.subject());
            waiting.computeIfPresent(image.to(), (to, rest) -> {
                image.notices().forEach(notice -> rest.remove(notice.subject().number()));
                return rest.isEmpty() ? null : rest;
            });
        } else {
            open.remove(image.to(), image.subject());
        }
    }

    void apply(GuestRecord.LetterGone gone) {
        letters.remove(gone.subject());
    }

    void apply(PostCounters image) {
        counters = image;
    }

    /** Everything, as records that say the same again. */
    List<GuestRecord> image() {
        List<GuestRecord> all = new ArrayList<>();
        if (!counters.equals(PostCounters.ZERO)) {
            all.add(counters);
        }
        all.addAll(tellings.values());
        all.addAll(watches.values());
        all.addAll(letters.values());
        waiting.values().forEach(notices -> all.addAll(notices.values()));
        all.addAll(boxes.values());
        return all;
    }

    Optional<TellingImage> telling(SliceName slice) {
        return Optional.ofNullable(tellings.get(slice));
    }

    Collection<TellingImage> tellings() {
        return Collections.unmodifiableCollection(tellings.values());
    }

    Optional<WatchImage> watch(ReservationId id) {
        return Optional.ofNullable(watches.get(id));
    }

    Optional<BoxImage> box(Receiver receiver) {
        return Optional.ofNullable(boxes.get(receiver));
    }

    Collection<BoxImage> boxes() {
        return Collections.unmodifiableCollection(boxes.values());
    }

    /** What waits for a receiver, oldest first. */
    List<NoticeImage> waiting(Receiver receiver) {
        return List.copyOf(waiting.getOrDefault(receiver, Map.of()).values());
    }

    int waitingCount(Receiver receiver) {
        return waiting.getOrDefault(receiver, Map.of()).size();
    }

    Optional<LetterImage> letter(LetterImage.LetterId id) {
        return Optional.ofNullable(letters.get(id));
    }

    /** The letter that is on its way to a receiver. */
    Optional<LetterImage> openTo(Receiver receiver) {
        return Optional.ofNullable(open.get(receiver)).map(letters::get);
    }

    /** Every letter that is on its way. */
    List<LetterImage> open() {
        return open.values().stream().map(letters::get).toList();
    }

    /** All that are known, oldest first. */
    Collection<LetterImage> letters() {
        return Collections.unmodifiableCollection(letters.values());
    }

    PostCounters counters() {
        return counters;
    }

    /** What must never be. */
    List<String> broken() {
        List<String> found = new ArrayList<>();
        waiting.keySet().stream().filter(to -> !boxes.containsKey(to))
                .forEach(to -> found.add("notices to " + to + ": nobody knows when they go"));
        boxes.keySet().stream().filter(to -> !waiting.containsKey(to)).forEach(to -> found.add("box of " + to + ": is empty"));
        long onTheirWay = letters.values().stream().filter(LetterImage::open).count();
        if (onTheirWay != open.size()) {
            found.add("letters on their way: " + onTheirWay + ", to " + open.size() + " receivers");
        }
        return found;
    }
}
