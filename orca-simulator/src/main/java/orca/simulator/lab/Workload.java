package orca.simulator.lab;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is replayed.
 *
 * @param name what it is called
 * @param capacity how many units there are, from 1 to {@link Job#WIDEST}
 * @param jobs in the order in which they came
 * @param estate what they run on, where it is more than so many units
 */
public record Workload(String name, int capacity, List<Job> jobs, Optional<Estate> estate) {
    /** The most that deadlines are stretched by. */
    public static final int MOST_TIMES = 1_000_000;

    public Workload {
        Objects.requireNonNull(name, "workload.name");
        Objects.requireNonNull(estate, "workload.estate");
        jobs = List.copyOf(jobs);
        for (int i = 1; i < jobs.size(); i++) {
            if (jobs.get(i).submit() < jobs.get(i - 1).submit()) {
                throw new IllegalArgumentException("workload.jobs: must be in the order of their submit times, job "
                        + jobs.get(i).number() + " comes before the one listed before it");
            }
        }
        if (capacity < 1 || capacity > Job.WIDEST) {
            throw new IllegalArgumentException("workload.capacity: must be from 1 to " + Job.WIDEST + ", got " + capacity);
        }
    }

    /** One that runs on units without sizes. */
    public Workload(String name, int capacity, List<Job> jobs) {
        this(name, capacity, jobs, Optional.empty());
    }

    /**
     * What it runs on.
     *
     * @param hosts among how many hosts units without sizes are divided
     */
    Estate on(int hosts) {
        return estate.orElseGet(() -> Estate.of(capacity, hosts));
    }

    /** The first {@code most} jobs. */
    public Workload first(int most) {
        return new Workload(name, capacity, jobs.subList(0, Math.min(most, jobs.size())), estate);
    }

    /** The same, if all lengths had been known. */
    public Workload exactly() {
        return new Workload(name, capacity, jobs.stream().map(Job::exactly).toList(), estate);
    }

    /**
     * The same with deadlines: each job must be over when so many times as long as it asked for has passed since it came.
     *
     * @param times from 1 to {@link #MOST_TIMES}
     */
    public Workload within(double times) {
        if (!(times >= 1 && times <= MOST_TIMES)) {
            throw new IllegalArgumentException("deadlines: must be 1 or more times what was asked for, and at most "
                    + MOST_TIMES + " times, got " + times);
        }
        return new Workload(name, capacity, jobs.stream()
                .map(job -> job.until(Math.min(Job.LAST,
                        job.submit() + Math.max(job.estimate(), Math.round(times * job.estimate()))))).toList(),
                estate);
    }
}
