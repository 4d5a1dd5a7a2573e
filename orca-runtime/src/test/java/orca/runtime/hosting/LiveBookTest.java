package orca.runtime.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.runtime.config.ConfigFile;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;
import orca.wire.trust.Limits;
import orca.wire.trust.Peer;
import orca.wire.trust.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveBookTest {
    @TempDir
    private Path folder;

    private void add(String name, Identity key) throws Exception {
        AddressBook.change(folder, book -> book.with(new Peer(name, Role.BROKER, new Fingerprint(key.principal()), List.of(),
                Limits.NONE, "", Optional.of(Instant.EPOCH))));
    }

    @Test
    void whoWasAddedJustNowIsFoundByHisName() throws Exception {
        Identity own = Identity.generate();
        AddressBook.change(folder, book -> book);
        own.write(folder.resolve("lab.key"));
        Directory directory = Directory.of(ConfigFile.parse(folder.resolve("orca.yaml"),
                "wire: {keys: '.', trust: '.'}\nservice-managers: {lab: {}}\n"));
        for (int i = 0; i < 20; i++) {
            Identity peer = Identity.generate();
            assertThat(directory.find("peer" + i)).as("and the book was looked at just now").isEmpty();
            add("peer" + i, peer);
            assertThat(directory.find("peer" + i)).contains(peer.principal());
            assertThat(directory.peer(peer.principal()).map(Peer::name)).contains("peer" + i);
        }
        assertThat(directory.name(own.principal())).isEqualTo("lab");
    }
}
