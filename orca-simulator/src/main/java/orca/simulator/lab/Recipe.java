package orca.simulator.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A workload that is made up: {@code synthetic:jobs=1000,units=64,load=0.9,users=8,seed=1,slack=0,bids=0}. Jobs come at random
 * (exponential gaps), take a power of two of units, run for a time that is spread over four orders of magnitude, and ask for one
 * to five times that. With {@code slack} each must be over by 1 to 1 + 2 * slack times what it asked for, with {@code bids} it
 * pays 1 to so many credits for each unit and hour. The same words give the same workload.
 */
final class Recipe {
    static final String PREFIX = "synthetic:";
    private static final Map<String, Double> USUAL = Map.of(
            "jobs", 1000.0, "units", 64.0, "load", 0.9, "users", 8.0, "seed", 1.0, "slack", 0.0, "bids", 0.0);
    private static final int MOST_JOBS = 1_000_000;
    private static final double SHORTEST = Math.log(60);
    private static final double LONGEST = Math.log(86_400);

    private Recipe() {}

    /** @throws IllegalArgumentException naming what is wrong */
    static Workload make(String text) {
        Map<String, Double> said = new LinkedHashMap<>(USUAL);
        String words = text.substring(PREFIX.length());
        for (String word : words.isBlank() ? new String[0] : words.split(",")) {
            String[] pair = word.split("=", 2);
            if (pair.length != 2 || !USUAL.containsKey(pair[0])) {
                throw new IllegalArgumentException(
                        "synthetic: must be of jobs=, units=, load=, users=, seed=, slack= and bids=, got '" + word + "'");
            }
            try {
                said.put(pair[0], Double.valueOf(pair[1]));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("synthetic." + pair[0] + ": must be a number, got '" + pair[1] + "'");
            }
        }
        int count = whole(said, "jobs", 1, MOST_JOBS);
        int units = whole(said, "units", 1, 10_000);
        int users = whole(said, "users", 1, 10_000);
        int bids = whole(said, "bids", 0, 1_000_000);
        double slack = said.get("slack");
        if (!(slack >= 0 && slack <= 1000)) {
            throw new IllegalArgumentException("synthetic.slack: must be from 0 to 1000, got " + slack);
        }
        double load = said.get("load");
        if (!(load > 0 && load <= 10)) {
            throw new IllegalArgumentException("synthetic.load: must be above 0 and at most 10, got " + load);
        }
        SplittableRandom dice = new SplittableRandom(said.get("seed").longValue());
        // Other dice, so that the same jobs come with deadlines and bids as without.
        SplittableRandom wishes = new SplittableRandom(~said.get("seed").longValue());
        return new Workload("synthetic", units, jobs(count, units, users, load, dice).stream()
                .map(job -> wishing(job, slack, bids, wishes)).toList());
    }

    private static Job wishing(Job job, double slack, int bids, SplittableRandom dice) {
        long extra = Math.round(job.estimate() * 2 * slack * dice.nextDouble());
        long bid = 1 + dice.nextInt(Math.max(1, bids));
        Job timed = slack == 0 ? job : job.until(job.submit() + job.estimate() + extra);
        return bids == 0 ? timed : timed.paying(bid);
    }

    private static int whole(Map<String, Double> said, String name, int least, int most) {
        double value = said.get(name);
        if (value != Math.rint(value) || value < least || value > most) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "synthetic.%s: must be a whole number from %d to %d, got %s", name, least, most, value));
        }
        return (int) value;
    }

    private static List<Job> jobs(int count, int units, int users, double load, SplittableRandom dice) {
        int largest = 31 - Integer.numberOfLeadingZeros(units);
        List<Job> jobs = new ArrayList<>();
        double clock = 0;
        for (int i = 0; i < count; i++) {
            int wide = 1 << dice.nextInt(largest + 1);
            long run = Math.round(Math.exp(SHORTEST + (LONGEST - SHORTEST) * dice.nextDouble()));
            long estimate = Math.max(run, Math.round(run * (1 + 4 * dice.nextDouble())));
            jobs.add(new Job(i + 1L, (long) clock, run, wide, estimate, Integer.toString(dice.nextInt(users) + 1)));
            // The gap after it is as long as it keeps the machine busy, over the load; in the mean.
            clock += -Math.log(1 - dice.nextDouble()) * wide * run / (units * load);
        }
        return jobs;
    }
}
