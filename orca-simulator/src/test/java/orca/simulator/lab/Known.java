package orca.simulator.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import orca.core.policy.ProvisioningPolicy;
import orca.simulator.traces.Traces;

/** Replays a log with known answers under a policy, and compares the wait of every job. */
final class Known {
    private Known() {}

    static GoldenLog kth() throws IOException {
        return GoldenLog.read(Traces.find("KTH-SP2.golden.tsv.gz"), OptionalInt.empty());
    }

    static GoldenLog ctc() throws IOException {
        return GoldenLog.read(Traces.find("CTC-SP2.golden.tsv.gz"), OptionalInt.of(338));
    }

    /** A new policy of this name, as a broker would find it. */
    static ProvisioningPolicy policy(String name) {
        return ServiceLoader.load(ProvisioningPolicy.class).stream().map(ServiceLoader.Provider::get)
                .filter(policy -> policy.name().equals(name)).findFirst().orElseThrow();
    }

    /** Every job must wait as {@code column} says. */
    static void mustWait(GoldenLog log, String policy, String column) {
        Workload workload = column.endsWith("_perfect") ? log.workload().exactly() : log.workload();
        mustWait(log, MarketReplay.run(workload, policy(policy)), column);
    }

    /** Every job must have waited as {@code column} says. */
    static void mustWait(GoldenLog log, Outcome outcome, String column) {
        Workload workload = outcome.workload();
        List<String> differ = new ArrayList<>();
        for (int job = 0; job < workload.jobs().size(); job++) {
            if (outcome.waited(job).orElse(-1) != log.wait(column, job)) {
                differ.add("job " + workload.jobs().get(job).number() + " waits " + outcome.waited(job) + " s instead of "
                        + log.wait(column, job));
            }
        }
        assertThat(differ).as("%s, %s, %s jobs", workload.name(), column, workload.jobs().size()).isEmpty();
        assertThat(outcome.refused()).isEmpty();
    }

    /**
     * The smallest number of jobs, {@code least} or more, all of which have started by {@code column} when the next one comes:
     * what comes later has no part in how long they wait.
     */
    static int undisturbed(GoldenLog log, String column, int least) {
        List<Job> jobs = log.workload().jobs();
        long last = 0;
        for (int i = 0; i < jobs.size(); i++) {
            if (i >= least && last < jobs.get(i).submit()) {
                return i;
            }
            last = Math.max(last, jobs.get(i).submit() + log.wait(column, i));
        }
        return jobs.size();
    }
}
