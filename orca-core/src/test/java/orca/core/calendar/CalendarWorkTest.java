package orca.core.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import orca.core.resource.Amounts;
import orca.core.time.Term;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many nodes the calendar looks at or makes, against what its class comment promises. Counts, never times. */
class CalendarWorkTest {
    private static final Instant ZERO = Instant.parse("2030-01-01T00:00:00Z");
    private static final long MOST = 1000;

    private static Term term(long from, long until) {
        return new Term(ZERO.plusMillis(from), ZERO.plusMillis(until));
    }

    /** Commitments at random over a span that grows with them, so that about a hundred overlap at any instant. */
    private static Calendar random(int commitments, int dims, SplittableRandom dice) {
        long span = 1000L * commitments;
        Calendar calendar = Calendar.of(capacity(dims), term(0, span));
        for (int i = 0; i < commitments; ) {
            long from = dice.nextLong(span - 1);
            Term term = term(from, Math.min(span, from + 1 + dice.nextLong(200_000)));
            Amounts load = load(dims, dice);
            if (calendar.fits(load, term)) {
                calendar = calendar.commit(load, term);
                i++;
            }
        }
        return calendar;
    }

    private static Amounts capacity(int dims) {
        long[] entries = new long[dims];
        Arrays.fill(entries, MOST);
        return Amounts.of(entries);
    }

    private static Amounts load(int dims, SplittableRandom dice) {
        long[] entries = new long[dims];
        for (int d = 0; d < dims; d++) {
            entries[d] = 1 + dice.nextLong(14);
        }
        return Amounts.of(entries);
    }

    /** The promise: so many times the logarithm, and a little. An AVL tree is at most 1.44 times as high as it must be. */
    private static long logarithmic(int boundaries) {
        return 4L * (32 - Integer.numberOfLeadingZeros(boundaries)) + 4;
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 10_000, 100_000})
    void everyQuestionAboutOneTermLooksAtLogarithmicallyManyNodes(int commitments) {
        SplittableRandom dice = new SplittableRandom(commitments);
        Calendar calendar = random(commitments, 2, dice);
        long span = 1000L * commitments;
        for (int i = 0; i < 2_000; i++) {
            long from = dice.nextLong(span - 1);
            Term term = term(from, from + 1 + dice.nextLong(span - from - 1));
            Sweep fits = calendar.sweep();
            calendar.fits(fits, Amounts.of(1, 1), term);
            assertThat(fits.visits()).as("fits").isLessThanOrEqualTo(logarithmic(calendar.size()));
            Sweep folded = calendar.folded(calendar.sweep(), term);
            assertThat(folded.visits()).as("free, peak").isLessThanOrEqualTo(logarithmic(calendar.size()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 10_000, 50_000})
    void everyEditMakesLogarithmicallyManyNodesAndSharesTheRest(int commitments) {
        SplittableRandom dice = new SplittableRandom(commitments);
        Calendar calendar = random(commitments, 2, dice);
        TreeCheck.sound(calendar);
        long span = 1000L * commitments;
        int tried = 0;
        while (tried < 10) {
            long from = dice.nextLong(span - 1);
            Term term = term(from, Math.min(span, from + 1 + dice.nextLong(200_000)));
            Amounts load = load(2, dice);
            if (!calendar.fits(load, term)) {
                continue;
            }
            tried++;
            Calendar more = calendar.commit(load, term);
            assertThat(TreeCheck.made(calendar, more)).isBetween(1L, logarithmic(calendar.size()));
            assertThat(TreeCheck.made(more, more.release(load, term))).isLessThanOrEqualTo(logarithmic(calendar.size()));
            Calendar shorter = calendar.forgetBefore(ZERO.plusMillis(from));
            TreeCheck.sound(shorter);
            assertThat(TreeCheck.made(calendar, shorter)).isLessThanOrEqualTo(logarithmic(calendar.size()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 100_000})
    void aSearchInOneDimensionLooksAtLogarithmicallyManyNodesPerGapSkipped(int commitments) {
        SplittableRandom dice = new SplittableRandom(commitments);
        Calendar calendar = random(commitments, 1, dice);
        long span = 1000L * commitments;
        long gaps = 0;
        for (int i = 0; i < 300; i++) {
            Sweep sweep = calendar.sweep();
            Calendar.Search search = calendar.search(
                    sweep,
                    Amounts.of(1 + dice.nextLong(600)),
                    Duration.ofMillis(1 + dice.nextLong(20_000)),
                    ZERO.plusMillis(dice.nextLong(span)),
                    ZERO.plusMillis(span));
            gaps += search.gapsSkipped();
            assertThat(sweep.visits())
                    .isLessThanOrEqualTo((search.gapsSkipped() + 1) * logarithmic(calendar.size()))
                    .isLessThanOrEqualTo(TreeCheck.nodes(calendar));
        }
        assertThat(gaps).as("or there was nothing to count").isGreaterThan(200);
    }

    /** Teeth of one millisecond, each with a gap of nine after it; at the very end there is room. */
    private static Calendar comb(int teeth) {
        Calendar calendar = Calendar.of(Amounts.of(1, 4), term(0, 10L * teeth + 1000));
        for (int i = 0; i < teeth; i++) {
            calendar = calendar.commit(Amounts.of(1, 4), term(10L * i, 10L * i + 1));
        }
        return calendar;
    }

    @Test
    void aCombOfGapsThatAreAllTooShortIsSweptOnce() {
        int teeth = 50_000;
        Calendar comb = comb(teeth);
        TreeCheck.sound(comb);
        Sweep sweep = comb.sweep();
        Calendar.Search search = comb.search(
                sweep, Amounts.of(1, 1), Duration.ofMillis(10), ZERO, ZERO.plusMillis(20L * teeth));
        assertThat(search).isEqualTo(new Calendar.Search(Optional.of(ZERO.plusMillis(10L * teeth - 9)), teeth - 1));
        assertThat(sweep.visits()).isLessThanOrEqualTo(TreeCheck.nodes(comb));
    }

    @Test
    void aSearchThatTheCombDoesNotHinderIsOneDescent() {
        Calendar comb = comb(50_000);
        Sweep sweep = comb.sweep();
        Calendar.Search search = comb.search(
                sweep, Amounts.of(1, 1), Duration.ofMillis(9), ZERO.plusMillis(250_000), ZERO.plusMillis(500_000));
        assertThat(search).isEqualTo(new Calendar.Search(Optional.of(ZERO.plusMillis(250_001)), 0));
        assertThat(sweep.visits()).isLessThanOrEqualTo(logarithmic(comb.size()));
    }

    @Test
    void aLongBlockedStretchWithManyBoundariesIsOneStepInOneDimension() {
        Calendar calendar = Calendar.of(Amounts.of(10, 10), term(0, 1_000_000));
        calendar = calendar.commit(Amounts.of(8, 1), term(1000, 900_000));
        for (int i = 0; i < 20_000; i++) {
            calendar = calendar.commit(Amounts.of(1, 1), term(2000 + 40L * i, 2020 + 40L * i));
        }
        Sweep sweep = calendar.sweep();
        Calendar.Search search = calendar.search(
                sweep, Amounts.of(3, 1), Duration.ofMillis(2000), ZERO, ZERO.plusMillis(1_000_000));
        assertThat(search).isEqualTo(new Calendar.Search(Optional.of(ZERO.plusMillis(900_000)), 1));
        assertThat(sweep.visits()).isLessThanOrEqualTo(2 * logarithmic(calendar.size()));
    }

    /**
     * The input for which the promise is weaker: now one dimension is short, now the other, and never is there room, so that
     * neither's lowest usage shows it. The search is still exact and still passes each node once, but no faster.
     */
    @Test
    void dimensionsThatTakeTurnsCostOnePassAtMost() {
        int turns = 20_000;
        Calendar calendar = Calendar.of(Amounts.of(10, 10), term(0, 10L * turns + 1000));
        for (int i = 0; i < turns; i++) {
            calendar = calendar.commit(i % 2 == 0 ? Amounts.of(10, 1) : Amounts.of(1, 10), term(10L * i, 10L * i + 10));
        }
        Sweep sweep = calendar.sweep();
        Calendar.Search search = calendar.search(
                sweep, Amounts.of(1, 1), Duration.ofMillis(5), ZERO, ZERO.plusMillis(20L * turns));
        assertThat(search).isEqualTo(new Calendar.Search(Optional.of(ZERO.plusMillis(10L * turns)), 0));
        assertThat(sweep.visits())
                .isGreaterThan(logarithmic(calendar.size()))
                .isLessThanOrEqualTo(TreeCheck.nodes(calendar));
    }

    /** Within a stretch of k handings over, the price is k logarithms, however long the stretch and the ledger around it. */
    @Test
    void everyHandingOverBetweenDimensionsCostsOneMoreLogarithm() {
        int turns = 20;
        Calendar calendar = Calendar.of(Amounts.of(10, 10), term(0, 10_000_000));
        for (int i = 0; i < turns; i++) {
            Amounts turn = i % 2 == 0 ? Amounts.of(8, 1) : Amounts.of(1, 8);
            calendar = calendar.commit(turn, term(100_000L * i, 100_000L * (i + 1)));
        }
        for (int i = 0; i < 30_000; i++) {
            calendar = calendar.commit(Amounts.of(1, 1), term(100L * i, 100L * i + 50));
        }
        Sweep sweep = calendar.sweep();
        Calendar.Search search = calendar.search(
                sweep, Amounts.of(3, 3), Duration.ofMillis(5), ZERO, ZERO.plusMillis(9_000_000));
        assertThat(search).isEqualTo(new Calendar.Search(Optional.of(ZERO.plusMillis(100_000L * turns)), 0));
        assertThat(sweep.visits()).isLessThanOrEqualTo((turns + 1) * logarithmic(calendar.size()));
    }

    @Test
    void releasingEverythingLeavesNothingBehind() {
        SplittableRandom dice = new SplittableRandom(7);
        Calendar calendar = Calendar.of(capacity(3), term(0, 1_000_000));
        Calendar empty = calendar;
        record Booked(Amounts load, Term term) {}
        List<Booked> booked = new ArrayList<>();
        while (booked.size() < 5000) {
            long from = dice.nextLong(999_000);
            Booked next = new Booked(load(3, dice), term(from, from + 1 + dice.nextLong(999)));
            calendar = calendar.commit(next.load, next.term);
            booked.add(next);
        }
        int most = calendar.size();
        while (!booked.isEmpty()) {
            Booked gone = booked.remove(dice.nextInt(booked.size()));
            calendar = calendar.release(gone.load, gone.term);
            if (booked.size() % 500 == 0) {
                TreeCheck.sound(calendar);
                assertThat(calendar.size()).isLessThanOrEqualTo(2 * booked.size()).isLessThan(most);
            }
        }
        assertThat(calendar).isEqualTo(empty);
    }
}
