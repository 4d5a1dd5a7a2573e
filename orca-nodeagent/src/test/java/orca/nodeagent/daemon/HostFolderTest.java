package orca.nodeagent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import orca.wire.server.Listen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFolderTest {
    @TempDir
    private Path folder;

    @Test
    void aConfigurationThatIsWrittenAnewIsReadByNobodyElseThanBefore() throws Exception {
        HostFolder host = new HostFolder(folder);
        AgentConfig config = new AgentConfig("node-7", new Listen("127.0.0.1", 7500), Optional.empty(), "./agent-data",
                "keys/agent.key", ".", Duration.ofMinutes(1), Duration.ofMinutes(1), Optional.empty(), Optional.empty(),
                Map.of());
        Files.writeString(host.file(), "host: node-6\nlisten: \"127.0.0.1:7500\"\n");
        Files.setPosixFilePermissions(host.file(), PosixFilePermissions.fromString("rw-------"));
        host.write(config);
        assertThat(host.config()).contains(config);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(host.file()))).isEqualTo("rw-------");
    }
}
