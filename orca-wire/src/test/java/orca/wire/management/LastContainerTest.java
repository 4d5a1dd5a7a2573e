package orca.wire.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastContainerTest {
    @TempDir
    private Path folder;

    @Test
    void itIsInTheUsersCacheFolder() {
        assertThat(LastContainer.of(Map.of("XDG_CACHE_HOME", "/c", "HOME", "/h")).orElseThrow().file())
                .isEqualTo(Path.of("/c/orca/last-container"));
        assertThat(LastContainer.of(Map.of("XDG_CACHE_HOME", "", "HOME", "/h")).orElseThrow().file())
                .isEqualTo(Path.of("/h/.cache/orca/last-container"));
        assertThat(LastContainer.of(Map.of())).isEmpty();
    }

    @Test
    void theLastOneThatWasStartedIsNamedUntilItEnds() {
        LastContainer last = last();
        assertThat(last.read()).isEmpty();
        assertThat(last.remember(folder.resolve("one"))).isTrue();
        assertThat(last.remember(folder.resolve("two"))).isTrue();
        last.forget(folder.resolve("one"));
        assertThat(last.read()).contains(folder.resolve("two"));
        last.forget(folder.resolve("two"));
        assertThat(last.read()).isEmpty();
        last.forget(folder.resolve("two"));
    }

    @Test
    void whereItCannotBeWrittenNothingElseSuffers() throws IOException {
        Files.writeString(folder.resolve("orca"), "a file where the folder should be");
        assertThat(last().remember(folder)).isFalse();
        assertThat(last().read()).isEmpty();
        last().forget(folder);
    }

    private LastContainer last() {
        return LastContainer.of(Map.of("XDG_CACHE_HOME", folder.toString())).orElseThrow();
    }
}
