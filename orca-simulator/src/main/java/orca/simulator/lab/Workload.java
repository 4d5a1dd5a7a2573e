package orca.simulator.lab;

import java.util.List;
import java.util.Objects;

/**
 * What is replayed.
 *
 * @param name what it is called
 * @param capacity how many units there are
 * @param jobs in the order in which they came
 */
public record Workload(String name, int capacity, List<Job> jobs) {
    public Workload {
        Objects.requireNonNull(name, "workload.name");
        jobs = List.copyOf(jobs);
        for (int i = 1; i < jobs.size(); i++) {
            if (jobs.get(i).submit() < jobs.get(i - 1).submit()) {
                throw new IllegalArgumentException("workload.jobs: must be in the order of their submit times, job "
                        + jobs.get(i).number() + " comes before the one listed before it");
            }
        }
        if (capacity < 1) {
            throw new IllegalArgumentException("workload.capacity: must be 1 or more, got " + capacity);
        }
    }

    /** The first {@code most} jobs. */
    public Workload first(int most) {
        return new Workload(name, capacity, jobs.subList(0, Math.min(most, jobs.size())));
    }

    /** The same, if all lengths had been known. */
    public Workload exactly() {
        return new Workload(name, capacity, jobs.stream().map(Job::exactly).toList());
    }

    /**
     * The same with deadlines: each job must be over when so many times as long as it asked for has passed since it came.
     *
     * @param times 1 or more
     */
    public Workload within(double times) {
        if (!(times >= 1)) {
            throw new IllegalArgumentException("deadlines: must be 1 or more times what was asked for, got " + times);
        }
        return new Workload(name, capacity, jobs.stream()
                .map(job -> job.until(job.submit() + Math.max(job.estimate(), Math.round(times * job.estimate())))).toList());
    }
}
