package orca.simulator.lab;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shorter of the two logs with known answers: 28,481 jobs on the 100 processors of KTH's SP2. */
@Execution(ExecutionMode.CONCURRENT)
class KnownAnswersTest {
    @ParameterizedTest
    @CsvSource({"fcfs, wait_fcfs_req", "easy, wait_easy_req", "sjbf, wait_sjbf_req", "conservative, wait_cons_req",
            "easy, wait_easy_perfect", "sjbf, wait_sjbf_perfect"})
    void everyJobWaitsAsLongAsItShould(String policy, String column) throws IOException {
        Known.mustWait(Known.kth(), policy, column);
    }

    @Test
    void withOneFlowWinksIsEasy() throws IOException {
        Known.mustWait(Known.kth().asOneUser(), "winks", "wait_easy_req");
    }
}
