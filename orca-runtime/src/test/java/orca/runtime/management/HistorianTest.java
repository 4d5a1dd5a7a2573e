package orca.runtime.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import orca.runtime.container.Laboratory;
import orca.runtime.hosting.HostedActor;
import orca.wire.management.Story;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stories from journals that are read backwards, in pieces, for as long as there is time. */
@Timeout(180)
class HistorianTest {
    private static final int FIRST_PIECE = 4;

    @TempDir
    private Path folder;

    private static void lives(Laboratory lab, String id) {
        lab.client().request(Laboratory.machine(id, "1h"));
        lab.until(id, "active");
        lab.over(id);
    }

    @Test
    void aStoryIsTheSameInWhateverPiecesItIsRead() {
        try (Laboratory lab = new Laboratory(folder).ready()) {
            lives(lab, "first");
            lives(lab, "second");
            List<HostedActor> actors = lab.container().actors().all();
            Historian.Told whole = Historian.tell(actors, "first", Duration.ofMinutes(1), 1_000_000);
            assertThat(whole.cut()).isFalse();
            assertThat(whole.lines()).extracting(Story.Line::actor).contains("lab", "market", "duke");
            assertThat(whole.lines()).extracting(Story.Line::state).contains("ticketing", "ticketed", "active", "closed");
            for (int piece = 1; piece < 6; piece++) {
                assertThat(Historian.tell(actors, "first", Duration.ofMinutes(1), piece)).isEqualTo(whole);
            }
        }
    }

    @Test
    void whenTheTimeIsOverTheNewestIsToldAndThatOlderIsMissing() {
        try (Laboratory lab = new Laboratory(folder).ready()) {
            lives(lab, "old");
            for (int i = 0; i < 5; i++) {
                lives(lab, "other-" + i);
            }
            lab.client().request(Laboratory.machine("newest", "1h"));
            lab.until("newest", "active");
            List<HostedActor> actors = lab.container().actors().all();
            Historian.Told old = Historian.tell(actors, "old", Duration.ZERO, FIRST_PIECE);
            assertThat(old.cut()).isTrue();
            assertThat(old.lines()).as("its time is long over").isEmpty();
            Historian.Told newest = Historian.tell(actors, "newest", Duration.ZERO, FIRST_PIECE);
            assertThat(newest.cut()).isTrue();
            assertThat(newest.lines()).extracting(Story.Line::state).contains("active");
            assertThat(lab.client().describe("old").cut()).as("a small journal is read whole in the usual time").isFalse();
            assertThat(lab.client().describe("old").lines()).extracting(Story.Line::state).contains("ticketing", "closed");
        }
    }
}
