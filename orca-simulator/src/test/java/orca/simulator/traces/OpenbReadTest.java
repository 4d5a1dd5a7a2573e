package orca.simulator.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenbReadTest {
    private static final String NODES = "sn,cpu_milli,memory_mib,gpu,model\n";
    private static final String PODS =
            "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time\n";

    @TempDir
    private Path folder;

    private Openb read(String nodes, String pods) throws IOException {
        return Openb.read(Files.writeString(folder.resolve("nodes.csv"), nodes),
                Files.writeString(folder.resolve("pods.csv"), pods));
    }

    @Test
    void rowsAreWhatTheirColumnsSayInAnyOrder() throws IOException {
        Openb trace = read("gpu,sn,memory_mib,cpu_milli\r\n\r\n2,n1,1024,4000\r\n",
                PODS + "p1,500,64,1,460,,LS,Running,7,90,9\np2,500,64,2,1000,,BE,Pending,8,,\n");

        assertThat(trace.nodes()).containsExactly(new Openb.Node("n1", 4_000, 1_024, 2));
        assertThat(trace.pods()).containsExactly(
                new Openb.Pod("p1", 500, 64, 460, "LS", 7, OptionalLong.of(9), OptionalLong.of(90)),
                new Openb.Pod("p2", 500, 64, 2_000, "BE", 8, OptionalLong.empty(), OptionalLong.empty()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "p1,x,64,0,0,,LS,Running,7,90,9 | cpu_milli must be a number, got 'x'",
            "p1,1,-64,0,0,,LS,Running,7,90,9 | memory_mib must be from 0 to 1024000000, got -64",
            "p1,1,64,0.5,0,,LS,Running,7,90,9 | num_gpu must be a whole number, got 0.5",
            "p1,1,64,65,1000,,LS,Running,7,90,9 | num_gpu must be from 0 to 64, got 65",
            "p1,1,64,1,1001,,LS,Running,7,90,9 | gpu_milli must be from 0 to 1000, got 1001",
            "p1,1,64,2,500,,LS,Running,7,90,9 | gpu_milli must be 1000 where num_gpu is more than 1, got 500",
            "p1,1,64,0,0,,LS,Running,7,90,6 | scheduled_time must not be before creation_time (7), got 6",
            "p1,1,64,0,0,,LS,Running,7,8,9 | deletion_time must not be before scheduled_time (9), got 8",
            "p1,1,64,0,0,,LS,Running,7,6, | deletion_time must not be before creation_time (7), got 6",
            "p1,1,64,0,0,,LS,Running,,90,9 | creation_time must be a number, got ''",
            "p1,1,64,0,0,,L S,Running,7,90,9 | qos must be 1 to 40 letters, digits, dots, hyphens or underscores, got 'L S'",
            "p1,1,64 | must have 11 columns, as the heading has, got 3"})
    void aColumnThatCannotBeIsNamedWithTheRule(String row, String rule) {
        assertThatThrownBy(() -> read(NODES + "n1,4000,1024,2,T4\n", PODS + row)).isInstanceOf(LogException.class)
                .hasMessage("pods.csv, line 2: " + rule);
    }

    @Test
    void filesThatAreNoneAreRefused() {
        assertThatThrownBy(() -> read(PODS, PODS)).hasMessage("nodes.csv, line 1: the heading must have the columns"
                + " sn,cpu_milli,memory_mib,gpu, and each once; 'sn' is not");
        assertThatThrownBy(() -> read(NODES, PODS)).hasMessage("nodes.csv, line 1: the file ends, and there was no node in it");
        assertThatThrownBy(() -> read("", PODS)).hasMessageStartingWith("nodes.csv, line 1: the heading must have the columns");
        assertThatThrownBy(() -> read(NODES + "n1,4,1,0,\nn1,4,1,0,\n", PODS))
                .hasMessage("nodes.csv, line 3: sn must be another for each node, got 'n1' again");
        assertThatThrownBy(() -> read(NODES + "n1,4,1,0,\n", PODS))
                .hasMessage("pods.csv, line 1: the file ends, and there was no pod in it");
    }
}
