package orca.core.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import orca.core.contract.Principal;
import orca.core.resource.Amounts;
import orca.core.time.Term;
import org.junit.jupiter.api.Test;

class HoldersTest {
    private record Booking(Principal holder, Amounts load, Term term) {}

    private static Instant second(long second) {
        return Instant.ofEpochSecond(second);
    }

    /** Against plain sums, with time going on, over more holders than there are parts. */
    @Test
    void eachHolderHasTheSumOfItsBookingsAndNobodyElses() {
        for (int seed = 0; seed < 30; seed++) {
            SplittableRandom dice = new SplittableRandom(seed);
            Holders holders = Holders.NONE;
            List<Booking> all = new ArrayList<>();
            long now = 1;
            for (int step = 0; step < 200; step++) {
                now += dice.nextInt(3);
                if (!all.isEmpty() && dice.nextInt(3) == 0) {
                    Booking old = all.remove(dice.nextInt(all.size()));
                    holders = holders.release(old.holder(), old.load(), old.term(), second(now));
                } else {
                    long start = now + dice.nextInt(-20, 50);
                    Booking more = new Booking(new Principal("h" + dice.nextInt(150)), Amounts.of(dice.nextInt(1, 9)),
                            new Term(second(Math.max(0, start)), second(Math.max(0, start) + 1 + dice.nextInt(60))));
                    all.add(more);
                    holders = holders.commit(more.holder(), more.load(), more.term(), second(now));
                }
                Principal one = new Principal("h" + dice.nextInt(150));
                long at = now + dice.nextInt(1, 80);
                long sum = all.stream().filter(b -> b.holder().equals(one) && b.term().contains(second(at)))
                        .mapToLong(b -> b.load().get(0)).sum();
                assertThat(holders.of(one, second(now)).map(c -> c.peak(new Term(second(at), second(at).plusMillis(1))).get(0))
                        .orElse(0L)).as("seed %s, step %s", seed, step).isEqualTo(sum);
            }
            for (Booking old : all) {
                holders = holders.release(old.holder(), old.load(), old.term(), second(now));
            }
            assertThat(holders.agrees(Holders.NONE, second(now))).as("seed %s", seed).isTrue();
        }
    }

    @Test
    void whatWasShownDoesNotChange() {
        Term term = new Term(second(10), second(20));
        Holders shown = Holders.NONE.commit(new Principal("a"), Amounts.of(1), term, second(0));
        Holders later = shown.commit(new Principal("a"), Amounts.of(2), term, second(0));

        assertThat(shown.of(new Principal("a"), second(0)).orElseThrow().peak(term)).isEqualTo(Amounts.of(1));
        assertThat(later.of(new Principal("a"), second(0)).orElseThrow().peak(term)).isEqualTo(Amounts.of(3));
        assertThat(later.release(new Principal("a"), Amounts.of(3), term, second(0)).all()).isEmpty();
        assertThat(shown.agrees(later, second(0))).isFalse();
        assertThat(shown.agrees(later, second(20))).as("when all is over").isTrue();
    }
}
