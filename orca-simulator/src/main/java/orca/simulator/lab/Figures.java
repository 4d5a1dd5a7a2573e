package orca.simulator.lab;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What an outcome comes to.
 *
 * @param jobs how many jobs ran
 * @param refused how many were refused, by the broker or the site
 * @param homeless how many of these had a ticket, and no host of the site had room; 0 where sites are played
 * @param meanWait in seconds, over all that ran
 * @param wait95 what 95 of 100 waited at most, in seconds
 * @param meanSlowdown the mean bounded slowdown: wait and run over the run, or over ten seconds if that is longer; at least 1
 * @param utilisation the share of the units' time that was used, from the first submission to the last end; where units have
 *     sizes, of the dimension that was used most
 * @param fairness Jain's index of the users' mean bounded slowdowns: 1 if all are served alike, 1/n if one bears it all
 * @param makespan from the first submission to the last end, in seconds
 * @param deadlines how many jobs had one, whether they ran or not
 * @param met the share of those that were over by then; 1 if there were none
 * @param value what was served was worth to those who wanted it, in credits: for each job that ran, its bid times its units times
 *     the hours that it ran
 * @param revenue what was paid for it in a market, in credits; 0 under policies that have no prices
 * @param migrations how often a site moved a unit from one host to another; 0 where sites are played
 * @param shares how much of each dimension was allocated; none where units have no sizes
 */
public record Figures(int jobs, int refused, int homeless, double meanWait, long wait95, double meanSlowdown, double utilisation,
        double fairness, long makespan, int deadlines, double met, double value, long revenue, long migrations,
        List<Share> shares) {
    private static final long SHORT = 10;
    private static final double HOUR = 3_600;

    /** The figures of {@code outcome}. */
    public static Figures of(Outcome outcome) {
        List<Job> jobs = outcome.workload().jobs();
        long[] waits = new long[jobs.size()];
        int ran = 0;
        double slowdowns = 0;
        double busy = 0;
        long last = 0;
        Map<String, double[]> users = new LinkedHashMap<>();
        for (int i = 0; i < jobs.size(); i++) {
            if (outcome.waited(i).isEmpty()) {
                continue;
            }
            Job job = jobs.get(i);
            long wait = outcome.waited(i).getAsLong();
            waits[ran++] = wait;
            double slowdown = Math.max(1, (double) (wait + job.run()) / Math.max(SHORT, job.run()));
            slowdowns += slowdown;
            busy += (double) job.run() * job.units();
            last = Math.max(last, job.submit() + wait + job.run());
            double[] user = users.computeIfAbsent(job.user(), u -> new double[2]);
            user[0] += slowdown;
            user[1]++;
        }
        long[] sorted = Arrays.copyOf(waits, ran);
        Arrays.sort(sorted);
        long span = jobs.isEmpty() ? 0 : last - jobs.get(0).submit();
        List<Share> shares = Share.of(outcome);
        double used = span == 0 ? 0 : outcome.workload().estate().isPresent()
                ? shares.stream().mapToDouble(Share::mean).max().orElse(0)
                : busy / ((double) span * outcome.workload().capacity());
        return new Figures(ran, outcome.refused().size(), outcome.homeless().size(), Arrays.stream(sorted).average().orElse(0),
                ran == 0 ? 0 : sorted[(int) Math.min(ran - 1L, Math.round(ran * 0.95))], ran == 0 ? 0 : slowdowns / ran,
                used, jain(users), span,
                (int) jobs.stream().filter(job -> job.deadline().isPresent()).count(), met(outcome), value(outcome),
                outcome.paid().values().stream().mapToLong(credits -> credits).sum(),
                outcome.moves(), shares);
    }

    /** A job that never ran has missed its deadline. */
    private static double met(Outcome outcome) {
        List<Job> jobs = outcome.workload().jobs();
        long had = 0;
        long met = 0;
        for (int i = 0; i < jobs.size(); i++) {
            Job job = jobs.get(i);
            if (job.deadline().isPresent()) {
                had++;
                OptionalLong waited = outcome.waited(i);
                met += waited.isPresent() && job.submit() + waited.getAsLong() + job.run() <= job.deadline().getAsLong() ? 1 : 0;
            }
        }
        return had == 0 ? 1 : (double) met / had;
    }

    private static double value(Outcome outcome) {
        List<Job> jobs = outcome.workload().jobs();
        double value = 0;
        for (int i = 0; i < jobs.size(); i++) {
            Job job = jobs.get(i);
            value += outcome.waited(i).isPresent() ? job.bid() * (double) job.units() * job.run() / HOUR : 0;
        }
        return value;
    }

    private static double jain(Map<String, double[]> users) {
        double sum = 0;
        double squares = 0;
        for (double[] user : users.values()) {
            double mean = user[0] / user[1];
            sum += mean;
            squares += mean * mean;
        }
        return squares == 0 ? 1 : sum * sum / (users.size() * squares);
    }
}
