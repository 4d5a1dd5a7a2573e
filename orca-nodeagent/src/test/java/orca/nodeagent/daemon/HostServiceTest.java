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
    void aServiceThatRunsAnotherAgentStays() throws Exception {
        Path installed = folder.resolve(UNIT.getFileName());
        Path file = folder.resolve("etc/agent.yaml");
        assertThat(HostService.other(installed, file)).as("there is none").isEmpty();
        Files.writeString(installed, new HostService(ROOT).unit(file));
        assertThat(HostService.other(installed, file)).as("the same, from wherever its programs come").isEmpty();
        assertThat(HostService.other(installed, folder.resolve("else/agent.yaml"))).get().asString()
                .contains("runs another agent here", file.toString());
        Files.writeString(installed, "[Service]\nExecStart=/opt/orca/orca agent /etc/orca/agent.yaml\n");
        assertThat(HostService.other(installed, Path.of("/etc/orca/agent.yaml"))).isEmpty();
        assertThat(HostService.other(installed, file)).isPresent();
    }

    @Test
    void whatSystemdWouldReadOtherwiseIsNoPath() {
        assertThat(new HostService(ROOT).obstacle(folder.resolve("50%/agent.yaml"))).isPresent();
    }
}
