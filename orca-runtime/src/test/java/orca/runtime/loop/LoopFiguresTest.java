package orca.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import orca.core.actor.Repeat;
import orca.runtime.metrics.ContainerFigures;
import orca.wire.metrics.MetricsConfig;
import orca.wire.server.Listen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is shown of a loop whenever somebody wants figures. */
@Timeout(120)
class LoopFiguresTest {
    @TempDir
    private Path folder;

    @Test
    void howManyContractsAreContestedIsShown() throws Exception {
        MemoryJournal.Disk disk = new MemoryJournal.Disk();
        LoopSettings settings = new LoopSettings(64, new InboxLimits(64, 1 << 20, 64, 1 << 20, 64), 1_000, 1_000_000,
                new Repeat(Duration.ofMinutes(1), Duration.ofMinutes(4)), 2, Duration.ofMillis(1), Duration.ofMinutes(5), false);
        try (ContainerFigures figures = new ContainerFigures(new MetricsConfig(Listen.parse("127.0.0.1:0")), "test", folder,
                        InstantSource.system());
                ActorLoop loop = new ActorLoop("market", epoch -> new Contested(), disk::journal, new RecordingHands(disk),
                        () -> CountingActor.NOON, settings, () -> { });
                HttpClient http = HttpClient.newHttpClient()) {
            figures.loop(loop, "broker", 64);
            assertThat(shown(http, figures)).as("from the first, as none")
                    .contains("orca_actor_contested{actor=\"market\",role=\"broker\"} 0.0");
            loop.start();
            assertThat(loop.awaitStart(Duration.ofSeconds(60))).isTrue();
            assertThat(shown(http, figures)).contains("orca_actor_contested{actor=\"market\",role=\"broker\"} 3.0");
        }
    }

    private static String shown(HttpClient http, ContainerFigures figures) throws Exception {
        return http.send(HttpRequest.newBuilder(figures.url()).build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    private static final class Contested extends CountingActor {
        @Override
        public int contested() {
            return 3;
        }
    }
}
