package orca.servicemanager;

import static orca.servicemanager.World.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import orca.core.contract.ReservationId;
import orca.core.notice.NoticeKind;
import orca.core.notice.NoticeWish;
import orca.core.notice.Receiver;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.servicemanager.record.LetterImage;
import orca.servicemanager.record.NoticeImage;
import org.junit.jupiter.api.Test;

/** How what people are told becomes letters, and what is told of which slice. */
class LettersTest {
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

    private static World posted(World world, LetterImage letter) {
        return world.ordered(new Command.Posted(letter.subject().value(), Optional.empty(), false));
    }

    private static World failed(World world, String letter, boolean lasting) {
        return world.ordered(new Command.Posted(letter, Optional.of("no answer"), lasting));
    }

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
        Command.Wish long20 = wish(demand(1, DAY.multipliedBy(20)));
        world.ordered(request(long20, long20, long20));
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
