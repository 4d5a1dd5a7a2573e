package orca.handler.services.homes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.resource.PropertyList;
import orca.handler.services.Calls;
import org.junit.jupiter.api.Test;

class HomesSettingsTest {
    private static final PropertyList LEAST = PropertyList.of("folder", "/srv/homes").with("exports", "/etc/ganesha/homes.conf")
            .with("server", "nfs.lab.example.org");

    @Test
    void itIsFoundByItsName() {
        assertThat(ServiceLoader.load(Handler.class)).extracting(Handler::name).contains("homes");
    }

    @Test
    void settingsHaveDefaults() {
        assertThat(HomesSettings.of(LEAST)).isEqualTo(new HomesSettings(Path.of("/srv/homes"), Path.of("/etc/ganesha/homes.conf"),
                "nfs.lab.example.org", "/homes", 1000, 9999, "site.address", 65_534, 65_534,
                "unix:path=/run/dbus/system_bus_socket", "orca", Duration.ofSeconds(5)));
    }

    @Test
    void everySettingIsRead() {
        PropertyList all = LEAST.with("pseudo", "/leased/homes").with("export-ids", "5-9").with("address", "libvirt.address")
                .with("uid", 3000).with("gid", 3001).with("bus-socket", "/run/bus").with("owner", "west").with("timeout", "2s");
        assertThat(HomesSettings.of(all)).isEqualTo(new HomesSettings(Path.of("/srv/homes"), Path.of("/etc/ganesha/homes.conf"),
                "nfs.lab.example.org", "/leased/homes", 5, 9, "libvirt.address", 3000, 3001, "unix:path=/run/bus", "west",
                Duration.ofSeconds(2)));
    }

    @Test
    void aSettingThatMakesNoSenseIsRefusedByName() {
        for (String name : List.of("folder", "exports", "server")) {
            refused(LEAST.without(List.of(name)), name + ": must be said");
        }
        refused(LEAST.with("colour", "red"), "handler homes: has no setting 'colour'");
        refused(LEAST.with("folder", "/srv/\"; }"), "folder: must be a path of letters");
        refused(LEAST.with("folder", "homes"), "folder: must be an absolute path");
        refused(LEAST.with("server", "a b"), "server: must be a host's name or address, got 'a b'");
        refused(LEAST.with("pseudo", "/homes/"), "pseudo: must be a path such as /homes, got '/homes/'");
        refused(LEAST.with("uid", 0), "uid: must be a whole number from 1");
        refused(LEAST.with("bus-socket", "bus"), "bus-socket: must be an absolute path");
        for (String ids : List.of("0-5", "9-5", "5", "1-65536")) {
            refused(LEAST.with("export-ids", ids), "export-ids: must be as in 1000-9999, from 1 to 65535, got '" + ids + "'");
        }
    }

    private static void refused(PropertyList settings, String words) {
        assertThatThrownBy(() -> new HomesHandler().configure(settings)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(words);
    }

    @Test
    void withoutSettingsItSaysWhatItNeeds() throws Exception {
        assertThat(Calls.trouble(Calls.run(new HomesHandler(), Action.SETUP, "u1", PropertyList.NONE), false))
                .isEqualTo("handlers.homes: must say at least folder, exports and server");
    }
}
