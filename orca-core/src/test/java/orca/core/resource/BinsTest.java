package orca.core.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BinsTest {
    private static final List<Amounts> TWO = List.of(Amounts.of(4, 8), Amounts.of(2, 8));

    @Test
    void aVectorHasTheWholeInFrontAndEachBinBehind() {
        assertThat(Bins.vector(Amounts.of(6, 16), TWO)).isEqualTo(Amounts.of(6, 16, 4, 8, 2, 8));
        assertThat(Bins.vector(Amounts.of(6, 16), List.of())).isEqualTo(Amounts.of(6, 16));
        assertThat(Bins.load(Amounts.of(3), Amounts.of(2, 1))).isEqualTo(Amounts.of(3, 9, 2, 6, 1, 3));
        assertThat(Bins.load(Amounts.of(3), 2, 2)).isEqualTo(Amounts.of(2, 6, 0, 0, 0, 0));
        assertThat(Bins.counts(Amounts.of(3, 9, 2, 6, 1, 3), 1)).contains(Amounts.of(2, 1));
        assertThat(Bins.counts(Amounts.of(3, 9), 1)).isEmpty();
    }

    @Test
    void unitsGoToTheFirstBinsThatHaveRoom() {
        Amounts free = Bins.vector(Amounts.of(6, 16), TWO);

        assertThat(Bins.choose(Amounts.of(3), 3, free, Optional.empty())).contains(Amounts.of(2, 1));
        assertThat(Bins.choose(Amounts.of(5), 2, free, Optional.empty())).contains(Amounts.of(1, 1));
        assertThat(Bins.choose(Amounts.of(5), 3, free, Optional.empty())).isEmpty();
        assertThat(Bins.most(Amounts.of(5), 9, free, Optional.empty())).isEqualTo(2);
    }

    @Test
    void aTicketThatGrowsKeepsItsBinsAndOneThatShrinksGivesUpTheLast() {
        Amounts free = Bins.vector(Amounts.of(6, 16), TWO);

        assertThat(Bins.choose(Amounts.of(2), 3, free, stay(0, 2))).contains(Amounts.of(1, 2));
        assertThat(Bins.first(Amounts.of(1, 2), 2)).isEqualTo(Amounts.of(1, 1));
        // Of the two units in the second bin only one can be so large, and no unit leaves its bin for another.
        assertThat(Bins.choose(Amounts.of(5), 2, free, stay(0, 2))).isEmpty();
        assertThat(Bins.most(Amounts.of(5), 9, free, stay(0, 2))).isEqualTo(1);
    }

    private static Optional<Bins.Kept> stay(long... counts) {
        return Optional.of(new Bins.Kept(Amounts.of(counts), false));
    }

    @Test
    void nothingIsAddedBesideUnitsThatHaveToBecomeSmallerFirst() {
        Amounts free = Bins.vector(Amounts.of(6, 16), TWO);
        Optional<Bins.Kept> shrinking = Optional.of(
                Bins.Kept.of(Amounts.of(0, 1), Amounts.of(0, 1), Amounts.of(6), Amounts.of(2), false));

        assertThat(Bins.choose(Amounts.of(2), 1, free, shrinking)).contains(Amounts.of(0, 1));
        assertThat(Bins.choose(Amounts.of(2), 3, free, shrinking)).as("others go elsewhere").contains(Amounts.of(2, 1));
        assertThat(Bins.most(Amounts.of(2), 9, free, shrinking)).isEqualTo(5);
        assertThat(Bins.most(Amounts.of(2), 9, free, stay(0, 1))).isEqualTo(6);
        assertThat(one(Amounts.of(3, 3), false).shrinks()).as("in one of two").isTrue();
        assertThat(one(Amounts.of(2, 5), false).shrinks()).isFalse();
        assertThat(one(Amounts.of(2, 5), true).shrinks()).as("maybe").isTrue();
    }

    /** A unit that changes from two of the one and four of the other. */
    private static Bins.Kept one(Amounts sliver, boolean lingers) {
        return Bins.Kept.of(Amounts.of(1), Amounts.of(1), Amounts.of(2, 4), sliver, lingers);
    }

    @Test
    void nothingGrowsBesideUnitsThatLeave() {
        Amounts free = Bins.vector(Amounts.of(8, 16), TWO);
        Amounts had = Amounts.of(3, 2);
        Amounts small = Amounts.of(1);
        Amounts large = Amounts.of(2);

        assertThat(Bins.choose(large, 5, free, Optional.of(Bins.Kept.of(had, had, small, large, false)))).contains(had);
        assertThat(Bins.choose(large, 2, free, Optional.of(Bins.Kept.of(had, Amounts.of(1, 1), small, large, false)))).isEmpty();
        assertThat(Bins.choose(large, 2, free, Optional.of(Bins.Kept.of(had, Amounts.of(0, 2), small, large, false))))
                .as("all of one leave, all of the other grow").contains(Amounts.of(0, 2));
        assertThat(Bins.most(large, 5, free, Optional.of(Bins.Kept.of(had, Amounts.of(1, 1), small, large, false)))).isZero();
        assertThat(Bins.choose(large, 5, free, Optional.of(Bins.Kept.of(had, had, small, large, true))))
                .as("others may be there still").isEmpty();
        assertThat(Bins.choose(small, 2, free, Optional.of(Bins.Kept.of(had, Amounts.of(1, 1), small, small, true))))
                .contains(Amounts.of(1, 1));
    }

    @Test
    void whatStaysIsWhatTheHolderSaysIfTheTicketHasIt() {
        Amounts had = Amounts.of(2, 1, 2);

        assertThat(Bins.left(had, 3, Optional.of(Amounts.of(0, 1, 2)))).isEqualTo(Amounts.of(0, 1, 2));
        assertThat(Bins.left(had, 3, Optional.empty())).isEqualTo(Amounts.of(2, 1, 0));
        assertThat(Bins.left(had, 3, Optional.of(Amounts.of(0, 0, 3)))).as("none there").isEqualTo(Amounts.of(2, 1, 0));
        assertThat(Bins.left(had, 3, Optional.of(Amounts.of(0, 1, 1)))).as("two are not three").isEqualTo(Amounts.of(2, 1, 0));
        assertThat(Bins.left(had, 3, Optional.of(Amounts.of(1, 2)))).as("other bins").isEqualTo(Amounts.of(2, 1, 0));
        assertThat(Bins.left(had, 9, Optional.of(Amounts.of(0, 1, 2)))).as("it grows, and keeps all").isEqualTo(had);
    }

    @Test
    void mostIsWhatCanBeChosenWhateverIsAsked() {
        SplittableRandom dice = new SplittableRandom(42);
        for (int round = 0; round < 2_000; round++) {
            List<Amounts> bins = new ArrayList<>();
            long[] kept = new long[dice.nextInt(1, 5)];
            for (int i = 0; i < kept.length; i++) {
                bins.add(Amounts.of(dice.nextInt(6), dice.nextInt(12), dice.nextInt(12)));
                kept[i] = dice.nextInt(3);
            }
            Amounts sum = bins.stream().reduce(Amounts.zero(3), Amounts::plus);
            Amounts sliver = Amounts.of(dice.nextInt(5), dice.nextInt(5));
            Optional<Bins.Kept> had = dice.nextBoolean()
                    ? Optional.of(new Bins.Kept(Amounts.of(kept), dice.nextBoolean())) : Optional.empty();
            Amounts free = Bins.vector(sum, bins);
            long most = Bins.most(sliver, 20, free, had);
            for (long units = 1; units <= 20; units++) {
                Optional<Amounts> chosen = Bins.choose(sliver, units, free, had);
                assertThat(chosen.isPresent()).as("%s of %s in %s beside %s", units, sliver, bins, had).isEqualTo(units <= most);
                chosen.ifPresent(counts -> assertThat(Bins.load(sliver, counts).fitsIn(free)).isTrue());
            }
        }
    }

    @Test
    void whatIsCarvedHasAllThatIsWantedAndNoBinMoreThanItsRoom() {
        SplittableRandom dice = new SplittableRandom(7);
        for (int round = 0; round < 2_000; round++) {
            List<Amounts> room = new ArrayList<>();
            for (int i = dice.nextInt(1, 5); i > 0; i--) {
                room.add(Amounts.of(dice.nextInt(6), dice.nextInt(12)));
            }
            Amounts sum = room.stream().reduce(Amounts.zero(2), Amounts::plus);
            Amounts wanted = Amounts.of(dice.nextInt(12), dice.nextInt(20));
            List<Amounts> none = Collections.nCopies(room.size(), Amounts.zero(2));
            Optional<List<Amounts>> bins = Bins.carve(wanted, none, room);

            assertThat(bins.isPresent()).isEqualTo(wanted.fitsIn(sum));
            bins.ifPresent(all -> {
                assertThat(all.stream().reduce(Amounts.zero(2), Amounts::plus)).isEqualTo(wanted);
                for (int i = 0; i < all.size(); i++) {
                    assertThat(all.get(i).fitsIn(room.get(i))).isTrue();
                }
                assertThat(Bins.carve(wanted, all, room)).as("said again it changes nothing").contains(all);
            });
        }
    }
}
