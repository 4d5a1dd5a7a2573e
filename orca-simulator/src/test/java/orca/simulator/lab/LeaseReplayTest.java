package orca.simulator.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import orca.simulator.check.Checks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workloads through all three actors. */
class LeaseReplayTest {
    private static List<String> waits(Outcome outcome) {
        return outcome.workload().jobs().stream().map(job -> job.number() + " " + outcome.waited((int) job.number() - 1)).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fcfs", "easy", "sjbf", "conservative", "edf", "priority", "winks"})
    void allActorsTogetherKeepJobsWaitingAsLongAsTheBrokerAlone(String policy) {
        Workload workload = Recipe.make("synthetic:jobs=80,units=16,load=1.2,users=3");

        Outcome all = LeaseReplay.run(workload, Known.policy(policy));

        assertThat(waits(all)).isEqualTo(waits(MarketReplay.run(workload, Known.policy(policy))));
        assertThat(all.refused()).isEmpty();
    }

    @Test
    void aJobThatRunsAsLongAsItAskedForIsNotCutShort() {
        Workload workload = Recipe.make("synthetic:jobs=80,units=16,load=1.2,users=3").exactly();

        assertThat(waits(LeaseReplay.run(workload, Known.policy("easy"))))
                .isEqualTo(waits(MarketReplay.run(workload, Known.policy("easy"))));
    }

    @Test
    void theFirstJobsOfALogWaitAsLongAsTheyShould() throws IOException {
        GoldenLog log = Known.kth();
        GoldenLog sample = log.first(Known.undisturbed(log, "wait_sjbf_req", 300));

        Known.mustWait(sample, LeaseReplay.run(sample.workload(), Known.policy("sjbf")), "wait_sjbf_req");
    }

    @Test
    void whoIsWatchedAndDiesInTheMiddleDoesAsBefore(@TempDir Path folder) {
        Workload workload = Recipe.make("synthetic:jobs=20,units=8,load=1.2,users=2");

        Outcome watched = LeaseReplay.run(workload, Known.policy("easy"), new LeaseReplay.Watch(new Checks(), folder, 10));

        assertThat(waits(watched)).isEqualTo(waits(MarketReplay.run(workload, Known.policy("easy"))));
        assertThat(folder.resolve("site.head")).exists();
    }
}
