package orca.handler.sliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import orca.core.handler.Handler;
import orca.core.resource.PropertyList;
import org.junit.jupiter.api.Test;

class SliverHandlerTest {
    private static void refused(PropertyList settings, String words) {
        assertThatThrownBy(() -> new SliverHandler().configure(settings)).hasMessageContaining(words);
    }

    @Test
    void itIsFoundByItsName() {
        assertThat(ServiceLoader.load(Handler.class)).extracting(Handler::name).contains("sliver");
    }

    @Test
    void settingsHaveDefaultsAndAreMapped() {
        assertThat(SliverSettings.of(PropertyList.NONE)).isEqualTo(new SliverSettings(Path.of("/var/lib/orca/slivers"),
                Path.of("/var/lib/orca/reference"), List.of("cpu", "memory"), "10.77.0.0/16", 256));
        assertThat(SliverSettings.of(PropertyList.of("folder", "/a").with("reference", "/b").with("network", "10.1.0.0/24")
                .with("dimensions", "memory, disk").with("processes", 8))).isEqualTo(new SliverSettings(Path.of("/a"),
                        Path.of("/b"),
                        List.of("memory", "disk"), "10.1.0.0/24", 8));
    }

    @Test
    void whatCannotBeIsNamed() {
        refused(PropertyList.of("floder", "/a"), "handler sliver: has no setting 'floder'");
        refused(PropertyList.of("folder", "a"), "folder: must be absolute, got a");
        refused(PropertyList.of("reference", "b"), "reference: must be absolute, got b");
        for (String path : List.of("/a:b", "/a,b", "/a b", "/a\\b")) {
            refused(PropertyList.of("folder", path), "folder, reference: must have no colon");
        }
        refused(PropertyList.NONE.with("processes", 7), "processes: must be from 8");
        refused(PropertyList.of("processes", "x"), "processes: must be a whole number");
        refused(PropertyList.of("network", "10.0.0.0/8"), "network: must have a prefix of 16 to 28 bits");
    }
}
