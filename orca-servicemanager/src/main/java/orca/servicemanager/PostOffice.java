package orca.servicemanager;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import orca.core.contract.Refusal;
import orca.core.notice.NoticeKind;
import orca.core.notice.NoticeWish;
import orca.core.notice.Receiver;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.servicemanager.record.BoxImage;
import orca.servicemanager.record.GuestRecord;
import orca.servicemanager.record.LetterImage;
import orca.servicemanager.record.NoticeImage;
import orca.servicemanager.record.PostCounters;
import orca.servicemanager.record.SliceName;

/**
 * Gathers notices in a box for each receiver, and closes what is in it into a letter when it is time. There is one letter at most
 * on its way to a receiver: what comes meanwhile waits for the next, so that a receiver that cannot be reached for days gets one
 * letter then, and letters come in order.
 */
final class PostOffice {
    private final GuestSettings settings;
    private final GuestPost post;
    private final String prefix;

    PostOffice(GuestSettings settings, GuestPost post, long epoch) {
        this.settings = settings;
        this.post = post;
        // Receivers know letters by their names, so none may come again that a life wrote which this one does not remember.
        this.prefix = settings.name() + "-l" + (epoch > 1 ? epoch + "." : "");
    }

    /** What one decision posts: as the state would be if it were applied already. */
    final class Tray {
        private final Draft draft;
        private final Map<Receiver, Integer> added = new TreeMap<>();
        private final Map<Receiver, BoxImage> boxes = new TreeMap<>();
        private long notices = post.counters().notices();

        Tray(Draft draft) {
            this.draft = draft;
        }

        /** A notice to everybody who wishes it. */
        void put(NoticeWish wish, NoticeKind kind, SliceName slice, Optional<NoticeImage.About> about, String why,
                boolean urgent, Instant now) {
            if (!wish.wants(kind)) {
                return;
            }
            Instant due = now.plus(urgent && wish.gather().compareTo(Telling.URGENT) > 0 ? Telling.URGENT : wish.gather());
            for (Receiver to : wish.to()) {
                Optional<BoxImage> box = Optional.ofNullable(boxes.get(to)).or(() -> post.box(to));
                Instant earliest = box.map(BoxImage::dueAt).filter(due::isAfter).orElse(due);
                long leftOut = box.map(BoxImage::leftOut).orElse(0L);
                if (post.waitingCount(to) + added.getOrDefault(to, 0) < LetterImage.MOST) {
                    added.merge(to, 1, Integer::sum);
                    notices++;
                    draft.tell(new NoticeImage(new NoticeImage.Number(notices), to, kind, now, slice, about, why));
                } else {
                    leftOut++;
                }
                BoxImage next = new BoxImage(new BoxImage.Box(to), earliest, leftOut);
                boxes.put(to, next);
                draft.tell(next);
            }
        }

        /** Numbers are counted only where something was posted. */
        void close() {
            if (notices != post.counters().notices()) {
                draft.tell(new PostCounters(notices, post.counters().letters()));
            }
        }
    }

    /** When what waits for a receiver goes; nothing while a letter to it is on its way. */
    Optional<Instant> due(BoxImage.Box box) {
        return post.openTo(box.receiver()).isPresent() ? Optional.empty() : post.box(box.receiver()).map(BoxImage::dueAt);
    }

    void rang(Draft draft, BoxImage.Box box, Instant now) {
        if (due(box).filter(at -> !at.isAfter(now)).isPresent()) {
            close(draft, box, now);
        }
    }

    private void close(Draft draft, BoxImage.Box box, Instant now) {
        long number = post.counters().letters() + 1;
        LetterImage.LetterId id = new LetterImage.LetterId(prefix + number);
        long leftOut = post.box(box.receiver()).map(BoxImage::leftOut).orElse(0L);
        draft.tell(LetterImage.made(id, box.receiver(), post.waiting(box.receiver()), leftOut, now));
        draft.tell(new GuestRecord.BoxGone(box));
        draft.tell(new PostCounters(post.counters().notices(), number));
    }

    Reply posted(Draft draft, Command.Posted posted, Instant now) {
        Optional<LetterImage> letter = post.letter(new LetterImage.LetterId(posted.letter()));
        if (letter.isEmpty()) {
            return Reply.declined(Refusal.Kind.UNKNOWN, "there is no letter " + posted.letter());
        }
        if (!letter.get().open()) {
            return new Reply.Accepted(List.of(posted.letter()), "it is " + letter.get().state() + " already");
        }
        LetterImage next = after(letter.get(), posted, now);
        draft.tell(next);
        if (!next.open()) {
            forgetSurplus(draft);
            followUp(draft, new BoxImage.Box(next.to()), now);
        }
        return new Reply.Accepted(List.of(posted.letter()), "");
    }

    private LetterImage after(LetterImage letter, Command.Posted posted, Instant now) {
        if (posted.trouble().isEmpty()) {
            return letter.sent(now);
        }
        Duration wait = settings.telling().retry().after(letter.tries() + 1);
        boolean late = now.plus(wait).isAfter(letter.made().plus(settings.telling().patience()));
        return posted.lasting() || late ? letter.givenUp(posted.trouble().get(), now)
                : letter.again(now.plus(wait), posted.trouble().get(), now);
    }

    /** What waited for the letter to be done is due, or has its time again. */
    private void followUp(Draft draft, BoxImage.Box box, Instant now) {
        post.box(box.receiver()).ifPresent(waiting -> {
            if (waiting.dueAt().isAfter(now)) {
                draft.tell(waiting);
            } else {
                close(draft, box, now);
            }
        });
    }

    private void forgetSurplus(Draft draft) {
        List<LetterImage> done = new ArrayList<>(post.letters().stream().filter(letter -> !letter.open()).toList());
        done.stream().limit(Math.max(0, done.size() + 1 - Telling.MOST_DONE))
                .forEach(letter -> draft.tell(new GuestRecord.LetterGone(letter.subject())));
    }
}
