package orca.simulator.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import orca.core.resource.Amounts;

/**
 * How much of one dimension of an {@link Estate} was allocated.
 *
 * @param dimension its name
 * @param mean the share of all that there is, over the time from the first submission to the last end
 * @param peak the largest share at any instant
 */
public record Share(String dimension, double mean, double peak) {
    private record Step(long at, int sign, Amounts sliver, int units) {}

    /** Of each dimension; none for a workload whose units have no sizes. */
    static List<Share> of(Outcome outcome) {
        List<Share> shares = new ArrayList<>();
        outcome.workload().estate().ifPresent(estate -> {
            List<Step> steps = steps(outcome);
            Amounts total = estate.total();
            for (int d = 0; d < estate.type().dimensions().size(); d++) {
                shares.add(of(estate.type().dimensions().get(d).name(), steps, d, total.get(d + 1),
                        outcome.workload().jobs().get(0).submit()));
            }
        });
        return shares;
    }

    /** Whoever ends at an instant makes room for who starts then. */
    private static List<Step> steps(Outcome outcome) {
        List<Step> steps = new ArrayList<>();
        List<Job> jobs = outcome.workload().jobs();
        for (int i = 0; i < jobs.size(); i++) {
            if (outcome.waited(i).isPresent()) {
                Job job = jobs.get(i);
                long start = job.submit() + outcome.waited(i).getAsLong();
                steps.add(new Step(start, 1, job.sliver(), job.units()));
                steps.add(new Step(start + job.run(), -1, job.sliver(), job.units()));
            }
        }
        steps.sort(Comparator.comparingLong(Step::at).thenComparing(Step::sign));
        return steps;
    }

    private static Share of(String dimension, List<Step> steps, int d, long total, long begin) {
        long level = 0;
        long peak = 0;
        double area = 0;
        long last = begin;
        for (Step step : steps) {
            area += (double) level * (step.at - last);
            last = step.at;
            level += step.sign * step.sliver.get(d) * step.units;
            peak = Math.max(peak, level);
        }
        return new Share(dimension, total == 0 || last == begin ? 0 : area / ((double) total * (last - begin)),
                total == 0 ? 0 : (double) peak / total);
    }
}
