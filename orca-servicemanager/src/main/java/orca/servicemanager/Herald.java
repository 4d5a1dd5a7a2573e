package orca.servicemanager;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import orca.core.actor.Duties;
import orca.core.contract.Cause;
import orca.core.contract.Refusal;
import orca.core.contract.ReservationId;
import orca.core.contract.Subject;
import orca.core.lease.Lease;
import orca.core.notice.NoticeKind;
import orca.core.notice.NoticeWish;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.core.time.Term;
import orca.servicemanager.record.BoxImage;
import orca.servicemanager.record.GuestRecord;
import orca.servicemanager.record.NoticeImage;
import orca.servicemanager.record.ReservationImage;
import orca.servicemanager.record.SliceName;
import orca.servicemanager.record.TellingImage;
import orca.servicemanager.record.WatchImage;

/**
 * Tells people what happens to their leases. What is told follows from what a decision changed, and is part of it: it is durable
 * when that is, and said as often. The end of a lease is announced by the alarm of a watch.
 */
final class Herald {
    private final GuestSettings settings;
    private final GuestState state;
    private final GuestPost post;
    private final PostOffice office;

    Herald(GuestSettings settings, GuestState state, long epoch) {
        this.settings = settings;
        this.state = state;
        this.post = state.post();
        this.office = new PostOffice(settings, post, epoch);
    }

    /** What is told of a slice; {@link NoticeWish#NONE} where nobody said. */
    NoticeWish wish(SliceName slice) {
        return post.telling(slice).flatMap(TellingImage::wish).or(() -> settings.telling().wish(slice)).orElse(NoticeWish.NONE);
    }

    private boolean silent() {
        return !settings.telling().any() && post.tellings().isEmpty();
    }

    // ---- what a decision changed

    /** Posts what the decision made worth telling. To be called once, when it is complete. */
    void tell(Draft draft, Instant now) {
        if (draft.steps().isEmpty() || silent()) {
            return;
        }
        PostOffice.Tray tray = office.new Tray(draft);
        draft.steps().forEach((id, steps) -> {
            Optional<ReservationImage> before = state.reservation(id);
            for (News news : News.of(before, steps)) {
                ReservationImage about = steps.getLast();
                tray.put(wish(about.purpose().slice()), news.kind(), about.purpose().slice(),
                        Optional.of(about(about, before)), news.why(), news.kind().urgent(), now);
            }
            watch(draft, id, before, draft.reservation(id), now);
        });
        tray.close();
    }

    /** Its end is the lease's, which one that is over has no more. */
    private static NoticeImage.About about(ReservationImage image, Optional<ReservationImage> before) {
        Optional<Instant> end = image.term().or(() -> before.flatMap(ReservationImage::term)).map(Term::end);
        return new NoticeImage.About(image.id(), image.wish().type(), image.wish().units(), end);
    }

    private void watch(Draft draft, ReservationId id, Optional<ReservationImage> before, Optional<ReservationImage> after,
            Instant now) {
        Optional<WatchImage> known = post.watch(id);
        Optional<Instant> end = after.filter(image -> !image.goingOrGone() && !wish(image.purpose().slice()).before().isEmpty())
                .flatMap(ReservationImage::lease).map(lease -> lease.term().end());
        if (end.isEmpty()) {
            known.ifPresent(watch -> draft.tell(new GuestRecord.WatchGone(watch.subject())));
        } else if (known.filter(watch -> watch.end().equals(end.get())).isEmpty()) {
            draft.tell(new WatchImage(new WatchImage.Watch(id), end.get(), now, Optional.empty()));
        } else if (!before.flatMap(image -> next(image, known)).equals(next(after.get(), known))) {
            draft.tell(known.get()); // its alarm is another
        }
    }

    // ---- the end of a lease

    /** When the end of a lease is announced next; never of one that is expected to be renewed by then. */
    private Optional<Instant> next(ReservationImage image, Optional<WatchImage> watch) {
        Optional<Lease> lease = image.lease();
        if (image.goingOrGone() || lease.isEmpty() || state.loss().isPresent()) {
            return Optional.empty();
        }
        Term term = lease.get().term();
        Optional<WatchImage> known = watch.filter(w -> w.end().equals(term.end()));
        Instant since = known.map(WatchImage::since).filter(term.start()::isBefore).orElse(term.start());
        Instant told = known.flatMap(WatchImage::told).orElse(Instant.MIN);
        Optional<Instant> renewed = settings.renewal().due(image).filter(due -> image.renewal().refusals() == 0)
                .map(due -> due.plus(Duration.between(due, term.end()).dividedBy(2)));
        return wish(image.purpose().slice()).before().stream().map(term.end()::minus)
                .filter(since::isBefore)
                .map(at -> renewed.filter(at::isBefore).orElse(at))
                .filter(told::isBefore)
                .min(Instant::compareTo);
    }

    private Optional<Instant> next(ReservationId id) {
        return state.reservation(id).flatMap(image -> next(image, post.watch(id)));
    }

    private void rang(Draft draft, WatchImage.Watch watch, Instant now) {
        ReservationImage image = state.reservation(watch.reservation()).orElseThrow();
        Instant end = image.lease().orElseThrow().term().end();
        WatchImage known = post.watch(watch.reservation()).filter(w -> w.end().equals(end))
                .orElseGet(() -> new WatchImage(watch, end, image.lease().get().term().start(), Optional.empty()));
        draft.tell(known.told(now));
        if (now.isBefore(end)) {
            NoticeWish wish = wish(image.purpose().slice());
            boolean soon = now.plus(wish.gather().multipliedBy(2)).isAfter(end);
            PostOffice.Tray tray = office.new Tray(draft);
            tray.put(wish, NoticeKind.ENDING, image.purpose().slice(), Optional.of(about(image, Optional.empty())),
                    renewing(image), soon, now);
            tray.close();
        }
    }

    private String renewing(ReservationImage image) {
        return settings.renewal().newEnd(image).isEmpty() ? ""
                : image.renewal().refusals() == 0 ? "it should have been renewed by now, and nobody has answered"
                : "its renewal was refused " + image.renewal().refusals() + " times";
    }

    // ---- alarms

    /** What is owed for a subject of this kind; empty for others. */
    Optional<Duties> duties(Subject subject) {
        return switch (subject) {
            case WatchImage.Watch watch -> Optional.of(waking(next(watch.reservation())));
            case BoxImage.Box box -> Optional.of(waking(office.due(box)));
            default -> Optional.empty();
        };
    }

    private static Duties waking(Optional<Instant> at) {
        return new Duties(List.of(), Optional.empty(), Optional.empty(), at.map(Clockwork::at));
    }

    /** An alarm of its own rang, and is not stale. */
    void rang(Draft draft, Subject subject, Instant now) {
        if (subject instanceof WatchImage.Watch watch) {
            rang(draft, watch, now);
        } else if (subject instanceof BoxImage.Box box) {
            office.rang(draft, box, now);
        }
    }

    /** What it may owe something for. */
    List<Subject> subjects() {
        List<Subject> all = new ArrayList<>();
        if (!silent()) {
            state.reservations().stream().filter(r -> r.lease().isPresent() && !r.goingOrGone())
                    .forEach(r -> all.add(new WatchImage.Watch(r.id())));
        }
        post.boxes().forEach(box -> all.add(box.subject()));
        return all;
    }

    // ---- commands

    Reply order(Draft draft, Command.Telling command, String operator, Instant now) {
        return switch (command) {
            case Command.SetNotices set -> change(draft, new SliceName(set.slice()), known -> new TellingImage(known.slice(),
                    set.wish(), known.lock(), new Cause(now, "NOTICES", "ordered by " + operator)), now);
            case Command.SetFeed set -> change(draft, new SliceName(set.slice()), known -> new TellingImage(known.slice(),
                    known.wish(), set.lock(), new Cause(now, "FEED", "ordered by " + operator)), now);
            case Command.TestNotices test -> test(draft, new SliceName(test.slice()), operator, now);
            case Command.Posted posted -> office.posted(draft, posted, now);
        };
    }

    private Reply change(Draft draft, SliceName slice, UnaryOperator<TellingImage> changed, Instant now) {
        Optional<TellingImage> known = post.telling(slice);
        if (known.isEmpty() && post.tellings().size() >= Telling.MOST_SLICES) {
            return Reply.declined(Refusal.Kind.NOT_NOW,
                    "there are settings for " + Telling.MOST_SLICES + " slices, and no more are kept");
        }
        TellingImage next = changed.apply(known.orElseGet(() ->
                new TellingImage(slice, Optional.empty(), Optional.empty(), new Cause(now, "NOTICES", ""))));
        draft.tell(next.idle() ? new GuestRecord.TellingGone(new TellingImage.Telling(slice)) : next);
        // Alarms are set anew by the wish as it is then.
        state.inSlice(slice).forEach(id -> state.reservation(id).ifPresent(image -> rewatch(draft, image, now)));
        return new Reply.Accepted(List.of(slice.value()), "");
    }

    private Reply test(Draft draft, SliceName slice, String operator, Instant now) {
        NoticeWish wish = wish(slice);
        if (wish.to().isEmpty()) {
            return Reply.declined(Refusal.Kind.CONFLICT, "nobody is told anything of slice " + slice);
        }
        PostOffice.Tray tray = office.new Tray(draft);
        tray.put(wish, NoticeKind.TEST, slice, Optional.empty(), "a test ordered by " + operator, true, now);
        tray.close();
        return new Reply.Accepted(List.of(slice.value()), wish.to().size() + " to be told");
    }

    /** What was lost is settled, so that ends are announced again. */
    void settled(Draft draft, Instant now) {
        if (!silent()) {
            state.reservations().forEach(image -> rewatch(draft, image, now));
        }
    }

    private void rewatch(Draft draft, ReservationImage image, Instant now) {
        Optional<Instant> end = image.lease().filter(lease -> !image.goingOrGone()).map(lease -> lease.term().end());
        end.ifPresent(at -> draft.tell(post.watch(image.id()).filter(watch -> watch.end().equals(at))
                .orElseGet(() -> new WatchImage(new WatchImage.Watch(image.id()), at, now, Optional.empty()))));
    }
}
