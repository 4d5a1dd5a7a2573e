package orca.runtime.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import orca.wire.management.ActorRow;
import orca.wire.management.HealthView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningChecksTest {
    @TempDir
    private Path folder;

    private static ActorRow actor(String name, String state, String reason, int restarts) {
        return new ActorRow(name, "broker", "p", state, reason, "first-come", 1, 1, Optional.empty(), 0, 0, 0, restarts);
    }

    @Test
    void actorsThatDoNotRunAreNamedWithTheirReason() {
        List<Finding> found = RunningChecks.look(folder, new HealthView(false, "1", 0, List.of(
                actor("good", "running", "", 0), actor("weak", "running", "", 3), actor("dead", "stopped", "a fault:\nno", 5),
                actor("waits", "restarting", "the database is away", 1))));
        assertThat(found).extracting(Finding::grade).containsExactly(Finding.Grade.OK, Finding.Grade.OK, Finding.Grade.WARNING,
                Finding.Grade.WRONG, Finding.Grade.WRONG, Finding.Grade.WRONG);
        assertThat(found.get(2).what()).contains("rebuilt 3 times");
        assertThat(found.get(3).what()).as("one line").isEqualTo("stopped: a fault:; no");
        assertThat(found.get(4).what()).isEqualTo("restarting: the database is away");
        assertThat(found.get(5).what()).as("it was gone by then").contains("does not answer everything");
        assertThat(RunningChecks.health(folder)).isEmpty();
    }

    @Test
    void whatIsNotWellSaysWhatToDo() {
        assertThatThrownBy(() -> Finding.wrong("disk", "full", "")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("finding.todo");
        assertThat(Finding.ok("x", "a\u001b[31mb").what()).isEqualTo("a?[31mb");
    }
}
