package orca.handler.services.networks;

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
import orca.handler.services.networks.NetworksSettings.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksSettingsTest {
    private static final PropertyList VLAN = PropertyList.of("kind", "vlan").with("tags", "100-199").with("uplink", "br-ex");
    private static final PropertyList VXLAN =
            PropertyList.of("kind", "vxlan").with("tags", "70000-70099").with("peers", "10.0.0.2,10.0.0.3");

    @Test
    void itIsFoundByItsName() {
        assertThat(ServiceLoader.load(Handler.class)).extracting(Handler::name).contains("networks");
    }

    @Test
    void settingsHaveDefaults() {
        assertThat(NetworksSettings.of(VLAN)).isEqualTo(new NetworksSettings(Kind.VLAN, 100, 199, "br-ex", List.of(), 0,
                Path.of("/var/run/openvswitch/db.sock"), "system", "orca", Duration.ofSeconds(5)));
        assertThat(NetworksSettings.of(PropertyList.of("kind", "bridge"))).isEqualTo(new NetworksSettings(Kind.BRIDGE, 0, 0, "",
                List.of(), 0, Path.of("/var/run/openvswitch/db.sock"), "system", "orca", Duration.ofSeconds(5)));
    }

    @Test
    void everySettingIsRead() {
        assertThat(NetworksSettings.of(VXLAN).mtu()).as("what a tunnel leaves of 1500").isEqualTo(1450);
        PropertyList all = VXLAN.with("mtu", 9000).with("control-socket", "/run/db").with("datapath", "netdev")
                .with("owner", "west").with("timeout", "2s");
        assertThat(NetworksSettings.of(all)).isEqualTo(new NetworksSettings(Kind.VXLAN, 70_000, 70_099, "",
                List.of("10.0.0.2", "10.0.0.3"), 8950, Path.of("/run/db"), "netdev", "west", Duration.ofSeconds(2)));
    }

    @Test
    void aSettingThatMakesNoSenseIsRefusedByName() {
        refused(PropertyList.NONE, "kind: must be said, one of bridge, vlan and vxlan");
        refused(PropertyList.of("kind", "token-ring"), "kind: must be bridge, vlan or vxlan, got 'token-ring'");
        refused(VLAN.with("colour", "red"), "handler networks: has no setting 'colour'");
        refused(VLAN.without(List.of("tags")), "tags: must be said");
        refused(VLAN.without(List.of("uplink")), "uplink: must be said");
        refused(VXLAN.without(List.of("peers")), "peers: must be said");
        refused(VLAN.with("peers", "10.0.0.2"), "peers: is not for kind vlan");
        refused(VXLAN.with("uplink", "br-ex"), "uplink: is not for kind vxlan");
        refused(PropertyList.of("kind", "bridge").with("tags", "1-2"), "tags: is not for kind bridge");
        refused(VLAN.with("mtu", 1500), "mtu: is not for kind vlan");
        refused(VXLAN.with("mtu", 625), "mtu: must be a whole number from 626 to 9216, got '625'");
        refused(VLAN.with("uplink", "br-ex; rm"), "uplink: must be a bridge's name, got 'br-ex; rm'");
        refused(VLAN.with("datapath", "fast"), "datapath: must be system or netdev, got 'fast'");
        refused(VLAN.with("control-socket", "db"), "control-socket: must be an absolute path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0-5", "9-5", "5", "1-4095", "a-b", "-1-5"})
    void tagsAreOfThePool(String tags) {
        refused(VLAN.with("tags", tags), "tags: must be as in 100-199, from 1 to 4094 and at most 65536, got '" + tags + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0", "10.0.0.256", "10.0.0.2,10.0.0.2", "host", "10.0.0.2 10.0.0.3", "::1"})
    void peersAreAddresses(String peers) {
        refused(VXLAN.with("peers", peers), "peers: must be 1 to 64 different IPv4 addresses with commas between");
    }

    @Test
    void poolsAndPeersAreBounded() {
        refused(VXLAN.with("tags", "1-70000"), "tags: must be as in 100-199, from 1 to 16777215 and at most 65536");
        StringBuilder many = new StringBuilder("10.0.0.1");
        for (int i = 2; i <= 65; i++) {
            many.append(",10.0.0.").append(i);
        }
        refused(VXLAN.with("peers", many.toString()), "peers: must be 1 to 64");
    }

    private static void refused(PropertyList settings, String words) {
        assertThatThrownBy(() -> new NetworksHandler().configure(settings)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(words);
    }

    @Test
    void withoutSettingsItSaysWhatItNeeds() throws Exception {
        assertThat(Calls.trouble(Calls.run(new NetworksHandler(), Action.SETUP, "u1", PropertyList.NONE), false))
                .isEqualTo("handlers.networks: must say at least kind, and tags with uplink or peers");
    }
}
