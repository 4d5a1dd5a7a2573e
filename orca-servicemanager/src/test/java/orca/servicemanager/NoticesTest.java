package orca.servicemanager;

import static orca.servicemanager.World.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import orca.core.contract.Answer;
import orca.core.contract.ReservationId;
import orca.core.lease.LeaseState;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.notice.NoticeKind;
import orca.core.notice.NoticeWish;
import orca.core.notice.Receiver;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
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
    private static final Receiver BOT = Receiver.parse("hook:https://example.org/orca");

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

    private static World failed(World world, String letter, boolean lasting) {
        return world.ordered(new Command.Posted(letter, Optional.of("no answer"), lasting));
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
        World world = told(telling(List.of(ANN))).active(renewed(demand(1, HOUR.multipliedBy(10)), NOON.plus(DAY.multipliedBy(30))));
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

    // ---- letters

    @Test
    void whatHappensWithinAWhileIsOneLetter() {
        World world = told(telling(List.of(ANN, BOT)));
        world.ordered(request(wish(demand(1, HOUR)), wish(demand(1, HOUR)), wish(demand(1, HOUR))));
        world.refuse(R1, "full");
        world.stage.advance(Duration.ofMinutes(4));
        world.refuse(R2, "full").refuse(R3, "full");
        world.stage.advance(Duration.ofMinutes(1));

        assertThat(letters(world)).extracting(LetterImage::to).containsExactlyInAnyOrder(ANN, BOT);
        assertThat(letters(world)).allSatisfy(letter -> assertThat(letter.notices()).hasSize(3));
        assertThat(world.guest().boxes()).isEmpty();
    }

    @Test
    void aHundredRefusalsAreOneLetterThatCountsThem() {
        World world = told();
        Command.Wish[] wishes = new Command.Wish[100];
        Arrays.fill(wishes, wish(demand(1, HOUR)));
        Reply.Accepted made = (Reply.Accepted) world.order(request(wishes));
        made.ids().forEach(id -> world.refuse(new ReservationId(id), "full"));
        world.stage.advance(GATHER);

        assertThat(letters(world)).singleElement()
                .satisfies(letter -> assertThat(letter.notices()).hasSize(LetterImage.MOST))
                .satisfies(letter -> assertThat(letter.leftOut()).isEqualTo(100 - LetterImage.MOST));
    }

    @Test
    void aLetterThatCannotBeSentIsTriedAgainWithGrowingPausesAndIsTheSame() {
        World world = told();
        world.ordered(request(wish(demand(1, HOUR)))).refuse(R1, "full");
        world.stage.advance(GATHER);
        LetterImage first = letters(world).get(0);
        failed(world, first.subject().value(), false);
        assertThat(letters(world).get(0).notBefore()).isEqualTo(world.stage.now().plusSeconds(10));
        failed(world, first.subject().value(), false);
        LetterImage again = letters(world).get(0);

        assertThat(again.notBefore()).isEqualTo(world.stage.now().plusSeconds(20));
        assertThat(again.trouble()).isEqualTo("no answer");
        assertThat(again.notices()).isEqualTo(first.notices());
        assertThat(again.subject()).isEqualTo(first.subject());
    }

    @Test
    void whatHappensWhileAReceiverCannotBeReachedWaitsAndComesInOneLetter() {
        World world = told();
        world.ordered(request(wish(demand(1, DAY.multipliedBy(20))), wish(demand(1, DAY.multipliedBy(20))), wish(demand(1, DAY.multipliedBy(20)))));
        world.refuse(R1, "full");
        world.stage.advance(GATHER);
        LetterImage stuck = letters(world).get(0);
        failed(world, stuck.subject().value(), false);
        world.refuse(R2, "full");
        world.stage.advance(HOUR);
        world.refuse(R3, "full");
        world.stage.advance(HOUR);
        assertThat(letters(world)).hasSize(1);
        posted(world, stuck);

        assertThat(letters(world)).hasSize(2);
        assertThat(letters(world).get(1).notices()).hasSize(2);
    }

    @Test
    void afterThreeDaysOrWhenItIsOfNoUseALetterIsGivenUp() {
        World world = told();
        world.ordered(request(wish(demand(1, DAY.multipliedBy(20))), wish(demand(1, DAY.multipliedBy(20))))).refuse(R1, "full");
        world.stage.advance(GATHER);
        world.stage.advance(Duration.ofDays(3));
        failed(world, "guest-l1", false);
        assertThat(letters(world).get(0).state()).isEqualTo(LetterImage.LetterState.GIVEN_UP);
        world.refuse(R2, "full");
        world.stage.advance(GATHER);
        failed(world, "guest-l2", true);
        assertThat(letters(world).get(1).state()).isEqualTo(LetterImage.LetterState.GIVEN_UP);
    }

    @Test
    void aLetterThatWasSentTwiceCountsOnce() {
        World world = told();
        world.ordered(request(wish(demand(1, HOUR)))).refuse(R1, "full");
        world.stage.advance(GATHER);
        posted(world, letters(world).get(0));
        failed(world, "guest-l1", false);

        assertThat(letters(world).get(0).state()).isEqualTo(LetterImage.LetterState.SENT);
        assertThat(world.order(new Command.Posted("guest-l9", Optional.empty(), false))).isInstanceOf(Reply.Declined.class);
    }

    @Test
    void aRestartBetweenTellingAndSendingChangesNothing() {
        World world = told();
        world.ordered(request(wish(demand(1, HOUR)))).refuse(R1, "full");
        world.stage.restart();
        world.stage.advance(GATHER);
        LetterImage before = letters(world).get(0);
        world.stage.restartFromImage();

        assertThat(letters(world)).containsExactly(before);
        assertThat(world.guest().openLetters()).containsExactly(before);
    }

    @Test
    void aLaterLifeNamesItsLettersOtherwise() {
        GuestSettings settings = GuestSettings.usual(GUEST).with(Telling.NONE.of("blue", telling(List.of(ANN))));
        World world = new World(settings);
        world.ordered(new Command.TestNotices("blue"));
        world.stage.advance(Telling.URGENT);
        world.stage.restoredWithout(1, () -> new ServiceManager(settings, GuestTables.STANDARD, 2));
        world.stage.advance(Telling.URGENT);

        assertThat(letters(world)).singleElement()
                .satisfies(letter -> assertThat(letter.subject().value()).isEqualTo("guest-l2.1"));
    }

    // ---- settings

    @Test
    void anOperatorSaysWhatIsToldOfASliceAndTakesItBack() {
        World world = World.plain().active(1, DAY.multipliedBy(3));
        world.ordered(new Command.SetNotices("blue", Optional.of(telling(List.of(BOT)))));
        world.stage.until(NOON.plus(DAY.multipliedBy(2)).plus(GATHER));
        assertThat(letters(world)).singleElement().satisfies(letter -> assertThat(letter.to()).isEqualTo(BOT));
        posted(world, letters(world).get(0));
        world.ordered(new Command.SetNotices("blue", Optional.empty()));

        assertThat(world.guest().tellings()).isEmpty();
        world.stage.until(NOON.plus(DAY.multipliedBy(3)));
        assertThat(all(world)).hasSize(1);
    }

    @Test
    void aTestGoesToEverybodyWhateverTheyWantToHear() {
        World world = told(telling(List.of(ANN, BOT), NoticeKind.ENDED));
        world.ordered(new Command.TestNotices("blue"));
        world.stage.advance(Telling.URGENT);

        assertThat(letters(world)).hasSize(2);
        assertThat(world.order(new Command.TestNotices("red"))).isInstanceOf(Reply.Declined.class);
    }

    @Test
    void addressesAndWishesThatMakeNoSenseAreRefused() {
        for (String bad : List.of("mail:ann", "mail:ann@", "mail:a b@c", "mail:a@b\r\nBcc: c@d", "mail:<a@b>", "mail:a@b,c@d",
                "hook:ftp://a/", "hook:https://user@host/", "hook:https://a/#x", "hook:https:///a", "hook:https://a/ b",
                "hook:https://a\r\nX: y/", "pigeon:home", "mail:" + "a".repeat(65) + "@b", "hook:https://a/" + "x".repeat(500))) {
            assertThatThrownBy(() -> Receiver.parse(bad)).as(bad).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("receiver: ");
        }
        assertThatThrownBy(() -> new NoticeWish(List.of(), List.of(Duration.ofSeconds(59)), List.of(), GATHER))
                .hasMessageContaining("before");
        assertThatThrownBy(() -> new NoticeWish(List.of(), List.of(), List.of(), Duration.ofDays(2)))
                .hasMessageContaining("gather");
        assertThatThrownBy(() -> new Command.SetFeed("blue", Optional.of("secret"))).hasMessageContaining("lock");
    }
}
