package orca.simulator.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.GZIPOutputStream;
import orca.policies.provisioning.EasyBackfill;
import orca.simulator.traces.LogException;
import orca.simulator.traces.Traces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        assertThat(log.notes()).containsExactly("1 jobs never ran, or on nothing, or nobody knows how long, and are left out",
                "1 jobs have no estimate and are taken to have asked for what they ran",
                "1 jobs ran longer than they asked for and are ended then");
    }

    @Test
    void aLineThatIsNoJobIsNamedWithTheRule() {
        assertThatThrownBy(() -> read("; MaxProcs: 32\n" + JOB + "\n1 2 3\n"))
                .hasMessage("some.swf, line 3: a job must have 18 fields, got 3");
        assertThatThrownBy(() -> read("; MaxProcs: 32\n" + JOB.replace("100", "soon")))
                .hasMessage("some.swf, line 2: field 2, the submit time, must be a number, got 'soon'");
        assertThatThrownBy(() -> read("; MaxProcs: 32\n" + JOB.replace("100", "-1")))
                .hasMessage("some.swf, line 2: field 2, the submit time, must be from 0 to 3155760000, got -1");
        assertThatThrownBy(() -> read("x".repeat(10_001)))
                .hasMessage("some.swf, line 1: must have at most 10000 characters");
        assertThatThrownBy(() -> read(JOB)).hasMessageContaining("no comment in it said how large the machine is");
    }

    /** A line like {@link #JOB} with another value in one of its fields, which are counted from one. */
    private static String with(int field, String value) {
        String[] cells = JOB.split(" ");
        cells[field - 1] = value;
        return String.join(" ", cells);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "2 | 1e300 | field 2, the submit time, must be from 0 to 3155760000, got 1e300",
            "2 | -7 | field 2, the submit time, must be from 0 to 3155760000, got -7",
            "4 | 1000000000000000000 | field 4, the run time, must be from -1 to 3155760000, got 1000000000000000000",
            "4 | -2 | field 4, the run time, must be from -1 to 3155760000, got -2",
            "4 | NaN | field 4, the run time, must be a number, got 'NaN'",
            "4 | Infinity | field 4, the run time, must be a number, got 'Infinity'",
            "4 | 0x1p4 | field 4, the run time, must be a number, got '0x1p4'",
            "4 | 60s | field 4, the run time, must be a number, got '60s'",
            "5 | 2.5 | field 5, the allocated processors, must be a whole number, got 2.5",
            "8 | 99999999999 | field 8, the requested processors, must be from -1 to 10000000, got 99999999999",
            "9 | -5 | field 9, the requested time, must be from -1 to 3155760000, got -5",
            "1 | 1e300 | field 1 must be from -9007199254740992 to 9007199254740992, got 1e300",
            "7 | nan | field 7 must be a number, got 'nan'"})
    void aFieldThatCannotBeIsNamedWithTheRule(int field, String value, String rule) {
        assertThatThrownBy(() -> read("; MaxProcs: 32\n" + JOB + "\n" + with(field, value)))
                .isInstanceOf(LogException.class).hasMessage("some.swf, line 3: " + rule);
    }

    @Test
    void whatRealLogsHaveIsRead() throws IOException {
        Workload plain = read("; MaxProcs: 32\n" + JOB + "\n").workload("some");

        assertThat(read("\ufeff; MaxProcs: 32\r\n;\r\n\r\n   " + JOB.replace(" ", "\t  ") + "  \r\n")
                .workload("some")).as("CRLF, tabs, a byte order mark").isEqualTo(plain);
        assertThat(read(";MaxProcs:32\r" + JOB).workload("some")).as("no line feeds").isEqualTo(plain);
        assertThat(read("; MaxProcs: 32\n" + with(2, "100.75")).workload("some")).as("parts of seconds").isEqualTo(plain);
        assertThat(read("; MaxProcs: 32\n" + with(4, "6e1")).workload("some")).isEqualTo(plain);
        assertThat(read("; MaxProcs: 32\n" + with(11, "5")).workload("some")).as("ended by its user").isEqualTo(plain);
        SwfLog shuffled = read("; MaxProcs: 32\n" + JOB + "\n" + with(2, "50") + "\n" + with(11, "3") + "\n");
        assertThat(shuffled.workload("some").jobs()).extracting(Job::submit).containsExactly(50L, 100L);
        assertThat(shuffled.notes()).containsExactly(
                "1 jobs are pieces of others that were interrupted (status 2 to 4), and are left out",
                "1 jobs stand behind some that came later, and are sorted");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"; MaxProcs:  430 | 430", ";MaxProcs:430 | 430", "; maxprocs : 430 | 430",
            ";; MaxProcs: 1,152 (in 8 frames) | 1152", "; MaxProcs: -1; MaxNodes: 9 | 0", "; MaxProcs: unknown | 0",
            "; MaxProcs: | 0", "; MaxNodes: 256 | 256"})
    void theHeaderIsWrittenInManyWays(String header, int units) throws IOException {
        if (units > 0) {
            assertThat(read(header + "\n" + JOB).workload("some").capacity()).isEqualTo(units);
        } else {
            assertThatThrownBy(() -> read(header + "\n" + JOB)).hasMessage("some.swf, line 2: the log ends, and no comment in it"
                    + " said how large the machine is (\"; MaxProcs: N\" or \"; MaxNodes: N\"); give --capacity");
        }
    }

    @Test
    void processorsGoBeforeNodesAndNodesAreSaid() throws IOException {
        assertThat(read("; MaxNodes: 8\n; MaxProcs: 32\n" + JOB).workload("some").capacity()).isEqualTo(32);
        assertThat(read("; MaxNodes: 8\n; MaxProcs: 32\n" + JOB).notes()).isEmpty();
        assertThat(read("; MaxNodes: 8\n" + JOB).notes()).containsExactly("no MaxProcs; MaxNodes says that there are 8 units");
        assertThatThrownBy(() -> read("\n; MaxProcs: 99999999999\n" + JOB))
                .hasMessage("some.swf, line 2: MaxProcs must be from 1 to 10000000, got 99999999999");
        assertThatThrownBy(() -> read("; MaxNodes: 0\n" + JOB))
                .hasMessage("some.swf, line 1: MaxNodes must be from 1 to 10000000, got 0");
    }

    @Test
    void aLogWithoutAJobIsRefused() {
        assertThatThrownBy(() -> read("")).hasMessageStartingWith("some.swf, line 1: the log ends, and there was no job");
        assertThatThrownBy(() -> read("; MaxProcs: 3\n" + with(4, "-1"))).hasMessageStartingWith("some.swf, line 2: the log ends")
                .hasMessageEndingWith(": 1 jobs never ran, or on nothing, or nobody knows how long, and are left out");
    }

    @Test
    void jobsWiderThanAReservationMayBeAreCountedInLargerUnits() throws IOException {
        SwfLog log = read("; MaxProcs: 163840\n" + with(8, "40960") + "\n" + with(8, "512"));

        assertThat(log.workload("some").capacity()).isEqualTo(320);
        assertThat(log.workload("some").jobs()).extracting(Job::units).containsExactly(80, 1);
        assertThat(log.notes()).singleElement().asString().startsWith("a unit stands for 512 processors");
        Outcome odd = MarketReplay.run(read("; MaxProcs: 163840\n" + with(8, "40961") + "\n" + with(8, "512")).workload("odd"),
                new EasyBackfill());
        assertThat(odd.refused()).containsOnlyKeys(0).containsValue("no reservation has more than 10000 units");
        assertThat(odd.waited(1)).hasValue(0);
    }

    private Path packed(String text) throws IOException {
        Path file = folder.resolve("some.swf.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        return file;
    }

    @Test
    void aPackedFileThatIsNoneOrNotWholeIsRefused() throws IOException {
        Path whole = packed("; MaxProcs: 32\n" + (JOB + "\n").repeat(500));
        byte[] bytes = Files.readAllBytes(whole);
        assertThat(SwfLog.read(whole, OptionalInt.empty()).workload("some").jobs()).hasSize(500);
        assertThat(SwfLog.read(Files.write(folder.resolve("some.swf"), bytes), OptionalInt.empty()).workload("some").jobs())
                .as("packed under another name").hasSize(500);

        Path cut = Files.write(folder.resolve("cut.swf.gz"), Arrays.copyOf(bytes, bytes.length - 12));
        Path other = Files.writeString(folder.resolve("other.swf.gz"), "; MaxProcs: 32\n" + JOB);
        byte[] broken = bytes.clone();
        Arrays.fill(broken, 20, 60, (byte) 0xff);
        Path damaged = Files.write(folder.resolve("damaged.swf.gz"), broken);

        assertThatThrownBy(() -> SwfLog.read(cut, OptionalInt.empty())).isInstanceOf(LogException.class)
                .hasMessageMatching("cut.swf.gz, line \\d+: the packed file ends here, before its end: a part of it is missing");
        assertThatThrownBy(() -> SwfLog.read(other, OptionalInt.empty())).isInstanceOf(LogException.class)
                .hasMessageStartingWith("other.swf.gz, line 1: the file is not packed by gzip");
        assertThatThrownBy(() -> SwfLog.read(damaged, OptionalInt.empty())).isInstanceOf(LogException.class)
                .hasMessageMatching("damaged.swf.gz, line \\d+: the packed file is damaged here.*");
    }

    @Test
    void realLogsCanBeRead() throws IOException {
        Workload kth = SwfLog.read(Traces.find("KTH-SP2-1996-2.1-cln.swf.gz"), OptionalInt.empty()).workload("kth");
        Workload model = SwfLog.read(Traces.find("lublin_256.swf.gz"), OptionalInt.empty()).workload("lublin");

        assertThat(kth.capacity()).isEqualTo(100);
        assertThat(kth.jobs()).hasSizeGreaterThan(28_000).allMatch(job -> job.units() <= 100);
        assertThat(model.capacity()).isEqualTo(256);
        assertThat(model.jobs()).hasSize(10_000).allMatch(job -> job.units() <= 256);
    }
}
