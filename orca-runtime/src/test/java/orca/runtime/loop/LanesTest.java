package orca.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import orca.core.actor.Event;
import orca.core.contract.Principal;
import orca.core.protocol.Message;
import orca.runtime.transport.Slot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanesTest {
    private static final long MUCH = 1 << 30;

    private Lanes lanes = lanes(1000, 1000);

    private static Lanes lanes(int lane, int all) {
        return new Lanes(new InboxLimits(all, MUCH, lane, MUCH, 1));
    }

    /** A word such as {@code a:new-1}: sender, kind and contract; {@code ?} before it is a stranger. */
    private boolean offer(String word) {
        boolean stranger = word.startsWith("?");
        String[] parts = word.substring(stranger ? 1 : 0).split("[:-]");
        Message message = switch (parts[1]) {
            case "new" -> Said.asks("r" + parts[2]);
            case "extend" -> Said.extend("r" + parts[2], 2);
            case "close" -> Said.close("r" + parts[2]);
            case "end" -> Said.endLease("r" + parts[2]);
            case "view" -> Said.view("r" + parts[2], 1);
            default -> throw new IllegalArgumentException(word);
        };
        return lanes.offer(new Principal(parts[0]), stranger ? Footing.STRANGER : Footing.KNOWN, message);
    }

    private static String name(Event.Arrived arrived) {
        return arrived.from().value() + Slot.of(arrived.message()).contract().toString().replaceAll("[^0-9]", "");
    }

    private List<String> take(int most) {
        return lanes.take(most).stream().map(LanesTest::name).toList();
    }

    @Test
    void newDemandsDoNotFillATurnUnlessThereIsAsMuchElse() {
        for (int i = 0; i < 3 * Lanes.NEW_AT_ONCE; i++) {
            offer("a:new-" + i);
        }
        assertThat(take(1024)).hasSize(Lanes.NEW_AT_ONCE);
        offer("b:extend-1");
        List<String> taken = take(1024);
        assertThat(taken).hasSize(Lanes.NEW_AT_ONCE + 1);
        assertThat(taken.getFirst()).isEqualTo("b1");

        lanes = lanes(10_000, 10_000);
        for (int i = 0; i < 2 * Lanes.NEW_AT_ONCE; i++) {
            offer("a:new-" + i);
            offer("b:extend-" + i);
        }
        assertThat(take(2048)).as("what is taken with much else costs nobody more").hasSize(4 * Lanes.NEW_AT_ONCE);
    }

    /** What came, and in which order it is looked at when there is time for all of it. */
    @ParameterizedTest
    @CsvSource({
        "a:new-1 a:new-2, a1 a2",
        "a:new-1 a:extend-2, a2 a1",
        "a:new-1 a:close-2 a:end-3 a:view-4, a2 a3 a4 a1",
        "a:new-1 b:extend-1, b1 a1",
        "a:new-1 a:new-1, a1",
        "a:new-1 a:close-1 a:new-2, a1 a2",
        "a:extend-1 b:extend-1 a:extend-1, a1 b1",
        "a:new-1 b:new-1, a1 b1",
        "?x:new-1 ?y:new-1 a:new-1 ?z:close-3, z3 x1 y1 a1",
    })
    void whatConcernsContractsThatThereAreComesFirst(String came, String looked) {
        for (String word : came.split(" ")) {
            assertThat(offer(word)).isTrue();
        }
        assertThat(take(100)).containsExactly(looked.split(" "));
        assertThat(lanes.size()).isZero();
        assertThat(lanes.bytes()).isZero();
        assertThat(lanes.lanes()).isZero();
    }

    @Test
    void aLongLaneDelaysNobodyElse() {
        IntStream.range(0, 900).forEach(i -> offer("flood:new-" + i));
        offer("guest:new-7");
        List<String> first = take(64);
        assertThat(first).contains("guest7");
    }

    @Test
    void aRenewalPassesEveryNewDemandOfEverybody() {
        for (int peer = 0; peer < 8; peer++) {
            for (int i = 0; i < 100; i++) {
                offer("p" + peer + ":new-" + i);
            }
        }
        offer("guest:extend-1");
        assertThat(take(8)).first().isEqualTo("guest1");
    }

    @Test
    void newDemandsComeOnHoweverMuchIsSaidOfContractsThatThereAre() {
        offer("guest:new-7");
        List<String> looked = new ArrayList<>();
        for (int round = 0; round < Lanes.NEW_SHARE; round++) {
            offer("flood:extend-" + 2 * round);
            offer("flood:extend-" + (2 * round + 1));
            looked.addAll(take(1));
        }
        assertThat(looked).contains("guest7");
    }

    @Test
    void whoSaysThatAllOfHisIsUrgentHasNoMoreThanHisTurn() {
        IntStream.range(0, 900).forEach(i -> offer("liar:extend-" + i));
        offer("guest:extend-1");
        assertThat(take(64)).contains("guest1");
    }

    @Test
    void whoSendsLargeMessagesHasNoMoreBytesThanWhoSendsSmallOnes() {
        int large = 8000;
        for (int i = 0; i < 50; i++) {
            lanes.offer(new Principal("large"), Footing.KNOWN, Said.asks("r" + i, large));
        }
        for (int i = 0; i < 900; i++) {
            lanes.offer(new Principal("small"), Footing.KNOWN, Said.asks("r" + i));
        }
        List<Event.Arrived> taken = lanes.take(200);
        long fromLarge = taken.stream().filter(a -> a.from().value().equals("large")).count();
        long weightOfLarge = fromLarge * MessageWeight.of(Said.asks("r1", large));
        long weightOfSmall = (taken.size() - fromLarge) * MessageWeight.of(Said.asks("r1"));
        assertThat(fromLarge).isPositive();
        assertThat(Math.abs(weightOfLarge - weightOfSmall)).as("within a turn").isLessThanOrEqualTo(2L * Lanes.QUANTUM);
    }

    @Test
    void aMessageThatIsLargerThanATurnIsTakenAllTheSame() {
        lanes.offer(new Principal("a"), Footing.KNOWN, Said.asks("r1", 8000));
        lanes.offer(new Principal("a"), Footing.KNOWN, Said.asks("r2", 8000));
        assertThat(MessageWeight.of(Said.asks("r1", 8000))).isGreaterThan(Lanes.QUANTUM / 2);
        assertThat(take(10)).containsExactly("a1", "a2");
    }

    @Test
    void aLaneHasABoundThatOthersDoNotFeel() {
        lanes = lanes(3, 100);
        assertThat(Stream.of(1, 2, 3, 4).map(i -> offer("flood:new-" + i))).containsExactly(true, true, true, false);
        assertThat(offer("guest:new-1")).isTrue();
        assertThat(offer("flood:new-2")).as("what is said again needs no room").isTrue();
        assertThat(take(10)).containsExactly("flood1", "flood2", "flood3", "guest1");
    }

    @Test
    void inAFullLaneANewDemandGivesWayToARenewal() {
        lanes = lanes(3, 100);
        Stream.of("a:new-1", "a:new-2", "a:extend-3").forEach(this::offer);
        assertThat(offer("a:extend-4")).isTrue();
        assertThat(lanes.pushedOut()).isEqualTo(1);
        assertThat(offer("a:extend-5")).isTrue();
        assertThat(offer("a:extend-6")).as("nothing matters less").isFalse();
        assertThat(take(10)).containsExactly("a3", "a4", "a5");
    }

    @Test
    void whenAllIsFullTheLargestLaneGivesWay() {
        lanes = lanes(8, 10);
        IntStream.range(0, 8).forEach(i -> offer("flood:new-" + i));
        IntStream.range(0, 2).forEach(i -> offer("other:new-" + i));
        assertThat(offer("guest:new-1")).isTrue();
        assertThat(offer("flood:new-9")).as("it is the largest itself").isFalse();
        assertThat(lanes.size()).isEqualTo(10);
        assertThat(lanes.pushedOut()).isEqualTo(1);
        assertThat(take(20)).contains("guest1", "other0", "other1", "flood6").doesNotContain("flood7", "flood9");
    }

    @Test
    void bytesAreBoundedLikeMessages() {
        int weight = MessageWeight.of(Said.asks("r1", 1000));
        lanes = new Lanes(new InboxLimits(1000, 5L * weight, 1000, 3L * weight, 1));
        for (int i = 0; i < 5; i++) {
            assertThat(lanes.offer(new Principal("a"), Footing.KNOWN, Said.asks("r" + i, 1000))).isEqualTo(i < 3);
        }
        assertThat(lanes.offer(new Principal("a"), Footing.KNOWN, Said.asks("r1", 8000))).as("no larger again").isFalse();
        for (int i = 0; i < 3; i++) {
            assertThat(lanes.offer(new Principal("b"), Footing.KNOWN, Said.asks("r" + i, 1000))).isEqualTo(i < 2);
        }
        assertThat(lanes.bytes()).isEqualTo(5L * weight);
        assertThat(lanes.offer(new Principal("c"), Footing.KNOWN, Said.asks("r1", 1000))).isTrue();
        assertThat(lanes.bytes()).isEqualTo(5L * weight);
    }

    @Test
    void anyNumberOfStrangersHaveOneLane() {
        lanes = lanes(3, 100);
        for (int i = 0; i < 10; i++) {
            assertThat(offer("?s" + i + ":new-1")).isEqualTo(i < 3);
        }
        assertThat(offer("guest:new-1")).isTrue();
        assertThat(lanes.lanes()).isEqualTo(2);
    }

    @Test
    void theNewestThatIsSaidOfAContractIsLookedAtOnce() {
        Principal broker = new Principal("broker");
        for (long revision : new long[] {1, 3, 2}) {
            lanes.offer(broker, Footing.KNOWN, Said.view("r1", revision));
        }
        lanes.offer(broker, Footing.KNOWN, Said.leaseView("r1", 1));
        lanes.offer(broker, Footing.KNOWN, Said.refused("r1"));
        assertThat(lanes.take(10)).extracting(Event.Arrived::message)
                .containsExactly(Said.view("r1", 3), Said.leaseView("r1", 1), Said.refused("r1"));
    }

    @Test
    void aNewDemandThatIsGivenUpBeforeItWasLookedAtIsOneMessage() {
        offer("a:new-1");
        offer("b:new-1");
        offer("a:close-1");
        assertThat(lanes.waiting(Rank.NEW)).isEqualTo(1);
        assertThat(lanes.waiting(Rank.LIVING)).isEqualTo(1);
        assertThat(take(10)).containsExactly("a1", "b1");
    }

    @Test
    void nothingIsLostOrDoubledHoweverItIsTaken() {
        for (int i = 0; i < 300; i++) {
            offer("p" + i % 7 + (i % 3 == 0 ? ":extend-" : ":new-") + i);
        }
        List<String> all = new ArrayList<>();
        for (int most = 1; lanes.size() > 0; most = most % 13 + 1) {
            List<String> some = take(most);
            assertThat(some).hasSizeBetween(1, most);
            all.addAll(some);
        }
        assertThat(all).hasSize(300).doesNotHaveDuplicates();
        assertThat(lanes.bytes()).isZero();
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new InboxLimits(10, 10, 11, 10, 1))
                .hasMessage("inbox.laneMessages: must be from 1 to 10, got 11");
        assertThatThrownBy(() -> new InboxLimits(10, 10, 10, 11, 1)).hasMessage("inbox.laneBytes: must be from 1 to 10, got 11");
        assertThatThrownBy(() -> new InboxLimits(0, 10, 1, 1, 1)).hasMessageContaining("inbox.messages");
        assertThatThrownBy(() -> new InboxLimits(1, 10, 1, 1, 0)).hasMessageContaining("inbox.commands");
    }
}
