package orca.simulator.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracesTest {
    @Test
    void theyLieInTheRepositoryUnlessSomebodySaysOtherwise(@TempDir Path home) throws IOException {
        Path traces = Files.createDirectories(home.resolve("orca").resolve("traces"));
        Path module = Files.createDirectories(home.resolve("orca").resolve("orca-simulator"));
        Path file = Files.writeString(traces.resolve("week.csv"), "1\n");

        assertThat(Traces.find("week.csv", Traces.folders(null, null, module))).isEqualTo(file);
        assertThat(Traces.find("week.csv", Traces.folders(null, "", module.getParent()))).isEqualTo(file);
        assertThat(Traces.folders(null, "b", module)).containsExactly(Path.of("b").toAbsolutePath());
        assertThat(Traces.folders("a", "b", module)).containsExactly(Path.of("a").toAbsolutePath());
    }

    @Test
    void aMissingFileIsNamedWithWhereItWasLookedForAndWhatToSet(@TempDir Path home) {
        assertThatThrownBy(() -> Traces.find("week.csv", Traces.folders(home.toString(), null, home)))
                .hasMessageContaining("week.csv").hasMessageContaining(home.toString())
                .hasMessageContaining("orca.traces").hasMessageContaining("ORCA_TRACES");
    }
}
