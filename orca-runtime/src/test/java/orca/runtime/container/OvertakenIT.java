package orca.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.runtime.config.ConfigFile;
import orca.runtime.hosting.HostingException;
import orca.runtime.journal.PostgresServer;
import orca.wire.server.Ending;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A standby that takes the lead, and does not get on for so long that another one takes it before it has begun. */
@Tag("databases")
@Timeout(300)
class OvertakenIT {
    @TempDir
    private Path folder;

    private Foundation foundation(PostgresServer server, String name) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Files.writeString(home.resolve("secret"), server.password() + "\n");
        return new Foundation(ConfigFile.parse(home.resolve("orca.yaml"), "journal: {url: '" + server.url() + "', user: "
                + PostgresServer.USER + ", password-file: secret}\n" + Village.TYPES + "brokers: {market: {}}\n"), false, "test");
    }

    @Test
    void whoeverWasOvertakenBeforeItBeganIsToldByWhom() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            Foundation slow = foundation(server, "slow");
            Optional<Lead> first = new Standby(slow, line -> { }).await(new Ending());
            // It does not beat yet, and the other one sees nothing of it.
            List<String> said = new ArrayList<>();
            Foundation swift = foundation(server, "swift");
            Optional<Lead> second = new Standby(swift, said::add).await(new Ending());
            try (Container leads = new Container(swift, second, "test")) {
                assertThat(said).contains("This container leads market.");
                assertThatThrownBy(() -> new Container(slow, first, "test")).isInstanceOf(HostingException.class)
                        .hasMessageStartingWith("'market' cannot start: ");
                assertThat(first.orElseThrow().deposed()).contains(Lead.node(folder.resolve("swift/data")));
                assertThat(leads.deposed()).isEmpty();
            }
        }
    }
}
