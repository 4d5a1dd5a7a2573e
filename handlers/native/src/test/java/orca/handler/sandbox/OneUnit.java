package orca.handler.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import orca.core.resource.PropertyList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node with one unit, {@code u1}, for tests on the real machine. Under {@code CI=true} the strongest form must be reached;
 * elsewhere the strongest that works is tried, and what it cannot hold is skipped with its reason.
 */
abstract class OneUnit {
    private static final boolean CI = "true".equals(System.getenv("CI"));

    @TempDir
    Path folder;

    NativeNode node;
    String form;

    @BeforeEach
    void chooseForm() throws Exception {
        node = NativeNode.in(folder, "auto");
        form = node.setup("u1").text("native.form").orElseThrow();
    }

    @AfterEach
    void leaveNothing() throws Exception {
        assertThat(node.clean()).as("left on the host").isEmpty();
    }

    /** For promises that only the strongest form makes. */
    void rootOnly() {
        if (CI) {
            assertThat(form).as("the form under CI=true").isEqualTo("root");
        }
        assumeTrue(form.equals("root"), "this machine reaches form " + form + " only: " + properties("u1").text("native.limits"));
    }

    PropertyList properties(String unit) {
        try {
            return node.probe(unit);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    long pid(String unit) {
        return properties(unit).whole("native.pid").orElseThrow();
    }
}
