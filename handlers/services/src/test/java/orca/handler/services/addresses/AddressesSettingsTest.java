package orca.handler.services.addresses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ServiceLoader;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.resource.PropertyList;
import orca.handler.services.Calls;
import org.junit.jupiter.api.Test;

class AddressesSettingsTest {
    private static final PropertyList LEAST =
            PropertyList.of("pool", "10.9.0.10-10.9.0.99").with("reservations", "/etc/kea/leased.json");

    @Test
    void itIsFoundByItsName() {
        assertThat(ServiceLoader.load(Handler.class)).extracting(Handler::name).contains("addresses");
    }

    @Test
    void settingsHaveDefaults() {
        assertThat(AddressesSettings.of(LEAST)).isEqualTo(new AddressesSettings(Path.of("/run/kea/kea4-ctrl-socket"),
                Path.of("/etc/kea/leased.json"), 0x0a09000aL, 0x0a090063L, "site.hw-address", 0, "orca",
                Duration.ofSeconds(5)));
    }

    @Test
    void everySettingIsRead() {
        PropertyList all = LEAST.with("control-socket", "/run/ctl").with("hw-address", "site.mac").with("owner", "west")
                .with("timeout", "2s");
        assertThat(AddressesSettings.of(all)).isEqualTo(new AddressesSettings(Path.of("/run/ctl"),
                Path.of("/etc/kea/leased.json"), 0x0a09000aL, 0x0a090063L, "site.mac", 0, "west", Duration.ofSeconds(2)));
        assertThat(AddressesSettings.of(LEAST.with("prefix", 16)).prefix()).isEqualTo(16);
    }

    @Test
    void eachAddressHasAHardwareAddressOfItsOwn() {
        assertThat(AddressesSettings.hardware("10.9.0.99")).isEqualTo("52:54:0a:09:00:63");
        assertThat(AddressesSettings.hardware("192.168.255.1")).isEqualTo("52:54:c0:a8:ff:01");
    }

    @Test
    void aSettingThatMakesNoSenseIsRefusedByName() {
        refused(PropertyList.NONE, "pool: must be said");
        refused(PropertyList.of("pool", "10.9.0.10-10.9.0.99"), "reservations: must be said");
        refused(LEAST.with("colour", "red"), "handler addresses: has no setting 'colour'");
        for (String pool : new String[] {"10.9.0.10", "10.9.0.99-10.9.0.10", "10.9.0.1-10.9.0.256", "10.0.0.0-10.9.0.0", "x-y"}) {
            refused(LEAST.with("pool", pool), "pool: must be 1 to 65536 addresses, as in 10.9.0.10-10.9.0.99, got '" + pool);
        }
        refused(LEAST.with("reservations", "leased.json"), "reservations: must be an absolute path");
        refused(LEAST.with("prefix", 31), "prefix: must be a whole number from 1 to 30, got '31'");
        refused(LEAST.with("prefix", "wide"), "prefix: must be a whole number from 1 to 30, got 'wide'");
        refused(LEAST.with("prefix", 16).with("hw-address", "site.mac"), "prefix: is for machines that are made");
        refused(LEAST.with("control-socket", "ctl"), "control-socket: must be an absolute path");
    }

    private static void refused(PropertyList settings, String words) {
        assertThatThrownBy(() -> new AddressesHandler().configure(settings)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(words);
    }

    @Test
    void withoutSettingsItSaysWhatItNeeds() throws Exception {
        assertThat(Calls.trouble(Calls.run(new AddressesHandler(), Action.SETUP, "u1", PropertyList.NONE), false))
                .isEqualTo("handlers.addresses: must say at least pool and reservations");
    }
}
