package orca.runtime.management;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import orca.core.contract.Answer;
import orca.core.contract.ReservationId;
import orca.core.lease.Lease;
import orca.core.lease.LeaseState;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.reservation.ReservationState;
import orca.core.resource.PropertyList;
import orca.runtime.config.Vocabulary;
import orca.runtime.hosting.Directory;
import orca.runtime.hosting.ReadActor;
import orca.servicemanager.ServiceManager;
import orca.servicemanager.record.MemberImage;
import orca.servicemanager.record.ReservationImage;
import orca.wire.management.ReservationView;
import orca.wire.management.SliceRow;
import orca.wire.management.Story;
import orca.wire.text.Notation;

/** What a service manager has, as rows. */
final class GuestRows {
    private final Vocabulary vocabulary;
    private final Directory directory;

    GuestRows(Vocabulary vocabulary, Directory directory) {
        this.vocabulary = vocabulary;
        this.directory = directory;
    }

    /** Images as they stood together at one instant; they never change. */
    private record Taken(List<ReservationImage> reservations, Map<ReservationId, List<MemberImage>> members, Instant now) {}

    List<ReservationView> reservations(ReadActor guest, Predicate<ReservationImage> wanted) {
        Taken taken = guest.read(ServiceManager.class, (actor, now) -> take(actor, wanted, now));
        return taken.reservations.stream()
                .map(r -> view(guest.name(), r, taken.members.getOrDefault(r.id(), List.of()), taken.now())).toList();
    }

    /** What {@code guest} was told of its reservation, the newest of it. */
    static List<Story.Line> told(ReadActor guest, String id) {
        return guest.read(ServiceManager.class, (actor, now) -> actor.reservations().stream()
                .filter(r -> r.id().value().equals(id)).flatMap(r -> r.notices().stream())
                .map(n -> new Story.Line(n.at(), guest.name(), "reservation", "", "NOTICE", n.text())).toList());
    }

    private static Taken take(ServiceManager actor, Predicate<ReservationImage> wanted, Instant now) {
        List<ReservationImage> chosen = actor.reservations().stream().filter(wanted).toList();
        Map<ReservationId, List<MemberImage>> members = new LinkedHashMap<>();
        chosen.forEach(r -> members.put(r.id(), new ArrayList<>()));
        for (MemberImage member : actor.members()) {
            List<MemberImage> of = members.get(member.reservation());
            if (of != null) {
                of.add(member);
            }
        }
        return new Taken(chosen, members, now);
    }

    List<SliceRow> slices(ReadActor guest, boolean ended) {
        Map<String, List<ReservationImage>> slices = new TreeMap<>();
        guest.read(ServiceManager.class, (actor, now) -> List.copyOf(actor.reservations()))
                .forEach(r -> slices.computeIfAbsent(r.purpose().slice().value(), s -> new ArrayList<>()).add(r));
        List<SliceRow> rows = new ArrayList<>();
        slices.forEach((name, all) -> {
            List<ReservationImage> shown = all.stream().filter(r -> ended || !r.state().isEnd()).toList();
            Map<String, Long> states = new TreeMap<>();
            shown.forEach(r -> states.merge(Notation.word(r.state()), 1L, Long::sum));
            if (!shown.isEmpty()) {
                rows.add(new SliceRow(name, guest.name(), shown.stream().map(r -> r.id().value()).toList(), states));
            }
        });
        return rows;
    }

    private ReservationView view(String actor, ReservationImage r, List<MemberImage> members, Instant now) {
        Optional<Answer> answer = switch (r.state()) {
            case TICKETING, EXTENDING_TICKET, RETURNING -> r.broker().answer();
            case REDEEMING, EXTENDING_LEASE, CLOSING -> r.site().answer();
            case NASCENT, TICKETED, JOINING, ACTIVE, LEAVING, CLOSED, FAILED -> Optional.empty();
        };
        String reason = Rowing.firstOf(r.failure().orElse(""), answer.map(Rowing::reason).orElse(""),
                r.lastRefusal().map(f -> "the last change was refused: " + f.reason()).orElse(""), r.cause().why());
        return new ReservationView(r.id().value(), actor, r.purpose().slice().value(), Notation.word(r.state()),
                waitsFor(r, answer, now), directory.name(r.purpose().broker()),
                r.site().authority().or(() -> r.chain().map(c -> c.root().issuer())).map(directory::name),
                r.wish().type().value(), r.wish().units(), r.wish().minUnits(), granted(r),
                vocabulary.show(r.wish().type(), r.wish().sliver()), Rowing.term(r.wish().term()), r.term().map(Rowing::term),
                r.purpose().renewUntil(), estimate(answer), reason, r.lastRefusal().map(ApiException::problem),
                Rowing.cause(r.cause()), units(r, members));
    }

    /** A site that waits for handlers has not called any before the start. */
    private static String waitsFor(ReservationImage r, Optional<Answer> answer, Instant now) {
        String waitsFor = Rowing.waitsFor(answer, r.state().owner());
        return r.state() == ReservationState.REDEEMING && waitsFor.equals(LeaseState.PRIMING.owner())
                ? r.term().filter(term -> term.start().isAfter(now)).map(Rowing::start).orElse(waitsFor) : waitsFor;
    }

    private static Optional<Long> granted(ReservationImage r) {
        return r.lease().map(l -> l.units().stream().filter(GuestRows::lives).count())
                .or(() -> r.chain().map(c -> c.ticket().units()));
    }

    private static Optional<Instant> estimate(Optional<Answer> answer) {
        return answer.flatMap(a -> a instanceof Answer.Pending pending ? pending.estimate() : Optional.empty());
    }

    private List<ReservationView.MemberView> units(ReservationImage r, List<MemberImage> members) {
        Map<UnitId, MemberImage> byUnit = new LinkedHashMap<>();
        members.forEach(m -> byUnit.put(m.subject(), m));
        List<LeasedUnit> leased = r.lease().map(Lease::units).orElse(List.of());
        return leased.stream().map(u -> {
            Optional<MemberImage> member = Optional.ofNullable(byUnit.get(u.id()));
            return new ReservationView.MemberView(u.id().value(), u.host(), Notation.word(u.state()),
                    member.map(m -> Notation.word(m.state())).orElse(""), vocabulary.show(r.wish().type(), u.sliver()),
                    u.properties().overlaid(member.map(MemberImage::properties).orElse(orca.core.resource.PropertyList.NONE)));
        }).toList();
    }

    private static boolean lives(LeasedUnit unit) {
        return switch (unit.state()) {
            case SETUP, READY, MODIFYING, MIGRATING -> true;
            case FREE, REPLACING, STOPPING, TEARDOWN, QUARANTINED -> false;
        };
    }
}
