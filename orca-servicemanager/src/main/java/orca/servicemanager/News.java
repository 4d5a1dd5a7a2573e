package orca.servicemanager;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.contract.Notice;
import orca.core.lease.Lease;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.notice.NoticeKind;
import orca.core.reservation.ReservationState;
import orca.core.reservation.ReservationTrigger;
import orca.servicemanager.record.ReservationImage;

/**
 * What in one step of a reservation's life is worth telling.
 *
 * @param kind what it is about
 * @param why what there is to say, or empty
 */
record News(NoticeKind kind, String why) {
    /**
     * What a decision did to one reservation: each kind once, and what peers said where that is not told already.
     *
     * @param before as it was before the decision; absent when it is new
     * @param steps what the decision made of it, in order
     */
    static List<News> of(Optional<ReservationImage> before, List<ReservationImage> steps) {
        Map<NoticeKind, News> found = new LinkedHashMap<>();
        Optional<ReservationImage> last = before;
        for (ReservationImage step : steps) {
            last.flatMap(from -> between(from, step)).ifPresent(news -> found.putIfAbsent(news.kind(), news));
            last = Optional.of(step);
        }
        Optional<News> said = before.isPresent() && last.isPresent() ? said(before.get(), last.get()) : Optional.empty();
        if (found.isEmpty()) {
            return said.stream().toList();
        }
        said.ifPresent(words -> found.computeIfPresent(NoticeKind.REPAIRED,
                (kind, news) -> new News(kind, news.why() + " (" + words.why() + ")")));
        return List.copyOf(found.values());
    }

    private static Optional<News> between(ReservationImage from, ReservationImage to) {
        boolean moved = !from.cause().equals(to.cause());
        if (from.failure().isEmpty() && to.failure().isPresent()) {
            return Optional.of(new News(ended(from, to), to.failure().get()));
        }
        if (to.lastRefusal().isPresent() && !to.lastRefusal().equals(from.lastRefusal()) && !to.goingOrGone()) {
            // A renewal that is tried and refused again and again is told once.
            return to.renewal().refusals() > 1 ? Optional.empty()
                    : Optional.of(new News(NoticeKind.REFUSED, Hearing.words(to.lastRefusal().get())));
        }
        if (!from.served() && to.served()) {
            return Optional.of(new News(NoticeKind.STARTED, ""));
        }
        if (moved && is(to, ReservationTrigger.TICKET) && from.state() == ReservationState.TICKETING) {
            return Optional.of(new News(NoticeKind.GRANTED, to.cause().why()));
        }
        if (moved && to.served() && (is(to, ReservationTrigger.EXPIRE) || is(to, ReservationTrigger.LOST))) {
            return Optional.of(new News(NoticeKind.ENDED, to.cause().why()));
        }
        return from.lease().isPresent() && to.lease().isPresent() && !to.goingOrGone()
                ? leased(from, from.lease().get(), to) : Optional.empty();
    }

    private static NoticeKind ended(ReservationImage from, ReservationImage to) {
        if (is(to, ReservationTrigger.REFUSED) || to.lastRefusal().isPresent() && !from.served()) {
            return NoticeKind.REFUSED;
        }
        return is(to, ReservationTrigger.LOST) ? NoticeKind.REVOKED : NoticeKind.FAILED;
    }

    private static boolean is(ReservationImage image, ReservationTrigger trigger) {
        return image.cause().what().equals(trigger.name());
    }

    private static Optional<News> leased(ReservationImage from, Lease before, ReservationImage to) {
        Lease after = to.lease().orElseThrow();
        if (before.ticketRevision() != after.ticketRevision()) {
            return before.term().end().equals(after.term().end()) ? Optional.empty()
                    : Optional.of(new News(NoticeKind.EXTENDED, ""));
        }
        // What it gave up itself is not lost to it.
        long up = after.units().stream().filter(unit -> !goes(unit)).count();
        boolean fewer = to.held().filter(held -> up < held.units()).isPresent();
        return from.served() ? repaired(before, after, fewer).map(why -> new News(NoticeKind.REPAIRED, why)) : Optional.empty();
    }

    /** What became of the units under the same ticket, when some are elsewhere, others or fewer. */
    private static Optional<String> repaired(Lease before, Lease after, boolean fewer) {
        Map<UnitId, LeasedUnit> had = new LinkedHashMap<>();
        before.units().forEach(unit -> had.put(unit.id(), unit));
        List<String> words = new ArrayList<>();
        for (LeasedUnit unit : after.units()) {
            LeasedUnit old = had.remove(unit.id());
            if (old == null) {
                words.add("unit " + unit.id() + " is new, on " + unit.host());
            } else if (!old.host().equals(unit.host())) {
                words.add("unit " + unit.id() + " moved from " + old.host() + " to " + unit.host());
            } else if (fewer && !goes(old) && goes(unit)) {
                words.add("unit " + unit.id() + " is lost");
            }
        }
        had.values().stream().filter(unit -> fewer && !goes(unit)).forEach(unit -> words.add("unit " + unit.id() + " is lost"));
        return words.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", words));
    }

    private static boolean goes(LeasedUnit unit) {
        return switch (unit.state()) {
            case REPLACING, STOPPING, TEARDOWN, QUARANTINED, FREE -> true;
            case SETUP, READY, MODIFYING, MIGRATING -> false;
        };
    }

    private static Optional<News> said(ReservationImage before, ReservationImage after) {
        long known = before.notices().isEmpty() ? 0 : before.notices().getLast().number();
        List<String> texts = after.notices().stream().filter(notice -> notice.number() > known).map(Notice::text)
                .filter(text -> text.startsWith("authority: ") || text.startsWith("broker: ")).toList();
        return texts.isEmpty() ? Optional.empty() : Optional.of(new News(NoticeKind.SAID, String.join("; ", texts)));
    }
}
