package orca.nodeagent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.nodeagent.talk.StatusView;
import orca.nodeagent.talk.StatusView.Match;
import org.junit.jupiter.api.Test;

class StatusTableTest {
    private static final Instant END = Instant.parse("2026-11-21T18:00:00Z");
    private static final StatusView VIEW = new StatusView("h1", "5a01c2d3e4f50617" + "0".repeat(48),
            Instant.parse("2026-11-21T14:10:31Z"), Instant.parse("2026-11-21T12:00:00Z"),
            new StatusView.Capacity(2, 3_936, 40_188, 21_410), List.of(new StatusView.DriverRow("native", "", "", "")),
            List.of("west"),
            List.of(unit("web-1", Match.HELD, "west"), unit("web-2", Match.MISSING, "west"), unit("old-7", Match.UNKNOWN, null)),
            List.of(new StatusView.EndedRow(Instant.parse("2026-11-21T14:01:02Z"), "web-0",
                    "torn down: its term ended at 2026-11-21T14:00:00Z and nobody had come")),
            List.of("the clock of this host was set forward by 3d, more than the skew of 1m; terms are counted as before"),
            List.of(), "0.1.0");

    private static StatusView.UnitRow unit(String name, Match match, String authority) {
        return new StatusView.UnitRow(name, "native", match, Optional.ofNullable(authority),
                Optional.ofNullable(authority).map(a -> END), "");
    }

    @Test
    void thePageShowsWhatTheCommandSays() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "agent.md"));

        assertThat(page).contains("$ orca agent status agent.yaml\n" + String.join("\n", StatusTable.lines(VIEW)) + "\n```\n");
    }
}
