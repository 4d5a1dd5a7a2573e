package orca.simulator.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import orca.core.policy.ProvisioningPolicy;
import orca.core.resource.PropertyList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * How far apart flows are that always want more, in requests of all widths, through a real broker. Work counts when it is
 * granted: units times what was asked for.
 */
@Execution(ExecutionMode.CONCURRENT)
class WinksBoundTest {
    private static final int UNITS = 32;
    private static final Map<String, Integer> WEIGHTS = Map.of("a", 3, "b", 2, "c", 1);
    private static final int JOBS = 40;
    private static final int SEEDS = 20;

    /** All come at the beginning; each runs a part of what it asked for. */
    private static Workload seeded(int seed, int widest) {
        SplittableRandom dice = new SplittableRandom(seed);
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            for (String flow : List.of("a", "b", "c")) {
                long estimate = 600L * dice.nextInt(1, 60);
                jobs.add(new Job(jobs.size() + 1, 0, dice.nextLong(1, estimate + 1), dice.nextInt(1, widest + 1), estimate,
                        flow));
            }
        }
        return new Workload("seed " + seed, UNITS, jobs);
    }

    private static ProvisioningPolicy winks(String beside) {
        ProvisioningPolicy winks = Known.policy("winks");
        winks.configure(PropertyList.of("weights", "user-a=3, user-b=2").with("beside", beside));
        return winks;
    }

    /** The largest difference of two flows' work over weight in any interval in which both wait, over what is allowed. */
    private static double worst(Outcome outcome) {
        List<Job> jobs = outcome.workload().jobs();
        Map<String, Long> largest = new LinkedHashMap<>();
        Map<String, Long> backlogged = new LinkedHashMap<>();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            order.add(i);
            largest.merge(jobs.get(i).user(), work(jobs.get(i)), Math::max);
            backlogged.merge(jobs.get(i).user(), outcome.waited(i).orElseThrow(), Math::max);
        }
        order.sort(Comparator.comparingLong(i -> outcome.waited(i).orElseThrow()));
        double worst = 0;
        for (String i : WEIGHTS.keySet()) {
            for (String j : WEIGHTS.keySet()) {
                double allowed = (double) largest.get(i) / WEIGHTS.get(i) + (double) largest.get(j) / WEIGHTS.get(j);
                worst = Math.max(worst, i.equals(j) ? 0
                        : apart(outcome, order, i, j, Math.min(backlogged.get(i), backlogged.get(j))) / allowed);
            }
        }
        return worst;
    }

    /**
     * The largest difference in an interval that begins when all have come, since until then not all wait, and ends before one of
     * the two has its last.
     */
    private static double apart(Outcome outcome, List<Integer> order, String i, String j, long until) {
        List<Job> jobs = outcome.workload().jobs();
        double apart = 0;
        double least = 0;
        double most = 0;
        for (int at = 0; at < order.size() && outcome.waited(order.get(at)).orElseThrow() < until; at++) {
            Job job = jobs.get(order.get(at));
            long now = outcome.waited(order.get(at)).orElseThrow();
            apart += now == 0 ? 0 : (job.user().equals(i) ? 1.0 : 0) * work(job) / WEIGHTS.get(i);
            apart -= now == 0 ? 0 : (job.user().equals(j) ? 1.0 : 0) * work(job) / WEIGHTS.get(j);
            if (outcome.waited(order.get(at + 1)).orElseThrow() > now) {
                least = Math.min(least, apart);
                most = Math.max(most, apart);
            }
        }
        return most - least;
    }

    private static long work(Job job) {
        return job.units() * job.estimate();
    }

    @Test
    void withinTheBoundHoweverWideRequestsAre() {
        double worst = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            double one = worst(MarketReplay.run(seeded(seed, UNITS), winks("bound")));
            assertThat(one).as("seed %s: how far flows were apart, over the bound", seed).isLessThanOrEqualTo(1.0);
            worst = Math.max(worst, one);
        }
        System.out.printf("winks, %d seeds of widths 1 to %d: at most %.2f of the bound%n", SEEDS, UNITS, worst);
    }

    @Test
    void whereEverybodyGoesBesideTheBoundDoesNotHoldAndMoreIsUsed() {
        double worst = 0;
        double bound = 0;
        double all = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            Outcome free = MarketReplay.run(seeded(seed, UNITS), winks("all"));
            worst = Math.max(worst, worst(free));
            all += Figures.of(free).utilisation() / SEEDS;
            bound += Figures.of(MarketReplay.run(seeded(seed, UNITS), winks("bound"))).utilisation() / SEEDS;
        }
        System.out.printf("winks, %d seeds, all beside: up to %.2f of the bound; used %.3f, within the bound %.3f%n", SEEDS,
                worst,
                all, bound);
        assertThat(worst).isGreaterThan(1.0);
        assertThat(all).isGreaterThanOrEqualTo(bound);
    }
}
