package orca.simulator.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import orca.core.resource.PropertyList;
import orca.policies.provisioning.Auction;
import orca.policies.provisioning.EasyBackfill;
import orca.policies.provisioning.FirstComeCalendar;
import orca.policies.provisioning.StrictLine;
import org.junit.jupiter.api.Test;

/** What an outcome comes to, on a day that can be worked out by hand. */
class FiguresTest {
    /** Ten units: six are taken until 200; one wants eight for 100; one wants two for 50. */
    private static final Workload DAY = new Workload("day", 10, List.of(new Job(1, 0, 200, 6, 200, "a"),
            new Job(2, 10, 100, 8, 100, "b"), new Job(3, 20, 50, 2, 50, "a"), new Job(4, 30, 1, 11, 1, "c")));

    @Test
    void theFiguresAreThoseOfTheDay() {
        Figures strict = Figures.of(MarketReplay.run(DAY, new StrictLine()));
        Figures easy = Figures.of(MarketReplay.run(DAY, new EasyBackfill()));

        // The second waits from 10 to 200; the third from 20 to 200 in the strict line, and not at all where it may go before.
        assertThat(strict.jobs()).isEqualTo(3);
        assertThat(strict.refused()).isEqualTo(1);
        assertThat(strict.meanWait()).isCloseTo((0 + 190 + 180) / 3.0, within(1e-9));
        assertThat(easy.meanWait()).isCloseTo((0 + 190 + 0) / 3.0, within(1e-9));
        assertThat(easy.meanSlowdown()).isCloseTo((1 + 290 / 100.0 + 1) / 3, within(1e-9));
        assertThat(easy.makespan()).isEqualTo(300);
        assertThat(easy.utilisation()).isCloseTo((200 * 6 + 100 * 8 + 50 * 2) / 3000.0, within(1e-9));
        assertThat(easy.fairness()).as("slowdowns of 1 and 2.9").isCloseTo(3.9 * 3.9 / (2 * (1 + 2.9 * 2.9)), within(1e-9));
        assertThat(easy.wait95()).isEqualTo(190);
    }

    @Test
    void deadlinesThatWereMetAndWhatWasPaidAreCounted() {
        Workload wanted = new Workload("wanted", 10, List.of(new Job(1, 0, 200, 6, 200, "a").until(200).paying(3),
                new Job(2, 10, 100, 8, 100, "b").until(250), new Job(3, 20, 50, 2, 50, "a").until(90).paying(36),
                new Job(4, 30, 1, 11, 1, "c").paying(1000)));

        Figures figures = Figures.of(MarketReplay.run(wanted, new EasyBackfill()));

        // The second could only start at 200; the fourth wants more than there is.
        assertThat(figures.refused()).isEqualTo(2);
        assertThat(figures.deadlines()).isEqualTo(3);
        assertThat(figures.met()).isCloseTo(2 / 3.0, within(1e-9));
        assertThat(figures.value()).isCloseTo(3 * 6 * 200 / 3600.0 + 36 * 2 * 50 / 3600.0, within(1e-9));
        assertThat(Figures.of(MarketReplay.run(DAY, new EasyBackfill())).met()).as("nobody had one").isEqualTo(1);
    }

    private static Auction auction() {
        Auction auction = new Auction();
        auction.configure(PropertyList.NONE.with("reserve", 2));
        return auction;
    }

    @Test
    void revenueIsWhatWasPaidAndNotWhatWasBid() {
        Workload wanted = new Workload("wanted", 10, List.of(new Job(1, 0, 3_600, 10, 3_600, "a").paying(9),
                new Job(2, 0, 1_800, 10, 3_600, "b").paying(4)));

        Figures market = Figures.of(MarketReplay.run(wanted, auction()));
        Figures elsewhere = Figures.of(MarketReplay.run(wanted, new EasyBackfill()));

        // The first pays what the second bid and lost with; the second pays the reserve, for all it was granted.
        assertThat(market.revenue()).isEqualTo(10 * 4 + 10 * 2);
        assertThat(market.value()).isCloseTo(10 * 9 + 10 * 4 / 2.0, within(1e-9));
        assertThat(Figures.of(LeaseReplay.run(wanted, auction())).revenue()).isEqualTo(market.revenue());
        assertThat(elsewhere.revenue()).isZero();
        assertThat(elsewhere.value()).isEqualTo(market.value());
        assertThat(Auction.paid("the earliest that all are free")).isEmpty();
    }

    @Test
    void whoBooksAheadMayStartInTheFuture() {
        Outcome outcome = MarketReplay.run(DAY, new FirstComeCalendar());

        assertThat(outcome.waited(1)).hasValue(190);
        assertThat(outcome.refused().get(3)).startsWith("11 units of 'slot' are not free");
    }

    @Test
    void theFiguresOfTheKthLogAreThePublishedOnes() throws IOException {
        Figures easy = Figures.of(MarketReplay.run(Known.kth().workload(), new EasyBackfill()));

        assertThat(easy.meanSlowdown()).isCloseTo(92.576540, within(1e-6));
    }

    @Test
    void aRecipeMakesTheSameWorkloadAgainAndBadWordsAreNamed() {
        Workload made = Recipe.make("synthetic:jobs=200,units=16,load=0.5,users=3,seed=9");

        assertThat(made).isEqualTo(Recipe.make("synthetic:jobs=200,units=16,load=0.5,users=3,seed=9"));
        assertThat(made.jobs()).hasSize(200).allMatch(job -> job.units() <= 16);
        assertThatThrownBy(() -> Recipe.make("synthetic:jobs=0"))
                .hasMessage("synthetic.jobs: must be a whole number from 1 to 1000000, got 0.0");
        assertThatThrownBy(() -> Recipe.make("synthetic:width=4")).hasMessageContaining("got 'width=4'");
        assertThatThrownBy(() -> Recipe.make("synthetic:load=-1")).hasMessageStartingWith("synthetic.load: must be above 0");
    }
}
