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

/**
 * The beginning of KTH's log through authority, broker and a service manager, with every check after every turn,
 * each group of each actor on the disk before anything of it leaves; and in the middle all of them die and come back from there.
 */
@Tag("known")
@Execution(ExecutionMode.CONCURRENT)
class AllActorsIT {
    private static final int SAMPLE = 2_000;

    @TempDir
    private Path folder;

    @Test
    void everyJobOfTheSampleWaitsAsLongAsItShould() throws IOException {
        GoldenLog log = Known.kth();
        GoldenLog sample = log.first(Known.undisturbed(log, "wait_easy_req", SAMPLE)).asOneUser();

        Outcome outcome = LeaseReplay.run(sample.workload(), Known.policy("easy"),
                new LeaseReplay.Watch(new Checks(), folder, SAMPLE / 2));

        Known.mustWait(sample, outcome, "wait_easy_req");
        assertThat(sample.workload().jobs()).hasSizeBetween(SAMPLE, SAMPLE + 100);
    }
}
