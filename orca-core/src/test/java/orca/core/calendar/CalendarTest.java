package orca.core.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.resource.Amounts;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small calendars, read like tables: the hours of one day. */
class CalendarTest {
    private static final Instant MIDNIGHT = Instant.parse("2030-01-01T00:00:00Z");

    private static Instant at(double hour) {
        return MIDNIGHT.plusMillis(Math.round(hour * 3_600_000));
    }

    private static Term hours(double from, double until) {
        return new Term(at(from), at(until));
    }

    private static Duration hours(double length) {
        return Duration.between(at(0), at(length));
    }

    private static Amounts units(long units) {
        return Amounts.of(units);
    }

    /** Ten units, all day. */
    private static Calendar tenUnits() {
        return Calendar.of(units(10), hours(0, 24));
    }

    /** Ten units; 7 in use from 2 to 6, 10 from 6 to 8, 3 from 8 to 12, 10 from 12 to 13. */
    private static Calendar busyDay() {
        return tenUnits()
                .commit(units(7), hours(2, 6))
                .commit(units(10), hours(6, 8))
                .commit(units(3), hours(8, 12))
                .commit(units(10), hours(12, 13));
    }

    @ParameterizedTest(name = "{0} units from {1} to {2}: {3}")
    @CsvSource({
        "10,  0,  2, true",
        " 4,  0,  2.001, false",
        " 3,  2,  6, true",
        " 4,  2,  6, false",
        " 3,  2,  6.001, false",
        " 1,  6,  8, false",
        " 7,  8, 12, true",
        " 8,  8, 12, false",
        " 1,  7.999, 8, false",
        "10, 13, 24, true",
        "11, 13, 24, false",
        " 1, 13, 24.001, false",
        " 1, -1,  1, false",
        " 1, -3, -1, false",
        " 1, 24, 25, false",
    })
    void fitsWhereItFitsThroughout(long units, double from, double until, boolean fits) {
        assertThat(busyDay().fits(units(units), hours(from, until))).isEqualTo(fits);
    }

    @ParameterizedTest(name = "{0} units for {1} hours from {2} to {3}: starts {4} after {5} gaps")
    @CsvSource({
        "3, 1,  0, 24,  0, 0",
        "3, 6,  0, 24,  0, 0", // room for 3 from 0 to 6
        "3, 7,  0, 24, 13, 2", // [0,6) and [8,12) are too short
        "8, 2,  1, 24, 13, 1", // what is left of [0,2) at 1 is too short
        "4, 3,  3, 24,  8, 0", // begins in the middle of a blocked stretch
        "4, 3,  3,  8,  8, 0", // the latest start is inside the range
        "4, 3,  3,  7.999, , 0",
        "3, 7,  0, 12,     , 2",
        "1, 11, 0, 24, 13, 2",
        "1, 11.001, 0, 24, , 2", // would end outside the window
        "11, 1, 0, 24,     , 0",
        "1, 24, 0, 24,     , 1",
        "1, 25, 0, 24,     , 0",
        "1, 1, -5, 24,  0, 0", // never before the window
        "1, 1, 23, 40, 23, 0",
        "1, 1, 30, 40,   , 0",
        "1, 1, 10,  9,   , 0", // an empty range
    })
    void searchFindsTheFirstStartAndCountsTheGapsThatWereTooShort(
            long units, double length, double notBefore, double latest, Double start, long skipped) {
        Calendar.Search search = busyDay().search(units(units), hours(length), at(notBefore), at(latest));
        assertThat(search).isEqualTo(new Calendar.Search(Optional.ofNullable(start).map(CalendarTest::at), skipped));
        assertThat(busyDay().earliestStart(units(units), hours(length), at(notBefore), at(latest)))
                .isEqualTo(search.start());
    }

    @Test
    void aStartIsAWholeMillisecondInsideTheRange() {
        Calendar calendar = tenUnits();
        assertThat(calendar.earliestStart(units(1), hours(1), at(1).plusNanos(1), at(2))).contains(at(1).plusMillis(1));
        assertThat(calendar.earliestStart(units(1), hours(1), at(1).plusNanos(1), at(1).plusNanos(2))).isEmpty();
        assertThat(calendar.earliestStart(units(1), hours(1), Instant.MIN, Instant.MAX)).contains(at(0));
        assertThat(calendar.earliestStart(units(1), hours(1), Instant.MAX, Instant.MAX)).isEmpty();
        assertThat(calendar.earliestStart(units(1), hours(1), Instant.MIN, Instant.MIN)).isEmpty();
    }

    @Test
    void backToBackCommitmentsDoNotAddUp() {
        Calendar calendar = tenUnits().commit(units(10), hours(1, 2)).commit(units(10), hours(2, 3));
        assertThat(calendar.size()).as("one commitment ends as the next begins: nothing changes at 2").isEqualTo(2);
        assertThat(calendar.peak(hours(0, 24))).isEqualTo(units(10));
        assertThat(calendar.fits(units(10), hours(0, 1))).isTrue();
        assertThat(calendar.fits(units(10), hours(3, 24))).isTrue();
    }

    @Test
    void turnaroundKeepsTheNextHolderOut() {
        Turnaround turnaround = new Turnaround(Duration.ZERO, hours(0.5), hours(0.25), hours(0.25));
        Calendar calendar = tenUnits().commit(units(10), turnaround.occupied(hours(1, 2)));
        assertThat(calendar.fits(units(1), turnaround.occupied(hours(2, 3)))).isFalse();
        Duration length = hours(1).plus(turnaround.total());
        assertThat(calendar.earliestStart(units(1), length, at(1), at(20))).contains(at(3));
        assertThat(calendar.earliestStart(units(1), length, at(22.5), at(24)))
                .as("the turnaround would run out of the window")
                .isEmpty();
    }

    @Test
    void everyDimensionMustHaveRoom() {
        // 10 units, 64 cores, 256 GB; one lease heavy in cores, one in memory.
        Calendar calendar = Calendar.of(Amounts.of(10, 64, 256), hours(0, 24))
                .commit(Amounts.of(2, 60, 16), hours(0, 4))
                .commit(Amounts.of(2, 4, 240), hours(3, 6));
        assertThat(calendar.free(hours(0, 3))).isEqualTo(Amounts.of(8, 4, 240));
        assertThat(calendar.free(hours(0, 6))).isEqualTo(Amounts.of(6, 0, 0));
        assertThat(calendar.peak(hours(0, 6))).isEqualTo(Amounts.of(4, 64, 256));
        assertThat(calendar.fits(Amounts.of(1, 8, 1), hours(2, 3))).isFalse();
        assertThat(calendar.fits(Amounts.of(1, 8, 16), hours(4, 6))).isTrue();
        assertThat(calendar.search(Amounts.of(1, 8, 17), hours(1), at(0), at(20)))
                .as("first the cores are short, then the memory; there is no gap between")
                .isEqualTo(new Calendar.Search(Optional.of(at(6)), 0));
    }

    @ParameterizedTest(name = "sliver ({0}, {1}), at most {2}: {3}")
    @CsvSource({
        "0, 0, 100, 8", // only units count
        "4, 1, 100, 6", // 24 cores free
        "1, 50, 100, 2", // 100 GB free
        "25, 1, 100, 0",
        "4, 1, 5, 5",
        "4, 1, 0, 0",
        "9007199254740992, 0, 100, 0", // a product that no long could hold is never formed
    })
    void theLargestQuantityIsWhatTheScarcestDimensionAllows(long cores, long memory, long atMost, long quantity) {
        Calendar calendar = Calendar.of(Amounts.of(10, 64, 256), hours(0, 24))
                .commit(Amounts.of(2, 40, 16), hours(0, 4))
                .commit(Amounts.of(1, 4, 156), hours(4, 6));
        assertThat(calendar.largestQuantity(Amounts.of(cores, memory), hours(1, 5), atMost)).isEqualTo(quantity);
        assertThat(calendar.largestQuantity(Amounts.of(cores, memory), hours(1, 25), atMost)).as("outside").isZero();
    }

    @Test
    void theProfileShowsStepsThatTouch() {
        assertThat(busyDay().profile(hours(5, 14))).containsExactly(
                new Calendar.Step(hours(5, 6), units(7)),
                new Calendar.Step(hours(6, 8), units(10)),
                new Calendar.Step(hours(8, 12), units(3)),
                new Calendar.Step(hours(12, 13), units(10)),
                new Calendar.Step(hours(13, 14), units(0)));
        assertThat(tenUnits().profile(hours(30, 31))).containsExactly(new Calendar.Step(hours(30, 31), units(0)));
    }

    @Test
    void anEarlierCalendarKnowsNothingOfWhatWasDoneToItsSuccessors() {
        Calendar before = busyDay();
        List<Calendar.Step> then = before.profile(hours(0, 24));
        Calendar after = before.commit(units(5), hours(14, 20)).release(units(10), hours(6, 8)).forgetBefore(at(7));
        assertThat(after).isNotEqualTo(before);
        assertThat(before.profile(hours(0, 24))).isEqualTo(then);
        assertThat(before).isEqualTo(busyDay()).hasSameHashCodeAs(busyDay());
    }

    @Test
    void releaseUndoesACommitment() {
        Calendar calendar = busyDay();
        assertThat(calendar.commit(units(2), hours(3, 5)).release(units(2), hours(3, 5))).isEqualTo(calendar);
        assertThat(calendar.commit(units(2), hours(0, 2)).release(units(2), hours(0, 1)).release(units(2), hours(1, 2)))
                .as("in two adjoining parts")
                .isEqualTo(calendar);
        Calendar empty = tenUnits().commit(units(2), hours(3, 5)).release(units(2), hours(3, 5));
        assertThat(empty.size()).isZero();
        assertThat(empty).isEqualTo(tenUnits());
    }

    @Test
    void equalityIsOfUsageNotOfHistory() {
        Calendar one = tenUnits().commit(units(1), hours(1, 3)).commit(units(2), hours(2, 4));
        Calendar other = tenUnits().commit(units(2), hours(3, 4)).commit(units(1), hours(1, 2)).commit(units(3), hours(2, 3));
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one).isNotEqualTo(other.commit(units(1), hours(1, 2)));
        assertThat(one).isNotEqualTo(other.commit(units(1), hours(7, 8)));
        assertThat(one).isNotEqualTo(other.forgetBefore(at(0.5)));
        assertThat(one).isNotEqualTo(other.withCapacity(units(10), hours(0, 23)));
        assertThat(one).isNotEqualTo(other.withCapacity(units(9), hours(0, 24)));
        assertThat(one).hasToString("calendar of [10] in " + hours(0, 24) + ", 4 boundaries");
    }

    @Test
    void aCommitmentThatDoesNotFitIsAFaultThatSaysWhatIsFree() {
        assertThatIllegalStateException()
                .isThrownBy(() -> busyDay().commit(units(4), hours(2, 5)))
                .withMessage("calendar.commit: [4] does not fit throughout " + hours(2, 5)
                        + ", where [3] is free of [10] in the window " + hours(0, 24));
        assertThatIllegalStateException().isThrownBy(() -> busyDay().commit(units(1), hours(23, 25)));
    }

    @Test
    void aReleaseBelowZeroIsAFaultThatSaysWhatIsInUse() {
        assertThatIllegalStateException()
                .isThrownBy(() -> busyDay().release(units(4), hours(5, 10)))
                .withMessage("calendar.release: [4] is more than the [3] in use throughout " + hours(5, 10));
        assertThatIllegalStateException().isThrownBy(() -> busyDay().release(units(1), hours(1, 3)));
        assertThatIllegalStateException().isThrownBy(() -> busyDay().release(units(1), hours(30, 31)));
    }

    @Test
    void anOperatorMayLeaveACalendarOvercommittedAndItSaysNoUntilThereIsRoomAgain() {
        Calendar small = busyDay().withCapacity(units(5), hours(0, 24));
        assertThat(small.fits(units(1), hours(2, 6))).isFalse();
        assertThat(small.free(hours(2, 6))).isEqualTo(units(0));
        assertThat(small.peak(hours(2, 6))).isEqualTo(units(7));
        assertThat(small.largestQuantity(Amounts.EMPTY, hours(2, 6), 9)).isZero();
        assertThat(small.search(units(2), hours(3), at(1), at(20)))
                .isEqualTo(new Calendar.Search(Optional.of(at(8)), 1));
        assertThat(small.release(units(7), hours(2, 6)).fits(units(5), hours(2, 6))).isTrue();
        assertThat(small.withCapacity(units(10), hours(0, 24))).isEqualTo(busyDay());
    }

    @Test
    void nothingFitsBesideAnOvercommittedDimensionEvenIfNothingIsAskedOfIt() {
        Calendar calendar = Calendar.of(Amounts.of(10, 8), hours(0, 24))
                .commit(Amounts.of(1, 8), hours(1, 2))
                .withCapacity(Amounts.of(10, 4), hours(0, 24));
        assertThat(calendar.fits(Amounts.of(1, 0), hours(1, 2))).isFalse();
        assertThat(calendar.largestQuantity(Amounts.of(0), hours(1, 2), 10)).isZero();
        assertThat(calendar.largestQuantity(Amounts.of(0), hours(2, 3), 10)).isEqualTo(10);
        assertThat(calendar.free(hours(1, 2))).isEqualTo(Amounts.of(9, 0));
    }

    @Test
    void aShrunkWindowKeepsWhatLiesOutsideUntilItIsReleased() {
        Calendar shrunk = busyDay().withCapacity(units(10), hours(4, 7));
        assertThat(shrunk.fits(units(1), hours(8, 9))).isFalse();
        assertThat(shrunk.free(hours(8, 9))).isEqualTo(units(0));
        assertThat(shrunk.peak(hours(8, 9))).isEqualTo(units(3));
        assertThat(shrunk.earliestStart(units(3), hours(2), at(0), at(24))).contains(at(4));
        assertThat(shrunk.earliestStart(units(3), hours(2.001), at(0), at(24))).isEmpty();
        assertThat(shrunk.release(units(3), hours(8, 12)).peak(hours(8, 9))).isEqualTo(units(0));
    }

    @Test
    void theNumberOfDimensionsNeverChanges() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tenUnits().withCapacity(Amounts.of(10, 5), hours(0, 24)))
                .withMessage("calendar.capacity: must have 1 dimensions as before, got [10, 5]");
        assertThatNullPointerException()
                .isThrownBy(() -> tenUnits().withCapacity(units(1), null))
                .withMessage("calendar.window");
    }

    @Test
    void nonsenseIsRefusedWithTheFieldAndTheRule() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calendar.of(Amounts.EMPTY, hours(0, 1)))
                .withMessage("calendar.capacity: must have the units dimension at least, got []");
        assertThatNullPointerException().isThrownBy(() -> Calendar.of(units(1), null)).withMessage("calendar.window");
        String dimensions = "calendar.load: must have 1 dimensions, units first, got [1, 1]";
        Amounts two = Amounts.of(1, 1);
        Calendar calendar = tenUnits();
        assertThatIllegalArgumentException().isThrownBy(() -> calendar.fits(two, hours(0, 1))).withMessage(dimensions);
        assertThatIllegalArgumentException().isThrownBy(() -> calendar.commit(two, hours(0, 1))).withMessage(dimensions);
        assertThatIllegalArgumentException().isThrownBy(() -> calendar.release(two, hours(0, 1))).withMessage(dimensions);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> calendar.search(two, hours(1), at(0), at(1)))
                .withMessage(dimensions);
        String zero = "calendar.load: must not be all zero, got [0]";
        assertThatIllegalArgumentException().isThrownBy(() -> calendar.fits(units(0), hours(0, 1))).withMessage(zero);
        assertThatIllegalArgumentException().isThrownBy(() -> calendar.commit(units(0), hours(0, 1))).withMessage(zero);
        assertThatIllegalArgumentException().isThrownBy(() -> calendar.release(units(0), hours(0, 1))).withMessage(zero);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> calendar.largestQuantity(Amounts.of(1), hours(0, 1), 1))
                .withMessage("calendar.sliver: must have 0 dimensions, the capacity's without units, got [1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> calendar.largestQuantity(Amounts.EMPTY, hours(0, 1), -1))
                .withMessage("calendar.atMost: must not be negative, got -1");
    }

    @ParameterizedTest
    @CsvSource({"PT0S", "PT-1H", "PT0.0001S", "PT0.000000001S"})
    void aLengthIsAPositiveNumberOfWholeMilliseconds(Duration length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tenUnits().earliestStart(units(1), length, at(0), at(1)))
                .withMessage("calendar.length: must be a positive number of whole milliseconds, got " + length);
    }

    @Test
    void lengthsAndLoadsAtTheEdgeOfTheWorldDoNotOverflow() {
        Duration huge = Duration.ofSeconds(Long.MAX_VALUE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tenUnits().earliestStart(units(1), huge, at(0), at(1)))
                .withMessage("calendar.length: too long for any term, got " + huge);
        Term always = new Term(Term.EARLIEST, Term.LATEST);
        Calendar full = Calendar.of(units(Amounts.MOST), always).commit(units(Amounts.MOST), always);
        assertThat(full.fits(units(1), always)).isFalse();
        assertThat(full.size()).as("a commitment from the beginning has only an end").isEqualTo(1);
        assertThat(full.release(units(Amounts.MOST), always).earliestStart(
                        units(Amounts.MOST), always.length(), Instant.MIN, Instant.MAX))
                .contains(Term.EARLIEST);
        assertThat(full.free(always)).isEqualTo(units(0));
        assertThat(full.search(units(1), Duration.ofMillis(1), Instant.MIN, Instant.MAX))
                .isEqualTo(new Calendar.Search(Optional.empty(), 0));
    }

    @Test
    void whatIsForgottenTakesNoRoomAndWhatBeganInItCanStillBeReleased() {
        Calendar calendar = busyDay().forgetBefore(at(7));
        assertThat(calendar.horizon()).isEqualTo(at(7));
        assertThat(calendar.size()).as("8, 12 and 13").isEqualTo(3);
        assertThat(calendar.profile(hours(0, 9)))
                .containsExactly(new Calendar.Step(hours(7, 8), units(10)), new Calendar.Step(hours(8, 9), units(3)));
        assertThat(calendar.release(units(10), hours(6, 8)).free(hours(7, 8))).as("began before").isEqualTo(units(10));
        assertThat(calendar.release(units(7), hours(2, 6))).as("ended before: nothing to do").isSameAs(calendar);
        assertThatIllegalStateException().isThrownBy(() -> calendar.release(units(4), hours(0, 9)));
    }

    @Test
    void aTermThatBeganBeforeTheHorizonIsJudgedByTheRest() {
        Calendar calendar = busyDay().forgetBefore(at(8));
        assertThat(calendar.fits(units(7), hours(1, 12))).isTrue();
        assertThat(calendar.fits(units(8), hours(1, 12))).isFalse();
        assertThat(calendar.commit(units(7), hours(1, 12)).free(hours(8, 12))).isEqualTo(units(0));
        assertThat(calendar.fits(units(1), hours(1, 8))).as("nothing is left of it").isFalse();
        assertThat(calendar.free(hours(1, 8))).isEqualTo(units(0));
        assertThat(calendar.peak(hours(1, 8))).isEqualTo(units(0));
        assertThat(calendar.profile(hours(1, 8))).isEmpty();
        assertThat(calendar.earliestStart(units(1), hours(1), at(1), at(24))).contains(at(8));
    }

    @Test
    void theHorizonNeverMovesBackAndMayPassEverything() {
        Calendar calendar = busyDay().forgetBefore(at(7));
        assertThat(calendar.forgetBefore(at(3))).isSameAs(calendar);
        assertThat(calendar.forgetBefore(at(7))).isSameAs(calendar);
        Calendar later = calendar.forgetBefore(at(50));
        assertThat(later.size()).isZero();
        assertThat(later.peak(hours(0, 60))).isEqualTo(units(0));
        assertThat(later.forgetBefore(Instant.MAX).fits(units(1), hours(0, 24))).isFalse();
        assertThat(busyDay().forgetBefore(Instant.MIN)).isEqualTo(busyDay());
    }
}
