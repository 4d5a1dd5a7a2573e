package orca.core.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import orca.core.resource.Amounts;
import orca.core.time.Term;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The calendar against {@link TickLedger}, question by question, through long seeded lives. A failure names its seed, its
 * number of operations and what was asked.
 */
class CalendarDifferentialTest {
    private record Commitment(Amounts load, Term term) {}

    private record Snapshot(Calendar calendar, Term everything, List<Calendar.Step> profile, int size) {}

    /** One life: a calendar, the ledger it must agree with, and what is committed in both. */
    private static final class Life {
        final SplittableRandom dice;
        final int ticks;
        final int dims;
        final Amounts largest;
        final TickLedger ledger;
        final List<Commitment> live = new ArrayList<>();
        final List<Snapshot> snapshots = new ArrayList<>();
        Calendar calendar;
        int mostBoundaries;

        Life(long seed, int dims, int ticks, int depth) {
            this.dice = new SplittableRandom(seed);
            this.ticks = ticks;
            this.dims = dims;
            long[] entries = new long[dims];
            for (int d = 0; d < dims; d++) {
                entries[d] = depth * (2 + dice.nextInt(4));
            }
            this.largest = Amounts.of(entries);
            Term window = TickLedger.term(ticks / 20, ticks - ticks / 20);
            this.ledger = new TickLedger(ticks, largest, window);
            this.calendar = Calendar.of(largest, window);
        }

        /** A load of which several fit, now and then one of which none does; entries may be zero, not all. */
        Amounts load() {
            long[] entries = new long[dims];
            int size = dice.nextInt(10) == 0 ? 1 : 12;
            for (int d = 0; d < dims; d++) {
                entries[d] = dice.nextLong(largest.get(d) / size + 2);
            }
            entries[dice.nextInt(dims)]++;
            return Amounts.of(entries);
        }

        Term term() {
            int from = dice.nextInt(ticks - 1);
            int most = dice.nextInt(40) == 0 ? ticks : 4 + ticks / 60;
            return TickLedger.term(from, Math.min(ticks, from + 1 + dice.nextInt(most)));
        }

        void change() {
            int die = dice.nextInt(1000);
            if (die < 760) {
                commit(load(), term());
            } else if (die < 960) {
                release();
            } else if (die < 975) {
                forget();
            } else if (die < 990) {
                resize();
            } else {
                snapshots.add(new Snapshot(calendar, whole(), ledger.profile(whole()), calendar.size()));
            }
        }

        Term whole() {
            return TickLedger.term(ledger.horizon, ticks);
        }

        /** Mostly short steps, and not beyond the middle: a life whose past is everything has no questions left. */
        private void forget() {
            int tick = ledger.horizon + dice.nextInt(1 + ticks / (dice.nextInt(5) == 0 ? 10 : 200));
            if (tick < ticks / 2) {
                ledger.forget(tick);
                calendar = calendar.forgetBefore(TickLedger.at(tick));
            }
        }

        private void commit(Amounts load, Term term) {
            if (ledger.fits(load, term)) {
                calendar = calendar.commit(load, term);
                ledger.add(load, term, 1);
                live.add(new Commitment(load, term));
            } else if (dice.nextInt(8) == 0) {
                assertThatThrownBy(() -> calendar.commit(load, term)).isInstanceOf(IllegalStateException.class);
            }
        }

        private void release() {
            Amounts guess = load();
            Term term = term();
            if (dice.nextInt(8) == 0 && !ledger.covers(guess, term)) {
                assertThatThrownBy(() -> calendar.release(guess, term)).isInstanceOf(IllegalStateException.class);
            }
            if (!live.isEmpty()) {
                Commitment gone = live.remove(dice.nextInt(live.size()));
                calendar = calendar.release(gone.load, gone.term);
                ledger.add(gone.load, gone.term, -1);
            }
        }

        private void resize() {
            long[] entries = largest.toArray();
            boolean back = dice.nextInt(4) > 0;
            for (int d = 0; d < dims && !back; d++) {
                entries[d] = dice.nextLong(2 * entries[d]);
            }
            Term window = back ? TickLedger.term(ticks / 20, ticks - ticks / 20) : term();
            ledger.capacity = entries;
            ledger.window = window;
            calendar = calendar.withCapacity(Amounts.of(entries), window);
        }

        void compare() {
            Amounts load = load();
            Term term = term();
            assertThat(calendar.fits(load, term)).as("fits %s %s", load, term).isEqualTo(ledger.fits(load, term));
            assertThat(calendar.free(term)).as("free %s", term).isEqualTo(ledger.free(term));
            assertThat(calendar.peak(term)).as("peak %s", term).isEqualTo(ledger.peak(term));
            compareQuantity(term);
            compareSearch(load);
        }

        private void compareQuantity(Term term) {
            long[] entries = new long[dims - 1];
            for (int d = 1; d < dims; d++) {
                entries[d - 1] = dice.nextLong(largest.get(d) / 4 + 1);
            }
            Amounts sliver = Amounts.of(entries);
            long atMost = dice.nextLong(2 * largest.get(0));
            assertThat(calendar.largestQuantity(sliver, term, atMost))
                    .as("largestQuantity %s %s", sliver, term)
                    .isEqualTo(ledger.largestQuantity(sliver, term, atMost));
        }

        private void compareSearch(Amounts load) {
            int length = 1 + dice.nextInt(dice.nextBoolean() ? ticks : 1 + ticks / 20);
            int notBefore = dice.nextInt(ticks);
            int latest = dice.nextBoolean() ? ticks : notBefore + dice.nextInt(ticks) - ticks / 10;
            Calendar.Search search = calendar.search(
                    load, Duration.ofMillis(length), TickLedger.at(notBefore), TickLedger.at(latest));
            assertThat(search.start())
                    .as("earliest start of %s for %d in [%d, %d]", load, length, notBefore, latest)
                    .isEqualTo(ledger.earliestStart(load, length, notBefore, latest));
            assertThat(search.gapsSkipped())
                    .as("gaps for %s for %d in [%d, %d]", load, length, notBefore, latest)
                    .isEqualTo(ledger.gapsSkipped(load, length, notBefore, latest));
        }

        void compareWhole() {
            TreeCheck.sound(calendar);
            mostBoundaries = Math.max(mostBoundaries, calendar.size());
            assertThat(calendar.size()).isEqualTo(ledger.boundaries());
            assertThat(calendar.profile(whole())).isEqualTo(ledger.profile(whole()));
            for (Snapshot old : snapshots) {
                assertThat(old.calendar.profile(old.everything)).as("an old snapshot").isEqualTo(old.profile);
                assertThat(old.calendar.size()).isEqualTo(old.size);
            }
            if (snapshots.size() > 8) {
                snapshots.removeFirst();
            }
        }
    }

    @ParameterizedTest(name = "{0} lives of {1} operations, {2} dimensions, {3} ms, {4} deep, {5} boundaries and more")
    @CsvSource({
        "16,  400, 1,   60,  2,  20",
        "16,  400, 2,   60,  2,  20",
        "16,  400, 3,   60,  3,  20",
        "16,  400, 4,   60,  3,  20",
        " 2, 2000, 1, 2500,  6, 150",
        " 2, 2000, 2, 2500,  6, 150",
        " 2, 2000, 3, 2500,  8, 150",
        " 2, 2000, 4, 2500,  8, 150",
        " 2, 2000, 2, 2500, 60, 150",
    })
    void agreesWithALedgerThatCountsEveryMillisecond(
            int lives, int operations, int dims, int ticks, int depth, int boundaries) {
        int most = 0;
        for (long seed = 1; seed <= lives; seed++) {
            Life life = new Life(seed, dims, ticks, depth);
            for (int i = 0; i < operations; i++) {
                try {
                    life.change();
                    life.compare();
                    if (i % 100 == 99) {
                        life.compareWhole();
                    }
                } catch (AssertionError | IllegalStateException | IllegalArgumentException failure) {
                    throw new AssertionError("seed " + seed + ", operation " + i + ": " + failure.getMessage(), failure);
                }
            }
            most = Math.max(most, life.mostBoundaries);
        }
        assertThat(most).as("or the trees were too small to be a test").isGreaterThanOrEqualTo(boundaries);
    }
}
