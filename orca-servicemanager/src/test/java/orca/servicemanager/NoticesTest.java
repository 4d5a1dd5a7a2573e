package orca.servicemanager;

import static orca.servicemanager.World.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Answer;
import orca.core.lease.LeaseState;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.notice.NoticeKind;
import orca.core.notice.NoticeWish;
import orca.core.notice.Receiver;
import orca.core.protocol.Command;
import orca.core.reservation.ReservationState;
import orca.core.resource.PropertyList;
import orca.servicemanager.record.LetterImage;
import orca.servicemanager.record.NoticeImage;
import org.junit.jupiter.api.Test;

/** What people are told of their leases, and how often: once. */
class NoticesTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration GATHER = Duration.ofMinutes(5);
    private static final Receiver ANN = Receiver.parse("mail:ann@example.org");

    private static NoticeWish telling(List<Receiver> to, NoticeKind... about) {
        return new NoticeWish(to, NoticeWish.USUAL_BEFORE, about.length == 0 ? NoticeKind.told() : List.of(about), GATHER);
    }

    private static World told(NoticeWish wish) {
        return new World(GuestSettings.usual(GUEST).with(Telling.NONE.of("blue", wish)));
    }

    private static World told(NoticeKind... about) {
        return told(telling(List.of(ANN), about));
    }

    private static List<LetterImage> letters(World world) {
        return List.copyOf(world.guest().letters());
    }

    /** All notices in all letters, after what waits has gone. */
    private static List<NoticeImage> all(World world) {
        world.stage.advance(GATHER);
        return letters(world).stream().flatMap(letter -> letter.notices().stream()).toList();
    }

    private static List<NoticeKind> kinds(World world) {
        return all(world).stream().map(NoticeImage::kind).toList();
    }

    private static World posted(World world, LetterImage letter) {
        return world.ordered(new Command.Posted(letter.subject().value(), Optional.empty(), false));
    }

    // ---- the end of a lease

    @Test
    void theEndIsAnnouncedADayAndAnHourBefore() {
        World world = told().active(1, DAY.multipliedBy(3));
        Instant end = NOON.plus(DAY.multipliedBy(3));

        world.stage.until(end.minus(DAY).plus(GATHER).minusMillis(1));
        assertThat(letters(world)).isEmpty();
        world.stage.until(end.minus(DAY).plus(GATHER));
        assertThat(letters(world)).hasSize(1);
        NoticeImage notice = letters(world).get(0).notices().get(0);
        assertThat(notice.kind()).isEqualTo(NoticeKind.ENDING);
        assertThat(notice.at()).isEqualTo(end.minus(DAY));
        assertThat(notice.about().orElseThrow().end()).contains(end);
        posted(world, letters(world).get(0));
        world.stage.until(end.minus(Duration.ofMinutes(30)));
        assertThat(all(world)).hasSize(2);
    }

    @Test
    void aLeaseThatWasMadeLongerInTimeIsNotAnnounced() {
        World world = told().active(1, DAY.multipliedBy(3));
        world.stage.until(NOON.plus(DAY));
        world.ordered(extend(R1, DAY.multipliedBy(7))).grant(R1).bind(R1);

        world.stage.until(NOON.plus(DAY.multipliedBy(8)));
        assertThat(letters(world)).isEmpty();
        world.stage.until(NOON.plus(DAY.multipliedBy(9)).plus(GATHER));
        assertThat(letters(world)).hasSize(1);
    }

    @Test
    void aLeaseThatWasAnnouncedAndMadeLongerIsAnnouncedAgain() {
        World world = told().active(1, DAY.multipliedBy(3));
        world.stage.until(NOON.plus(DAY.multipliedBy(2)).plus(GATHER));
        posted(world, letters(world).get(0));
        world.ordered(extend(R1, DAY.multipliedBy(3))).grant(R1).bind(R1);

        world.stage.until(NOON.plus(DAY.multipliedBy(5)).plus(GATHER));
        assertThat(letters(world)).hasSize(2);
    }

    @Test
    void whatIsShorterThanTheWarningIsNotAnnouncedWhenItBegins() {
        World world = told().active(1, HOUR.multipliedBy(2));

        world.stage.until(NOON.plus(HOUR).minusMillis(1));
        assertThat(letters(world)).as("a day before is before it was there").isEmpty();
        world.stage.until(NOON.plus(HOUR).plus(GATHER));
        assertThat(kinds(world)).containsExactly(NoticeKind.ENDING);
    }

    @Test
    void whatRenewsItselfIsNotAnnouncedUntilThatIsLate() {
        World world = told().active(renewed(demand(1, HOUR.multipliedBy(10)), NOON.plus(DAY.multipliedBy(30))));

        world.stage.until(NOON.plus(HOUR.multipliedBy(8))); // a fifth before its end
        assertThat(world.state(R1)).isEqualTo(ReservationState.EXTENDING_TICKET);
        world.grant(R1).bind(R1);
        world.stage.until(NOON.plus(HOUR.multipliedBy(18)));
        assertThat(letters(world)).isEmpty();
        assertThat(world.state(R1)).as("and now nobody answers").isEqualTo(ReservationState.EXTENDING_TICKET);
        world.stage.until(NOON.plus(HOUR.multipliedBy(19)).plus(GATHER));
        assertThat(all(world)).singleElement()
                .satisfies(n -> assertThat(n.kind()).isEqualTo(NoticeKind.ENDING))
                .satisfies(n -> assertThat(n.why()).isEqualTo("it should have been renewed by now, and nobody has answered"));
    }

    @Test
    void aRefusedRenewalIsToldOnceAndThenTheEndIs() {
        World world = told().active(renewed(demand(1, HOUR.multipliedBy(10)), NOON.plus(DAY.multipliedBy(30))));
        world.stage.until(NOON.plus(HOUR.multipliedBy(8)));
        for (int i = 0; i < 12; i++) {
            world.refuse(R1, "full");
            world.stage.advance(Duration.ofMinutes(10));
        }
        letters(world).stream().filter(LetterImage::open).forEach(letter -> posted(world, letter));
        world.stage.advance(GATHER);
        List<NoticeImage> all = all(world);
        assertThat(all.stream().map(NoticeImage::kind).toList())
                .containsOnlyOnce(NoticeKind.REFUSED).contains(NoticeKind.ENDING, NoticeKind.ENDED);
        assertThat(all.stream().filter(n -> n.kind() == NoticeKind.ENDING).map(NoticeImage::why))
                .allMatch(why -> why.startsWith("its renewal was refused "));
    }

    @Test
    void whatWasMissedWhileDownIsToldOnceWithWhatIsStillTrue() {
        World world = told().active(1, DAY.multipliedBy(3));
        Instant end = NOON.plus(DAY.multipliedBy(3));
        // Its alarms ring when it is up again: this world's time goes on in one leap.
        Instant up = end.minus(Duration.ofMinutes(40));
        world.stage.restart().leap(up);

        assertThat(all(world)).singleElement()
                .satisfies(n -> assertThat(n.at()).isEqualTo(up))
                .satisfies(n -> assertThat(n.about().orElseThrow().end()).contains(end));
    }

    // ---- what else is told

    @Test
    void aRefusalIsTold() {
        World world = told();
        world.ordered(request(wish(demand(1, HOUR)))).refuse(R1, "all in use");

        assertThat(all(world)).singleElement()
                .satisfies(n -> assertThat(n.kind()).isEqualTo(NoticeKind.REFUSED))
                .satisfies(n -> assertThat(n.why()).contains("all in use", "instead: 1 units"));
    }

    @Test
    void aRevocationIsToldWithinSeconds() {
        World world = told().active(1, HOUR.multipliedBy(20));
        world.stage.advance(HOUR);
        world.revoke(R1, "revoked by the broker: the owner needs it");
        world.stage.advance(Telling.URGENT);

        NoticeImage notice = letters(world).get(0).notices().get(0);
        assertThat(notice.kind()).isEqualTo(NoticeKind.REVOKED);
        assertThat(notice.why()).contains("the owner needs it");
        assertThat(notice.about().orElseThrow().end()).contains(NOON.plus(HOUR.multipliedBy(20)));
        world.settled(R1);
        assertThat(kinds(world)).as("and its ending is no news of its own").containsExactly(NoticeKind.REVOKED);
    }

    @Test
    void theSiteEndsItAndThatIsTold() {
        World world = told().active(1, HOUR.multipliedBy(20));
        world.fromSite(world.leaseView(R1, LeaseState.CLOSING, new Answer.Ended("the host burns"), Optional.empty(), true));

        assertThat(all(world)).singleElement()
                .satisfies(n -> assertThat(n.kind()).isEqualTo(NoticeKind.REVOKED))
                .satisfies(n -> assertThat(n.why()).contains("the host burns"));
    }

    @Test
    void aUnitThatWasReplacedOrMovedIsTold() {
        World world = told().active(2, HOUR.multipliedBy(20));
        LeasedUnit first = world.unit(R1 + "-u1", UnitState.READY);
        LeasedUnit moved = new LeasedUnit(new UnitId(R1 + "-u2"), "host-b", SMALL, UnitState.READY, PropertyList.NONE);
        world.fromSite(world.leaseView(R1, LeaseState.ACTIVE, new Answer.Granted(2, 2, ""),
                Optional.of(world.lease(R1, List.of(first, moved))), true, "host-a is drained: new power supply"));

        assertThat(all(world)).singleElement()
                .satisfies(n -> assertThat(n.kind()).isEqualTo(NoticeKind.REPAIRED))
                .satisfies(n -> assertThat(n.why()).isEqualTo("unit guest-1-u2 moved from host-a to host-b"
                        + " (authority: host-a is drained: new power supply)"));
    }

    @Test
    void aUnitThatIsLostIsTold() {
        World world = told().active(2, HOUR.multipliedBy(20));
        LeasedUnit first = world.unit(R1 + "-u1", UnitState.READY);
        LeasedUnit gone = world.unit(R1 + "-u2", UnitState.TEARDOWN);
        world.fromSite(world.leaseView(R1, LeaseState.ACTIVE, new Answer.Granted(2, 1, "its host is gone"),
                Optional.of(world.lease(R1, List.of(first, gone))), true));
        world.fromSite(world.leaseView(R1, LeaseState.ACTIVE, new Answer.Granted(2, 1, "its host is gone"),
                Optional.of(world.lease(R1, List.of(first))), true));

        assertThat(kinds(world).stream().filter(NoticeKind.REPAIRED::equals)).hasSize(1);
    }

    @Test
    void unitsThatGoAtTheEndOrAreGivenUpAreNotLost() {
        World world = told().active(2, HOUR.multipliedBy(20));
        world.ordered(resize(R1, 1, new UnitId(R1 + "-u2")));
        world.grant(R1).bind(R1, List.of(world.unit(R1 + "-u1", UnitState.READY), world.unit(R1 + "-u2", UnitState.READY)), "");
        LeasedUnit first = world.unit(R1 + "-u1", UnitState.READY);
        world.fromSite(world.leaseView(R1, LeaseState.ACTIVE, new Answer.Granted(1, 1, ""),
                Optional.of(world.lease(R1, List.of(first, world.unit(R1 + "-u2", UnitState.TEARDOWN)))), true));
        world.stage.until(NOON.plus(HOUR.multipliedBy(20)));
        world.fromSite(world.leaseView(R1, LeaseState.CLOSING, new Answer.Ended(""),
                Optional.of(world.lease(R1, List.of(world.unit(R1 + "-u1", UnitState.TEARDOWN)))), true));
        letters(world).stream().filter(LetterImage::open).forEach(letter -> posted(world, letter));

        assertThat(kinds(world)).containsExactly(NoticeKind.ENDING, NoticeKind.ENDED);
    }

    @Test
    void whatAPeerSaysBesidesIsTold() {
        World world = told().active(1, HOUR.multipliedBy(20));
        world.fromSite(world.leaseView(R1, LeaseState.ACTIVE, new Answer.Granted(1, 1, ""), world.reservation(R1).lease(), true,
                "host-a will be drained tomorrow"));

        assertThat(all(world)).singleElement()
                .satisfies(n -> assertThat(n.kind()).isEqualTo(NoticeKind.SAID))
                .satisfies(n -> assertThat(n.why()).isEqualTo("authority: host-a will be drained tomorrow"));
    }

    @Test
    void aLifeFromBeginningToEndIsToldToWhoWantsAllOfIt() {
        World world = told(NoticeKind.values()).active(1, HOUR.multipliedBy(2));
        world.ordered(extend(R1, HOUR)).grant(R1).bind(R1);
        world.stage.until(NOON.plus(HOUR.multipliedBy(3)));
        posted(world, letters(world).get(0));

        assertThat(kinds(world)).containsExactly(
                NoticeKind.GRANTED, NoticeKind.STARTED, NoticeKind.EXTENDED, NoticeKind.ENDING, NoticeKind.ENDED);
    }

    @Test
    void whatItsGuestClosesIsNoNews() {
        World world = told(NoticeKind.told().toArray(NoticeKind[]::new)).active(1, HOUR.multipliedBy(20));
        world.ordered(new Command.Close(R1)).settled(R1);

        assertThat(all(world)).isEmpty();
    }

    @Test
    void nobodyIsToldAnythingOfOtherSlices() {
        World world = new World(GuestSettings.usual(GUEST).with(Telling.NONE.of("red", telling(List.of(ANN)))));
        world.ordered(request(wish(demand(1, HOUR)))).refuse(R1, "all in use");

        assertThat(all(world)).isEmpty();
    }
}
