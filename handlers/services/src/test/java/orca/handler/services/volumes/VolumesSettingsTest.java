package orca.handler.services.volumes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.resource.PropertyList;
import orca.handler.services.Calls;
import org.junit.jupiter.api.Test;

class VolumesSettingsTest {
    private static final PropertyList LEAST = PropertyList.of("folder", "/srv/volumes");

    @Test
    void itIsFoundByItsName() {
        assertThat(ServiceLoader.load(Handler.class)).extracting(Handler::name).contains("volumes");
    }

    @Test
    void settingsHaveDefaults() {
        assertThat(VolumesSettings.of(LEAST)).isEqualTo(
                new VolumesSettings(Path.of("/srv/volumes"), 0, List.of("disk"), true));
    }

    @Test
    void everySettingIsRead() {
        PropertyList all = LEAST.with("quota", 4096).with("dimensions", "iops, disk").with("wipe", "none");
        assertThat(VolumesSettings.of(all)).isEqualTo(
                new VolumesSettings(Path.of("/srv/volumes"), 4096, List.of("iops", "disk"), false));
    }

    @Test
    void aSettingThatMakesNoSenseIsRefusedByName() {
        refused(PropertyList.NONE, "folder: must be said");
        refused(PropertyList.of("folder", "volumes"), "folder: must be an absolute path");
        refused(LEAST.with("colour", "red"), "handler volumes: has no setting 'colour'");
        refused(LEAST.with("quota", -1), "quota: must be a whole number from 0");
        refused(LEAST.with("dimensions", "cpu"), "dimensions: must have disk among them, got 'cpu'");
        refused(LEAST.with("wipe", "thrice"), "wipe: must be zeros or none, got 'thrice'");
    }

    private static void refused(PropertyList settings, String words) {
        assertThatThrownBy(() -> new VolumesHandler().configure(settings)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(words);
    }

    @Test
    void withoutSettingsItSaysWhatItNeeds() throws Exception {
        assertThat(Calls.trouble(Calls.run(new VolumesHandler(), Action.SETUP, "u1", PropertyList.NONE), false))
                .isEqualTo("handlers.volumes: must say at least folder");
    }
}
