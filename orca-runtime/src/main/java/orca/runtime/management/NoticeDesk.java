package orca.runtime.management;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import orca.core.notice.NoticeWish;
import orca.core.notice.Receiver;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.runtime.config.NoticesConfig;
import orca.runtime.hosting.HostedActor;
import orca.runtime.notice.CalendarDesk;
import orca.runtime.notice.CalendarEndpoint;
import orca.runtime.notice.NoticePosts;
import orca.servicemanager.ServiceManager;
import orca.servicemanager.Telling;
import orca.servicemanager.record.BoxImage;
import orca.servicemanager.record.LetterImage;
import orca.servicemanager.record.NoticeImage;
import orca.servicemanager.record.SliceName;
import orca.servicemanager.record.TellingImage;
import orca.wire.management.FeedCommand;
import orca.wire.management.NoticeRow;
import orca.wire.management.NoticesCommand;
import orca.wire.management.Problem;
import orca.wire.text.Notation;

/** What people are told, and the commands about it. Receivers that the configuration does not allow are refused here already. */
public final class NoticeDesk {
    private final NoticePosts posts;
    private final Optional<CalendarEndpoint> calendars;

    /** @param calendars where they are offered, if they are */
    public NoticeDesk(NoticePosts posts, Optional<CalendarEndpoint> calendars) {
        this.posts = posts;
        this.calendars = calendars;
    }

    Command.SetNotices command(NoticesCommand call) {
        NoticesConfig config = posts.config();
        Optional<NoticeWish> wish = call.wish();
        for (Receiver to : wish.map(NoticeWish::to).orElse(List.of())) {
            config.refusal(to).ifPresent(why -> {
                throw ApiException.field("to", "to: " + why);
            });
        }
        return new Command.SetNotices(call.slice(), wish);
    }

    NoticesCommand.Key key(NoticesCommand.HookKey call) {
        Receiver hook = new Receiver(Receiver.Way.HOOK, call.url());
        posts.config().refusal(hook).ifPresent(why -> {
            throw ApiException.field("url", "url: " + why);
        });
        return new NoticesCommand.Key(call.url(), posts.keys().orElseThrow().shown(call.url()));
    }

    FeedCommand.Answer feed(Operator by, HostedActor guest, FeedCommand call) {
        if (call.offered() && calendars.isEmpty()) {
            throw new ApiException(Problem.Kind.CONFLICT, "the container offers no calendars ('notices: {feed: ...}')");
        }
        String key = CalendarDesk.newKey();
        Reply reply = guest.order(by.name(), new Command.SetFeed(call.slice(),
                call.offered() ? Optional.of(CalendarDesk.lock(key)) : Optional.empty()));
        if (reply instanceof Reply.Declined(var refusal)) {
            throw new ApiException(ApiException.problem(refusal));
        }
        return new FeedCommand.Answer(guest.name(), call.slice(), call.offered()
                ? calendars.map(c -> c.url(guest.name(), call.slice(), key).toString()) : Optional.empty());
    }

    static List<NoticeRow> rows(HostedActor guest) {
        return guest.read(ServiceManager.class, (actor, now) -> {
            Telling said = actor.settings().telling();
            Map<SliceName, Optional<TellingImage>> slices = new TreeMap<>();
            said.bySlice().keySet().forEach(slice -> slices.put(slice, Optional.empty()));
            actor.tellings().forEach(telling -> slices.put(telling.slice(), Optional.of(telling)));
            List<NoticeRow> rows = new ArrayList<>();
            said.usual().ifPresent(wish -> rows.add(row(guest.name(), Optional.empty(), wish, false, false)));
            slices.forEach((slice, telling) -> rows.add(row(guest.name(), Optional.of(slice.value()), actor.wish(slice),
                    telling.flatMap(TellingImage::wish).isPresent(), telling.flatMap(TellingImage::lock).isPresent())));
            return rows;
        });
    }

    private static NoticeRow row(String guest, Optional<String> slice, NoticeWish wish, boolean ordered, boolean feed) {
        return new NoticeRow(guest, slice, wish.to().stream().map(Receiver::toString).toList(), wish.before(),
                wish.about().stream().map(Notation::word).toList(), wish.gather(), ordered, feed);
    }

    /** @param done also those that are sent or given up */
    static List<NoticeRow.Letter> letters(HostedActor guest, boolean done) {
        return guest.read(ServiceManager.class, (actor, now) -> {
            List<NoticeRow.Letter> rows = new ArrayList<>();
            actor.letters().stream().filter(letter -> done || letter.state() != LetterImage.LetterState.SENT)
                    .forEach(letter -> rows.add(row(guest.name(), letter)));
            actor.boxes().forEach(box -> rows.add(row(guest.name(), box, actor.waiting(box.subject().receiver()))));
            return rows;
        });
    }

    private static NoticeRow.Letter row(String guest, LetterImage letter) {
        return new NoticeRow.Letter(guest, letter.subject().value(), letter.to().toString(), Notation.word(letter.state()),
                letter.notices().size() + letter.leftOut(), letter.tries(),
                letter.open() ? Optional.of(letter.notBefore()) : Optional.empty(), letter.doneAt(), letter.trouble(),
                letter.notices().stream().map(NoticeDesk::line).toList());
    }

    private static NoticeRow.Letter row(String guest, BoxImage box, List<NoticeImage> notices) {
        return new NoticeRow.Letter(guest, "", box.subject().receiver().toString(), "waiting", notices.size() + box.leftOut(), 0,
                Optional.of(box.dueAt()), notices.get(0).at(), "", notices.stream().map(NoticeDesk::line).toList());
    }

    private static String line(NoticeImage notice) {
        return Notation.word(notice.kind()) + " " + notice.about().map(about -> about.reservation().value())
                .orElse(notice.slice().value()) + (notice.why().isEmpty() ? "" : ": " + notice.why());
    }
}
