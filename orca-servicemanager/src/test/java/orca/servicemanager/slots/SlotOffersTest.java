package orca.servicemanager.slots;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import orca.core.contract.Principal;
import orca.core.resource.Amounts;
import orca.core.resource.TypeName;
import orca.core.slot.Slot;
import orca.core.slot.SlotAnswer;
import orca.core.slot.SlotQuestion;
import orca.core.time.Term;
import orca.servicemanager.slots.SlotOffer.Kind;
import orca.servicemanager.slots.SlotOffer.Part;
import org.junit.jupiter.api.Test;

class SlotOffersTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Amounts SMALL = Amounts.of(1);
    private static final Principal EAST = new Principal("east");
    private static final Principal WEST = new Principal("west");
    private static final SlotQuestion TWENTY = new SlotQuestion(new TypeName("vm"), 20, 1, SMALL, HOUR, NOON,
            NOON.plus(Duration.ofDays(3)), Optional.empty(), 64);

    private final Map<Principal, SlotAnswer> answers = new LinkedHashMap<>();

    private static Slot slot(int stock, String site, long units, int fromHour, int toHour) {
        return new Slot(stock, new Principal(site), units, SMALL, new Term(hour(fromHour), hour(toHour)));
    }

    private static Instant hour(int number) {
        return NOON.plus(Duration.ofHours(number));
    }

    private void told(Principal broker, Slot... slots) {
        answers.put(broker, new SlotAnswer(List.of(slots), ""));
    }

    private static SlotOffer offer(Kind kind, int hour, Part... parts) {
        return new SlotOffer(kind, Term.of(hour(hour), HOUR), List.of(parts));
    }

    @Test
    void theEarliestWholeOfEachSiteIsOfferedSorted() {
        told(EAST, slot(1, "a", 20, 5, 9), slot(2, "b", 20, 3, 9));
        told(WEST, slot(1, "a", 30, 4, 9), slot(1, "a", 40, 7, 9));

        assertThat(SlotOffers.of(TWENTY, answers, 5)).containsExactly(
                offer(Kind.WHOLE, 3, new Part(EAST, new Principal("b"), 20)),
                offer(Kind.WHOLE, 4, new Part(WEST, new Principal("a"), 20)),
                offer(Kind.WHOLE, 5, new Part(EAST, new Principal("a"), 20)));
    }

    @Test
    void aSplitIsOfferedWhenItIsSoonerAndTakesAsFewPartsAsItCan() {
        told(EAST, slot(1, "a", 12, 0, 9), slot(2, "b", 3, 0, 9), slot(1, "a", 20, 8, 9));
        told(WEST, slot(1, "c", 9, 2, 9));

        List<SlotOffer> offers = SlotOffers.of(TWENTY, answers, 5);

        assertThat(offers).containsExactly(
                offer(Kind.FEWER, 0, new Part(EAST, new Principal("a"), 12)),
                offer(Kind.SPLIT, 2, new Part(EAST, new Principal("a"), 12), new Part(WEST, new Principal("c"), 8)),
                offer(Kind.WHOLE, 8, new Part(EAST, new Principal("a"), 20)));
        assertThat(offers.get(1).units()).isEqualTo(20);
    }

    @Test
    void twoSlotsOfOneStockAreNeverAddedUp() {
        told(EAST, slot(1, "a", 12, 0, 9), slot(1, "a", 15, 1, 9));

        assertThat(SlotOffers.of(TWENTY, answers, 5)).containsExactly(
                offer(Kind.FEWER, 0, new Part(EAST, new Principal("a"), 12)),
                offer(Kind.FEWER, 1, new Part(EAST, new Principal("a"), 15)));
    }

    @Test
    void aSlotThatIsOverByThenIsNoPartOfASplit() {
        told(EAST, slot(1, "a", 12, 0, 2));
        told(WEST, slot(1, "c", 12, 2, 9));

        assertThat(SlotOffers.of(TWENTY, answers, 5)).extracting(SlotOffer::kind).containsOnly(Kind.FEWER);
    }

    @Test
    void fewAreGivenAndTheEarliestAndTheLargestOfTheFewerStay() {
        told(EAST, slot(1, "a", 1, 0, 9), slot(1, "a", 3, 1, 9), slot(1, "a", 5, 2, 9), slot(1, "a", 7, 3, 9),
                slot(1, "a", 9, 4, 9), slot(1, "a", 20, 6, 9));

        assertThat(SlotOffers.of(TWENTY, answers, 4)).extracting(SlotOffer::units).containsExactly(1L, 9L, 20L);
        assertThat(SlotOffers.of(TWENTY, answers, 1)).extracting(SlotOffer::units).containsExactly(20L);
    }

    @Test
    void whatWasNotAskedForIsPassedOver() {
        answers.put(EAST, new SlotAnswer(List.of(
                new Slot(1, WEST, 20, Amounts.of(7), new Term(hour(1), hour(5))),
                new Slot(1, WEST, 20, SMALL, new Term(hour(1), hour(1).plusSeconds(5))),
                new Slot(1, WEST, 20, SMALL, new Term(hour(-3), hour(-1)))), ""));

        assertThat(SlotOffers.of(TWENTY, answers, 5)).isEmpty();
    }

    @Test
    void everyOfferIsMadeOfWhatWasTold() {
        for (int seed = 0; seed < 500; seed++) {
            SplittableRandom dice = new SplittableRandom(seed);
            answers.clear();
            for (int broker = 0; broker < 3; broker++) {
                Slot[] slots = new Slot[dice.nextInt(8)];
                for (int i = 0; i < slots.length; i++) {
                    int from = dice.nextInt(10);
                    slots[i] = slot(1 + dice.nextInt(3), "s" + dice.nextInt(3), dice.nextInt(1, 25), from,
                            from + dice.nextInt(1, 6));
                }
                told(new Principal("b" + broker), slots);
            }
            List<SlotOffer> offers = SlotOffers.of(TWENTY, answers, 6);
            assertThat(offers).as("seed %s", seed).hasSizeLessThanOrEqualTo(6).doesNotHaveDuplicates()
                    .isSortedAccordingTo((a, b) -> a.term().start().compareTo(b.term().start()));
            for (SlotOffer offer : offers) {
                assertThat(offer.parts()).as("seed %s: %s", seed, offer).allSatisfy(part ->
                        assertThat(answers.get(part.broker()).slots()).anySatisfy(slot -> {
                            assertThat(slot.site()).isEqualTo(part.site());
                            assertThat(slot.units()).isGreaterThanOrEqualTo(part.units());
                            assertThat(slot.holds(offer.term().start(), HOUR)).isTrue();
                        }));
                assertThat(offer.units()).isLessThanOrEqualTo(20);
                assertThat(offer.kind() == Kind.FEWER).isEqualTo(offer.units() < 20);
            }
        }
    }
}
