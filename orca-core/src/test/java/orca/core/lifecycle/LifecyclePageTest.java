package orca.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LifecyclePageTest {
    /** {@code docs/lifecycle.md} is what the tables say; {@code -Dorca.rewrite=true} writes it anew. */
    @Test
    void thePageSaysWhatTheTablesSay() throws IOException {
        Path page = root().resolve("docs").resolve("lifecycle.md");
        if (Boolean.getBoolean("orca.rewrite")) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, LifecyclePage.text());
        }
        assertThat(page).as("rewrite it with -Dtest=LifecyclePageTest -Dorca.rewrite=true").exists();
        assertThat(Files.readString(page)).as("rewrite it with -Dtest=LifecyclePageTest -Dorca.rewrite=true")
                .isEqualTo(LifecyclePage.text());
    }

    @Test
    void itHasAllSixTables() {
        assertThat(LifecyclePage.text().lines().filter(line -> line.startsWith("## ")))
                .containsExactly("## Ticket", "## Delegation", "## Lease", "## Unit", "## Reservation", "## Member");
        assertThat(LifecyclePage.text()).contains("| RELEASING | the authority | `REQUEST`,", "| CLOSED | nobody; it is over |");
    }

    private static Path root() {
        String told = System.getProperty("orca.root");
        if (told != null) {
            return Path.of(told);
        }
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve(".ci")) && !Files.exists(folder.resolve("README.md"))
                && !Files.isDirectory(folder.resolve("orca-core"))) {
            folder = folder.getParent();
        }
        assertThat(folder).as("the folder of the project above this one").isNotNull();
        return folder;
    }
}
