package orca.simulator.lab;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The longer of the two logs with known answers: 77,199 jobs on the 338 processors of CTC's SP2. */
@Tag("known")
@Execution(ExecutionMode.CONCURRENT)
class KnownAnswersIT {
    @ParameterizedTest
    @CsvSource({"fcfs, wait_fcfs_req", "easy, wait_easy_req", "sjbf, wait_sjbf_req", "conservative, wait_cons_req",
            "easy, wait_easy_perfect", "sjbf, wait_sjbf_perfect"})
    void everyJobWaitsAsLongAsItShould(String policy, String column) throws IOException {
        Known.mustWait(Known.ctc(), policy, column);
    }

    @ParameterizedTest
    @CsvSource({"KTH, wait_easy_perfect", "CTC, wait_easy_req"})
    void withOneFlowWinksIsEasy(String log, String column) throws IOException {
        Known.mustWait((log.equals("KTH") ? Known.kth() : Known.ctc()).asOneUser(), "winks", column);
    }
}
