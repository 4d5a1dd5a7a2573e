package orca.simulator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import orca.cli.screen.Terminal;
import orca.cli.verb.Orca;
import orca.runtime.config.ConfigFile;
import orca.runtime.config.ContainerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code orca init} writes is what {@code orca up} takes. */
class InitTest {
    @TempDir
    private Path folder;

    private ContainerConfig made(String role, String name) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(out, out, Map.of(), folder, Clock.systemUTC(), ZoneOffset.UTC, false, 100, 24);
        assertThat(Orca.run(terminal, "init", "--role", role, "--name", name)).as(said.toString(StandardCharsets.UTF_8)).isZero();
        return ConfigFile.read(folder.resolve(name + ".yaml")).config();
    }

    @Test
    void everyRoleHasAConfigurationThatHolds() {
        assertThat(made("authority", "west").authorities()).containsOnlyKeys("west");
        assertThat(made("broker", "market").brokers()).containsOnlyKeys("market");
        assertThat(made("service-manager", "lab").serviceManagers()).containsOnlyKeys("lab");
    }
}
