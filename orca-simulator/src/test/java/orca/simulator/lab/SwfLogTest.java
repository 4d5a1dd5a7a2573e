package orca.simulator.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import orca.simulator.traces.Traces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwfLogTest {
    private static final String JOB = "7 100 5 60 4 -1 -1 4 90 -1 1 3 1 -1 1 -1 -1 -1";

    @TempDir
    private Path folder;

    private SwfLog read(String text) throws IOException {
        return SwfLog.read(Files.writeString(folder.resolve("some.swf"), text), OptionalInt.empty());
    }

    @Test
    void aJobIsWhatItsFieldsSay() throws IOException {
        SwfLog log = read("; MaxProcs: 32\n\n" + JOB + "\n");

        assertThat(log.workload("some")).isEqualTo(
                new Workload("some", 32, List.of(new Job(7, 100, 60, 4, 90, "3"))));
        assertThat(log.notes()).isEmpty();
    }

    @Test
    void jobsThatAreNotWholeAreMendedOrLeftOutAndThatIsSaid() throws IOException {
        SwfLog log = read("; MaxProcs: 32\n" + "1 0 0 -1 4 -1 -1 4 90 -1 1 3 1 -1 1 -1 -1 -1\n"
                + "2 0 0 50 4 -1 -1 -1 -1 -1 1 3 1 -1 1 -1 -1 -1\n" + "3 0 0 50 4 -1 -1 4 20 -1 1 3 1 -1 1 -1 -1 -1\n");

        assertThat(log.workload("some").jobs()).containsExactly(new Job(2, 0, 50, 4, 50, "3"), new Job(3, 0, 20, 4, 20, "3"));
        assertThat(log.notes()).containsExactly("1 jobs never ran, or on nothing, and are left out",
                "1 jobs have no estimate and are taken to have asked for what they ran",
                "1 jobs ran longer than they asked for and are ended then");
    }

    @Test
    void aLineThatIsNoJobIsNamedWithTheRule() {
        assertThatThrownBy(() -> read("; MaxProcs: 32\n" + JOB + "\n1 2 3\n"))
                .hasMessage("some.swf, line 3: a job must have 18 fields, got 3");
        assertThatThrownBy(() -> read("; MaxProcs: 32\n" + JOB.replace("100", "soon")))
                .hasMessage("some.swf, line 2: field 2 must be a number, got 'soon'");
        assertThatThrownBy(() -> read("; MaxProcs: 32\n" + JOB.replace("100", "-1")))
                .hasMessage("some.swf, line 2: field 2, the submit time, must be 0 or more, got -1");
        assertThatThrownBy(() -> read("x".repeat(10_001)))
                .hasMessage("some.swf, line 1: must have at most 10000 characters");
        assertThatThrownBy(() -> read(JOB)).hasMessageContaining("does not say how large the machine is");
    }

    @Test
    void realLogsCanBeRead() throws IOException {
        Workload kth = SwfLog.read(Traces.find("KTH-SP2-1996-2.1-cln.swf.gz"), OptionalInt.empty()).workload("kth");
        Workload model = SwfLog.read(Traces.find("lublin_256.swf.gz"), OptionalInt.of(256)).workload("lublin");

        assertThat(kth.capacity()).isEqualTo(100);
        assertThat(kth.jobs()).hasSizeGreaterThan(28_000).allMatch(job -> job.units() <= 100);
        assertThat(model.jobs()).isNotEmpty();
    }
}
