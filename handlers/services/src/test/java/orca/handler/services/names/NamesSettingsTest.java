package orca.handler.services.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.handler.services.Calls;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;

class NamesSettingsTest {
    private static final PropertyList LEAST =
            PropertyList.of("zone", "lab.example.org").with("reverse", "none").with("key-file", "/etc/orca/names.key");

    @Test
    void itIsFoundByItsName() {
        assertThat(ServiceLoader.load(Handler.class)).extracting(Handler::name).contains("names");
    }

    @Test
    void settingsHaveDefaults() {
        assertThat(NamesSettings.of(LEAST)).isEqualTo(new NamesSettings(InetSocketAddress.createUnresolved("127.0.0.1", 53),
                Name.fromConstantString("lab.example.org."), List.of(), Path.of("/etc/orca/names.key"), "site.address", 60,
                "orca",
                Duration.ofSeconds(5)));
    }

    @Test
    void everySettingIsRead() {
        PropertyList all = LEAST.with("server", "[::1]:5300").with("reverse", "9.10.IN-ADDR.ARPA. , 8.b.d.0.1.0.0.2.ip6.arpa")
                .with("address", "libvirt.address").with("ttl", 300).with("owner", "west")
                .with("timeout", new PropertyValue.Span(Duration.ofSeconds(2)));
        assertThat(NamesSettings.of(all)).isEqualTo(new NamesSettings(InetSocketAddress.createUnresolved("::1", 5300),
                Name.fromConstantString("lab.example.org."), List.of(Name.fromConstantString("9.10.in-addr.arpa."),
                        Name.fromConstantString("8.b.d.0.1.0.0.2.ip6.arpa.")), Path.of("/etc/orca/names.key"), "libvirt.address",
                300, "west", Duration.ofSeconds(2)));
    }

    @Test
    void aSettingThatMakesNoSenseIsRefusedByName() {
        refused(PropertyList.NONE, "zone: must be said, the zone in which units get their names");
        refused(LEAST.with("colour", "red"), "handler names: has no setting 'colour'");
        refused(LEAST.with("zone", "lab"), "zone: must be a zone's name with a dot in it, got 'lab'");
        refused(LEAST.with("zone", "a..b"), "zone: must be a zone's name, got 'a..b'");
        refused(LEAST.with("reverse", ""), "reverse: must be said");
        refused(LEAST.with("reverse", "lab.example.org"), "reverse: must be zones below in-addr.arpa or ip6.arpa, or none");
        refused(LEAST.with("server", "a:b"), "server: must be HOST or HOST:PORT, got 'a:b'");
        refused(LEAST.with("server", "a:70000"), "server: must be HOST or HOST:PORT");
        refused(LEAST.with("key-file", "names.key"), "key-file: must be an absolute path, got 'names.key'");
        refused(LEAST.with("ttl", -1), "ttl: must be a whole number from 0 to 86400, got '-1'");
        refused(LEAST.with("timeout", "1h"), "timeout: must be from 1ms to 60s, such as 5s, got '1h'");
        refused(LEAST.with("owner", "We st"), "owner: must be 1 to 64 characters");
        refused(LEAST.with("address", "Ad"), "address: must be 1 to 64 characters");
    }

    private static void refused(PropertyList settings, String words) {
        assertThatThrownBy(() -> new NamesHandler().configure(settings)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(words);
    }

    @Test
    void withoutSettingsItSaysWhatItNeeds() throws Exception {
        assertThat(Calls.trouble(Calls.run(new NamesHandler(), Action.SETUP, "u1", PropertyList.NONE), false))
                .isEqualTo("handlers.names: must say at least zone, reverse and key-file");
    }
}
