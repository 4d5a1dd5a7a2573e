package orca.simulator.check;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.core.lease.Lease;
import orca.core.notice.NoticeKind;
import orca.core.notice.NoticeWish;
import orca.core.notice.Receiver;
import orca.core.reservation.ReservationTrigger;
import orca.servicemanager.record.BoxImage;
import orca.servicemanager.record.GuestRecord;
import orca.servicemanager.record.LetterImage;
import orca.servicemanager.record.LossImage;
import orca.servicemanager.record.NoticeImage;
import orca.servicemanager.record.PostCounters;
import orca.servicemanager.record.ReservationImage;
import orca.servicemanager.record.SliceName;
import orca.servicemanager.record.TellingImage;
import orca.servicemanager.record.WatchImage;
import orca.simulator.federation.Storm;
import orca.simulator.federation.Watched;

/**
 * What guests tell people. What becomes of a reservation and that it is told are durable together. A notice goes in one letter,
 * whose name no other letter ever has, and every letter arrives, or was refused for good. It is brought again only by whoever
 * cannot know that it arrived. A guest that was put back to an earlier state is held to what it knows then: what it told since it
 * may tell again, and what it had not told yet is lost with all else.
 */
final class Letters {
    /** What happens to a reservation once. */
    private static final Set<NoticeKind> ONCE = EnumSet.of(NoticeKind.STARTED, NoticeKind.ENDED, NoticeKind.REVOKED,
            NoticeKind.FAILED);
    /** How much later than it should an announcement may come: clocks are set, and a turn takes its time. */
    private static final Duration LATE = Duration.ofSeconds(10);

    private final Map<Principal, History> guests = new LinkedHashMap<>();
    /** Everything that was ever brought to somebody, by its name. */
    private final Map<String, LetterImage> brought = new LinkedHashMap<>();

    /** What is durable at a guest, by records that nobody took from it since. */
    private static final class History {
        private final Map<SliceName, TellingImage> tellings = new LinkedHashMap<>();
        private final Map<ContractKey, ReservationImage> reservations = new LinkedHashMap<>();
        private final Map<ContractKey, WatchImage> watches = new LinkedHashMap<>();
        private final Map<Long, NoticeImage> notices = new LinkedHashMap<>();
        private final Map<Long, LetterImage.LetterId> letterOf = new LinkedHashMap<>();
        private final Set<Long> undelivered = new LinkedHashSet<>();
        private final Set<LetterImage.LetterId> done = new LinkedHashSet<>();
        private final Map<Receiver, Long> leftOut = new LinkedHashMap<>();
        private final Set<Once> once = new LinkedHashSet<>();
        private long counted;
        /** When something about a loss was written last, and whether it is open: ends are announced only after that. */
        private Instant lost = Instant.MIN;
        private boolean open;
    }

    private record Once(ContractKey about, NoticeKind kind, Receiver to) {}

    /** What must be told in a group. */
    private record Due(ContractKey about, Set<NoticeKind> kinds, NoticeWish wish) {}

    private History of(Watched node) {
        return guests.computeIfAbsent(node.self(), self -> new History());
    }

    /** A guest begins anew from what its replica has. */
    void restored(Watched node) {
        History fresh = new History();
        for (JournalRecord record : node.replica().image()) {
            known(fresh, record);
            if (record instanceof NoticeImage notice) {
                took(fresh, notice);
            } else if (record instanceof LetterImage letter) {
                letter.notices().forEach(notice -> took(fresh, notice));
                letter.notices().forEach(notice -> fresh.letterOf.put(notice.subject().number(), letter.subject()));
                finish(fresh, letter);
            }
        }
        guests.put(node.self(), fresh);
    }

    private static void took(History of, NoticeImage notice) {
        of.notices.put(notice.subject().number(), notice);
        of.undelivered.add(notice.subject().number());
    }

    private static void finish(History of, LetterImage letter) {
        if (!letter.open()) {
            of.done.add(letter.subject());
            letter.notices().forEach(notice -> of.undelivered.remove(notice.subject().number()));
        }
    }

    /** Records that say how things are. */
    private static void known(History of, JournalRecord record) {
        switch (record) {
            case TellingImage image -> of.tellings.put(image.slice(), image);
            case GuestRecord.TellingGone gone -> of.tellings.remove(gone.subject().slice());
            case ReservationImage image -> of.reservations.put(image.subject(), image);
            case GuestRecord.ReservationGone gone -> of.reservations.remove(gone.subject());
            case BoxImage image -> of.leftOut.put(image.subject().receiver(), image.leftOut());
            case GuestRecord.BoxGone gone -> of.leftOut.remove(gone.subject().receiver());
            case LossImage image -> of.open = image.loss().isPresent();
            case PostCounters counters -> of.counted = Math.max(of.counted, counters.notices());
            default -> { }
        }
    }

    void committed(Watched node, Group group) {
        History of = of(node);
        List<Due> due = new ArrayList<>();
        List<NoticeImage> told = new ArrayList<>();
        Set<Receiver> full = new LinkedHashSet<>();
        for (JournalRecord record : group.records()) {
            switch (record) {
                case ReservationImage image -> due(node, of, image, group.stampedAt()).ifPresent(due::add);
                case NoticeImage notice -> {
                    posted(node, of, notice);
                    told.add(notice);
                }
                case BoxImage box -> {
                    if (box.leftOut() > of.leftOut.getOrDefault(box.subject().receiver(), 0L)) {
                        full.add(box.subject().receiver());
                    }
                }
                case LetterImage letter -> written(node, of, letter);
                case WatchImage watch -> of.watches.put(new ContractKey(node.self(), watch.subject().reservation()), watch);
                case LossImage loss -> of.lost = group.stampedAt();
                default -> { }
            }
            known(of, record);
        }
        due.forEach(each -> each.wish().to().stream().filter(to -> !full.contains(to) && told.stream().noneMatch(notice ->
                notice.to().equals(to) && each.kinds().contains(notice.kind()) && is(notice, each.about()))).forEach(to -> {
                    throw new Broken(node + " does not tell " + to + " what became of " + each.about() + ", one of "
                            + each.kinds() + ": " + of.reservations.get(each.about()));
                }));
    }

    private static boolean is(NoticeImage notice, ContractKey about) {
        return notice.about().filter(it -> it.reservation().equals(about.id())).isPresent();
    }

    /** What of a change must be told. */
    private static Optional<Due> due(Watched node, History of, ReservationImage now, Instant at) {
        ReservationImage before = of.reservations.get(now.subject());
        NoticeWish wish = Optional.ofNullable(of.tellings.get(now.purpose().slice())).flatMap(TellingImage::wish)
                .orElse(NoticeWish.NONE);
        if (before == null || wish.to().isEmpty()) {
            return Optional.empty();
        }
        Set<NoticeKind> ends = EnumSet.of(NoticeKind.REFUSED, NoticeKind.REVOKED, NoticeKind.FAILED);
        if (before.failure().isEmpty() && now.failure().isPresent()) {
            return Optional.of(new Due(now.subject(), ends, wish));
        }
        if (!before.goingOrGone() && now.served() && now.goingOrGone()
                && now.cause().what().equals(ReservationTrigger.EXPIRE.name())) {
            announced(node, of, before, wish, at);
            ends.add(NoticeKind.ENDED);
            return Optional.of(new Due(now.subject(), ends, wish));
        }
        if (!before.served() && now.served()) {
            ends.add(NoticeKind.STARTED);
            return Optional.of(new Due(now.subject(), ends, wish));
        }
        return Optional.empty();
    }

    /** An end that was known for long enough, to a guest that was up for long enough, was announced. */
    private static void announced(Watched node, History of, ReservationImage ended, NoticeWish wish, Instant at) {
        WatchImage watch = of.watches.get(ended.subject());
        Optional<Instant> end = ended.lease().map(Lease::term).map(term -> term.end());
        if (end.isEmpty() || watch == null || !watch.end().equals(end.get()) || ended.purpose().renewUntil().isPresent()) {
            return;
        }
        for (Duration before : wish.before()) {
            Instant due = end.get().minus(before);
            Duration since = Duration.between(due, at).plus(LATE);
            boolean could = !of.open && watch.since().isBefore(due) && node.upFor().compareTo(since) > 0
                    && of.lost.isBefore(due.minus(LATE)) && ended.lease().get().term().start().isBefore(due);
            if (could && watch.told().filter(told -> !told.isBefore(due)).isEmpty()) {
                throw new Broken(node + " did not announce the end of " + ended.subject() + " at " + end.get() + ", " + before
                        + " before it: " + watch);
            }
        }
    }

    private static void posted(Watched node, History of, NoticeImage notice) {
        long number = notice.subject().number();
        if (number <= of.counted) {
            throw new Broken(node + " has another notice " + number + ": " + notice);
        }
        of.counted = number;
        took(of, notice);
        notice.about().filter(about -> ONCE.contains(notice.kind())).ifPresent(about -> {
            if (!of.once.add(new Once(new ContractKey(node.self(), about.reservation()), notice.kind(), notice.to()))) {
                throw new Broken(node + " tells twice: " + notice);
            }
        });
    }

    private void written(Watched node, History of, LetterImage letter) {
        for (NoticeImage notice : letter.notices()) {
            long number = notice.subject().number();
            if (!notice.equals(of.notices.get(number)) || !notice.to().equals(letter.to())) {
                throw new Broken(node + " writes what was no notice: " + notice + " in " + letter);
            }
            LetterImage.LetterId other = of.letterOf.putIfAbsent(number, letter.subject());
            if (other != null && !other.equals(letter.subject())) {
                throw new Broken(node + " tells in " + letter.subject() + " what is in " + other + " already: " + notice);
            }
        }
        if (letter.open() && of.done.contains(letter.subject())) {
            throw new Broken(node + " takes up a letter that is done: " + letter);
        }
        boolean good = switch (letter.state()) {
            case OPEN -> true;
            case SENT -> brought.containsKey(letter.name());
            case GIVEN_UP -> letter.trouble().equals(Storm.FOR_GOOD);
        };
        if (!good) {
            throw new Broken(node + " takes for done what did not arrive: " + letter);
        }
        finish(of, letter);
    }

    /** A courier begins to bring a letter, as its guest has it. */
    void posting(Watched node, LetterImage letter) {
        if (of(node).done.contains(letter.subject())) {
            throw new Broken(node + " sends again what is done: " + letter);
        }
    }

    /** The receiver cannot tell letters apart but by their names. */
    void delivered(Watched node, LetterImage letter) {
        LetterImage before = brought.putIfAbsent(letter.name(), letter);
        if (before != null && !(before.to().equals(letter.to()) && before.notices().equals(letter.notices())
                && before.leftOut() == letter.leftOut())) {
            throw new Broken(node + " gives two letters one name: " + before + " and " + letter);
        }
    }

    /** Nothing is left to be told. */
    void atTheEnd() {
        guests.forEach((self, of) -> {
            if (!of.undelivered.isEmpty()) {
                throw new Broken(self + " never told " + of.undelivered.size() + " notices: "
                        + of.notices.get(of.undelivered.iterator().next()));
            }
        });
    }
}
