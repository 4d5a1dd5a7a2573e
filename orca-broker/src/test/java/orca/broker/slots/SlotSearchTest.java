package orca.broker.slots;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import orca.broker.ledger.Holding;
import orca.broker.ledger.HoldingImage;
import orca.broker.ledger.HoldingKey;
import orca.core.calendar.Calendar;
import orca.core.contract.Cause;
import orca.core.contract.Principal;
import orca.core.contract.Stamp;
import orca.core.policy.Budget;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.slot.Slot;
import orca.core.slot.SlotAnswer;
import orca.core.slot.SlotQuestion;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.DelegationState;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import org.junit.jupiter.api.Test;

class SlotSearchTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Turnaround MINUTE =
            new Turnaround(Duration.ZERO, Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO);
    private static final ResourceType VM = new ResourceType(new TypeName("vm"), List.of(new Dimension("cpu", "cores")), MINUTE);
    private static final Amounts TWO = Amounts.of(2);

    /** What a site gave: ten units with twenty cores for a day, of which so many are promised for those terms. */
    private static Holding holding(String site, DelegationState state, Calendar calendar) {
        Delegation delegation = new Delegation(new DelegationId(site + "-1"), 1, new Principal(site), new Principal("broker"), VM,
                Amounts.of(10, 20), Amounts.of(4), new Term(NOON, NOON.plus(Duration.ofDays(1))), 100, PropertyList.NONE);
        return new Holding(new HoldingImage(new HoldingKey(new Principal(site), delegation.id()), state,
                DelegationChain.of(delegation), new Stamp(1, 1), Optional.empty(), NOON, NOON.plus(Duration.ofDays(2)), 1,
                new Cause(NOON, "HOLD", "")), calendar, 0, 0);
    }

    private static Calendar empty() {
        return Calendar.of(Amounts.of(10, 20), MINUTE.occupied(new Term(NOON, NOON.plus(Duration.ofDays(1)))));
    }

    private static Calendar promised(Calendar calendar, long units, Duration from, Duration length) {
        return calendar.commit(TWO.load(units), MINUTE.occupied(Term.of(NOON.plus(from), length)));
    }

    private static SlotQuestion question(long units, Duration length) {
        return new SlotQuestion(VM.name(), units, 1, TWO, length, NOON, NOON.plus(Duration.ofDays(1)), Optional.empty(), 64);
    }

    private static SlotAnswer ask(SlotQuestion question, Holding... holdings) {
        return SlotSearch.answer(question, List.of(holdings), NOON, Budget.UNLIMITED);
    }

    @Test
    void theEarliestWithAllUnitsIsToldAndWhatCouldBeHadSooner() {
        Calendar busy = promised(promised(empty(), 6, Duration.ZERO, Duration.ofHours(2)), 3, Duration.ZERO, Duration.ofHours(4));

        SlotAnswer answer = ask(question(8, HOUR), holding("west", DelegationState.HELD, busy));

        Principal west = new Principal("west");
        Instant afterTwo = NOON.plus(Duration.ofHours(2)).plus(Duration.ofMinutes(1));
        Instant afterFour = NOON.plus(Duration.ofHours(4)).plus(Duration.ofMinutes(1));
        Instant end = NOON.plus(Duration.ofDays(1));
        assertThat(answer.reason()).isEmpty();
        assertThat(answer.slots()).containsExactly(
                new Slot(1, west, 8, TWO, new Term(afterFour, end)),
                new Slot(1, west, 7, TWO, new Term(afterTwo, end)),
                new Slot(1, west, 1, TWO, new Term(NOON, end)));
    }

    @Test
    void aSlotEndsWhereTheNextPromiseBegins() {
        Calendar later = promised(empty(), 5, Duration.ofHours(3), HOUR);

        SlotAnswer answer = ask(question(8, HOUR), holding("west", DelegationState.HELD, later));

        assertThat(answer.slots()).singleElement().satisfies(slot ->
                assertThat(slot.term()).isEqualTo(new Term(NOON, NOON.plus(Duration.ofHours(3)).minus(Duration.ofMinutes(1)))));
    }

    @Test
    void nothingIsOfferedBeforeNowNorOfWhatIsTakenBackNorOfAnotherSite() {
        Holding west = holding("west", DelegationState.HELD, empty());
        Holding east = holding("east", DelegationState.RECLAIMING, empty());
        Instant now = NOON.plus(Duration.ofHours(2));

        SlotAnswer answer = SlotSearch.answer(question(3, HOUR), List.of(west, east), now, Budget.UNLIMITED);

        assertThat(answer.slots()).singleElement().satisfies(slot -> {
            assertThat(slot.site()).isEqualTo(new Principal("west"));
            assertThat(slot.term().start()).isEqualTo(now);
        });
        SlotQuestion asked = question(3, HOUR);
        SlotQuestion ofEast = new SlotQuestion(asked.type(), 3, 1, TWO, HOUR, NOON, asked.before(),
                Optional.of(new Principal("east")), 8);
        assertThat(ask(ofEast, west, east)).isEqualTo(SlotAnswer.none("nothing of vm from that site is held here"));
    }

    @Test
    void itSaysWhyThereIsNone() {
        Holding west = holding("west", DelegationState.HELD, promised(empty(), 10, Duration.ZERO, Duration.ofHours(23)));
        SlotQuestion asked = question(3, Duration.ofHours(2));

        assertThat(ask(asked, west).reason()).startsWith("no 1 of that size are free for PT2H in a row before 2030-01-02");
        assertThat(ask(asked).reason()).isEqualTo("nothing of the type vm is held here");
        SlotQuestion large = new SlotQuestion(asked.type(), 1, 1, Amounts.of(5), HOUR, NOON, asked.before(), Optional.empty(), 8);
        assertThat(ask(large, west).reason()).startsWith("sliver: one unit may have at most");
        SlotQuestion flat = new SlotQuestion(asked.type(), 1, 1, Amounts.EMPTY, HOUR, NOON, asked.before(), Optional.empty(), 8);
        assertThat(ask(flat, west).reason()).startsWith("sliver: must have 1 numbers");
    }

    @Test
    void whenItsTimeIsUpItSaysSo() {
        SlotAnswer answer = SlotSearch.answer(question(3, HOUR),
                List.of(holding("west", DelegationState.HELD, empty())), NOON, () -> true);

        assertThat(answer).isEqualTo(SlotAnswer.none("the time was up before all of it was looked at"));
    }

    @Test
    void neverMoreThanWereAskedForAndTheEarliestIsAmongThem() {
        List<Holding> many = new ArrayList<>();
        for (int site = 0; site < 40; site++) {
            many.add(holding("s" + site, DelegationState.HELD,
                    promised(promised(empty(), 3, Duration.ZERO, HOUR), 2, Duration.ZERO, Duration.ofHours(2 + site % 5))));
        }
        SlotQuestion asked = question(10, HOUR);
        SlotQuestion few = new SlotQuestion(asked.type(), 10, 1, TWO, HOUR, NOON, asked.before(), Optional.empty(), 5);

        SlotAnswer answer = ask(few, many.toArray(Holding[]::new));

        assertThat(answer.slots()).hasSize(5).extracting(slot -> slot.term().start()).contains(NOON);
        assertThat(answer.slots().get(0).units()).isEqualTo(10);
        assertThat(answer.reason()).contains("more were found");
    }

    /** Against a search that tries every start at which anything changes, and every number. */
    @Test
    void whatItTellsIsFreeAndNothingIsEarlier() {
        for (int seed = 0; seed < 400; seed++) {
            SplittableRandom dice = new SplittableRandom(seed);
            Calendar calendar = empty();
            List<Instant> starts = new ArrayList<>(List.of(NOON));
            for (int i = dice.nextInt(12); i > 0; i--) {
                Duration from = Duration.ofMinutes(dice.nextInt(1200));
                Duration length = Duration.ofMinutes(dice.nextInt(1, 200));
                Term term = MINUTE.occupied(Term.of(NOON.plus(from), length));
                Amounts load = TWO.load(dice.nextInt(1, 6));
                if (calendar.fits(load, term)) {
                    calendar = calendar.commit(load, term);
                    starts.add(term.end());
                }
            }
            starts.sort(Comparator.naturalOrder());
            long units = dice.nextInt(1, 11);
            Duration length = Duration.ofMinutes(dice.nextInt(1, 400));
            SlotAnswer answer = ask(question(units, length), holding("west", DelegationState.HELD, calendar));
            check("seed " + seed, calendar, starts, units, length, answer);
        }
    }

    private static void check(
            String seed, Calendar calendar, List<Instant> starts, long units, Duration length, SlotAnswer answer) {
        for (Slot slot : answer.slots()) {
            assertThat(calendar.fits(TWO.load(slot.units()), MINUTE.occupied(slot.term()))).as("%s: %s", seed, slot).isTrue();
            assertThat(slot.term().length()).as(seed).isGreaterThanOrEqualTo(length);
        }
        for (long number : new long[] {1, units}) {
            Instant last = NOON.plus(Duration.ofDays(1)).minus(length);
            Optional<Instant> earliest = Optional.empty();
            for (Instant start : starts) {
                boolean fits = !start.isAfter(last)
                        && calendar.fits(TWO.load(number), MINUTE.occupied(Term.of(start, length)));
                earliest = earliest.isEmpty() && fits ? Optional.of(start) : earliest;
            }
            Optional<Instant> told = answer.slots().stream().filter(s -> s.units() >= number).map(s -> s.term().start())
                    .min(Comparator.naturalOrder());
            assertThat(told).as("%s: the earliest of %s for %s", seed, number, length).isEqualTo(earliest);
        }
    }
}
