package orca.simulator.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import orca.simulator.check.Checks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs with known answers through authority, broker and a service manager: every job must wait as long as it should. */
@Tag("known")
@Execution(ExecutionMode.CONCURRENT)
class AllActorsIT {
    private static final int SAMPLE = 2_000;

    @TempDir
    private Path folder;

    /**
     * The beginning of KTH's, with every check after every turn, each group of each actor on the disk before anything of it
     * leaves; and in the middle all of them die and come back from there.
     */
    @Test
    void everyJobOfTheSampleWaitsAsLongAsItShould() throws IOException {
        GoldenLog log = Known.kth();
        GoldenLog sample = log.first(Known.undisturbed(log, "wait_easy_req", SAMPLE)).asOneUser();

        Outcome outcome = LeaseReplay.run(sample.workload(), Known.policy("easy"),
                new LeaseReplay.Watch(new Checks(), folder, SAMPLE / 2));

        Known.mustWait(sample, outcome, "wait_easy_req");
        assertThat(sample.workload().jobs()).hasSizeBetween(SAMPLE, SAMPLE + 100);
    }

    @ParameterizedTest
    @CsvSource({"KTH, fcfs, wait_fcfs_req", "KTH, easy, wait_easy_req", "KTH, sjbf, wait_sjbf_req",
            "KTH, conservative, wait_cons_req", "KTH, easy, wait_easy_perfect", "KTH, sjbf, wait_sjbf_perfect",
            "CTC, easy, wait_easy_req"})
    void everyJobOfTheWholeLogWaitsAsLongAsItShould(String name, String policy, String column) throws IOException {
        GoldenLog log = (name.equals("KTH") ? Known.kth() : Known.ctc()).asOneUser();
        Workload workload = column.endsWith("_perfect") ? log.workload().exactly() : log.workload();

        Known.mustWait(log, LeaseReplay.run(workload, Known.policy(policy)), column);
    }
}
