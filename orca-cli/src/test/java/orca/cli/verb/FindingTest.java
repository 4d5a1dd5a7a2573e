package orca.cli.verb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import orca.wire.management.AccessFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a verb finds its container, and what it says when it finds none. */
class FindingTest {
    @TempDir
    private Path folder;
    private FakeContainer container;

    @BeforeEach
    void start() throws IOException {
        container = new FakeContainer();
    }

    @AfterEach
    void stop() {
        container.close();
    }

    @Test
    void theContainerIsFoundByVariableFolderAndWhatWasStartedLast() throws IOException {
        container.says("slices", Samples.rows(1, List.of()));
        AccessFile access = new AccessFile(URI.create(container.url()), FakeContainer.TOKEN);
        Path named = Files.createDirectories(folder.resolve("named folder"));
        access.write(named);
        assertThat(Typing.at(folder, Map.of(), "get", "slices", "--container", "named folder").code()).isZero();
        assertThat(Typing.at(folder, Map.of("ORCA_CONTAINER", named.toString()), "get", "slices").code()).isZero();
        Path here = Files.createDirectories(folder.resolve("here"));
        access.write(Files.createDirectories(here.resolve("orca-data")));
        assertThat(Typing.at(here, Map.of(), "get", "slices").code()).isZero();
        assertThat(Typing.at(folder, Map.of(), "get", "slices", "--container", "here").code()).isZero();
        access.write(Files.createDirectories(folder.resolve("orca-demo-7/data")));
        assertThat(Typing.at(folder, Map.of(), "get", "slices", "--container", "orca-demo-7").code()).isZero();
        Path cache = Files.createDirectories(folder.resolve("cache/orca"));
        Files.writeString(cache.resolve("last-container"), named + "\n");
        Map<String, String> caches = Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString());
        assertThat(Typing.at(folder, caches, "get", "slices").code()).isZero();
    }

    @Test
    void whatToTypeNextIsSaidAsItWasTypedHere() {
        Typing linked = Typing.at(folder, Map.of("ORCA_COMMAND", "../bin/orca"), "get", "units");
        assertThat(linked.err()).startsWith("orca: no container runs here\n  start one with '../bin/orca up FILE' or"
                + " '../bin/orca demo --keep'\n");
        Typing spaced = Typing.at(folder, Map.of("ORCA_COMMAND", "a \"clone\"/orca"), "up", "x.yaml");
        assertThat(spaced.err()).endsWith("start it with \"a \\\"clone\\\"/orca\" up\n");
    }

    @Test
    void noContainerAndNoRightToAskItAreClearSentences() {
        Typing none = Typing.at(folder, Map.of(), "get", "units");
        assertThat(none.code()).isEqualTo(7);
        assertThat(none.err()).startsWith("orca: no container runs here\n  start one with 'orca up FILE'");
        Typing gone = Typing.at(folder, Map.of("ORCA_CONTAINER", "http://127.0.0.1:1", "ORCA_TOKEN", FakeContainer.TOKEN),
                "get", "units");
        assertThat(gone.code()).isEqualTo(7);
        assertThat(gone.err()).startsWith("orca: No container answers at http://127.0.0.1:1");
        assertThat(Typing.at(folder, Map.of("ORCA_CONTAINER", container.url()), "get", "units").err()).contains("ORCA_TOKEN");
        Typing other = Typing.at(folder, Map.of("ORCA_CONTAINER", container.url(), "ORCA_TOKEN", "6".repeat(64)), "get", "units");
        assertThat(other.code()).isEqualTo(7);
        assertThat(other.err()).contains("the token is another one");
    }
}
