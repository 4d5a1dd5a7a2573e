package orca.simulator.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import orca.simulator.traces.LogException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoldenLogTest {
    private static final String HEADING = "id\tsubmit\trun\tprocs\test\tuser\twait_easy_req\n";
    private static final String ROW = "7\t100\t60\t4\t90\t3\t12\n";

    @TempDir
    private Path folder;

    private GoldenLog read(String text) throws IOException {
        return GoldenLog.read(Files.writeString(folder.resolve("some.golden.tsv"), text), OptionalInt.empty());
    }

    @Test
    void aJobIsWhatItsColumnsSay() throws IOException {
        GoldenLog log = read("# some procs=32; as filtered\r\n\r\n" + (HEADING + ROW).replace("\n", "\r\n"));

        assertThat(log.workload()).isEqualTo(new Workload("some", 32, List.of(new Job(7, 100, 60, 4, 90, "3"))));
        assertThat(log.wait("wait_easy_req", 0)).isEqualTo(12);
        assertThatThrownBy(() -> log.wait("wait_none", 0)).hasMessage("column: must be one of [wait_easy_req], got 'wait_none'");
    }

    @Test
    void aHeadingThatIsNoneIsRefused() {
        String rule = "some.golden.tsv, line 2: the heading must begin with the columns id, submit, run, procs, est, user,"
                + " with tabs between, and one or more of waits must follow";

        assertThatThrownBy(() -> read("# procs=32\n" + ROW)).isInstanceOf(LogException.class).hasMessage(rule);
        assertThatThrownBy(() -> read("# procs=32\n" + HEADING.replace('\t', ' ') + ROW)).hasMessage(rule);
        assertThatThrownBy(() -> read("# procs=32\n" + HEADING.replace("\twait_easy_req", "") + ROW)).hasMessage(rule);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "0 | seven | id must be a number, got 'seven'", "1 | -1 | submit must be from 0 to 3155760000, got -1",
            "1 | 99 | submit must not be before that of the line above", "2 | 91 | run must be from 1 to 90, got 91",
            "2 | 0 | run must be from 1 to 90, got 0", "3 | 1.5 | procs must be a whole number, got 1.5",
            "4 | 1e12 | est must be from 1 to 3155760000, got 1e12",
            "5 | Ann | 'user must be 1 to 40 of a-z, 0-9, dot, hyphen and underscore, got ''Ann'''",
            "6 | -1 | wait_easy_req must be from 0 to 157788000000, got -1",
            "6 | | must have 7 columns, as the heading has, got 6"})
    void aColumnThatCannotBeIsNamedWithTheRule(int column, String value, String rule) {
        String[] cells = ROW.strip().split("\t");
        cells[column] = value == null ? "" : value;

        assertThatThrownBy(() -> read("# procs=32\n" + HEADING + ROW + String.join("\t", cells)))
                .isInstanceOf(LogException.class).hasMessage("some.golden.tsv, line 4: " + rule);
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThatThrownBy(() -> read(HEADING + ROW)).hasMessageStartingWith(
                "some.golden.tsv, line 2: the log ends, and no comment");
        assertThatThrownBy(() -> read("# procs=9\n" + HEADING))
                .hasMessage("some.golden.tsv, line 2: the log ends, and there was no job in it");
        assertThatThrownBy(() -> read("# procs=0\n" + HEADING + ROW))
                .hasMessage("some.golden.tsv, line 1: procs must be from 1 to 10000000, got 0");
    }
}
