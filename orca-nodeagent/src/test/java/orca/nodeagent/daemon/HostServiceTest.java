package orca.nodeagent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd is given to run the agent of a host that joined. */
class HostServiceTest {
    private static final Path ROOT = Path.of(System.getProperty("orca.root"));
    private static final Path UNIT = Path.of("deploy/systemd").resolve(HostService.NAME);

    @TempDir
    private Path folder;

    @Test
    void itIsTheUnitOfTheProgramsForWhereTheyAre() throws Exception {
        String usual = Files.readString(ROOT.resolve(UNIT));
        Path file = Path.of("/srv/a b/agent.yaml");
        String text = new HostService(ROOT).unit(file);
        assertThat(text).contains("\nExecStart=\"" + ROOT.resolve("orca") + "\" agent \"" + file + "\"\n", "KillMode=process\n");
        assertThat(text.lines().filter(line -> !line.startsWith("ExecStart="))).containsExactlyElementsOf(
                usual.lines().filter(line -> !line.startsWith("ExecStart=")).toList());
    }

    @Test
    void whatSystemdWouldReadOtherwiseIsNoPath() {
        assertThat(new HostService(ROOT).obstacle(folder.resolve("50%/agent.yaml"))).isPresent();
    }
}
