package orca.handler.sliver.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import orca.core.resource.PropertyList;
import org.junit.jupiter.api.Test;

class SliverSpecTest {
    private static final String KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtXx1R4cA9bY0m7pQx0mJ0mJ0mJ0mJ0mJ0mJ0mJ0mJ0 me@home";

    private static void refused(PropertyList input, String words) {
        assertThatThrownBy(() -> SliverSpec.of(input, 64)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }

    @Test
    void anOrderIsReadWhole() {
        SliverSpec spec = SliverSpec.of(PropertyList.of("slice", "princeton_codeen").with("key", KEY + "\n\n " + KEY + "2\n")
                .with("cpu", 500).with("memory", 64).with("disk", 100).with("bandwidth", 10), 64);
        assertThat(spec.account()).isEqualTo("princeton_codeen");
        assertThat(spec.keys()).containsExactly(KEY, KEY + "2");
        assertThat(spec.cpu()).isEqualTo(OptionalLong.of(500));
        assertThat(spec.memory()).isEqualTo(OptionalLong.of(64));
        assertThat(spec.disk()).isEqualTo(OptionalLong.of(100));
        assertThat(spec.bandwidth()).isEqualTo(OptionalLong.of(10));
        assertThat(SliverSpec.of(PropertyList.NONE, 64).account()).isEqualTo("guest");
        assertThat(SliverSpec.of(PropertyList.NONE, 64).memory()).isEmpty();
    }

    @Test
    void whatCannotBeIsNamed() {
        for (String name : new String[] {"root", "sshd", "Alice", "a b", "a:b", "-a", "", "a".repeat(33), "a\nb"}) {
            refused(PropertyList.of("slice", name), "slice: must be a login name");
        }
        for (String key : new String[] {"any", "ssh-dss " + "A".repeat(60), "no-pty " + KEY,
            KEY + "\u0007", "ssh-ed25519 AAAA"}) {
            refused(PropertyList.of("key", key), "key: must be lines like");
        }
        refused(PropertyList.of("key", (KEY + "\n").repeat(21)), "key: at most 20 lines, got 21");
        refused(PropertyList.NONE.with("cpu", 9), "cpu: must be from 10 to 1000000, got 9");
        refused(PropertyList.NONE.with("memory", 15), "memory: must be from 16");
        refused(PropertyList.NONE.with("disk", 7), "disk: must be from 8");
        refused(PropertyList.NONE.with("bandwidth", 0), "bandwidth: must be from 1");
        refused(PropertyList.of("cpu", "many"), "cpu: must be a whole number");
    }

    @Test
    void aNetworkIsARangeWithRoom() {
        Subnet subnet = Subnet.of("10.77.0.0/22");
        assertThat(subnet.host()).isEqualTo("10.77.0.1");
        assertThat(subnet.address(1)).isEqualTo("10.77.0.2");
        assertThat(subnet.address(subnet.size())).isEqualTo("10.77.3.254");
        assertThat(subnet).hasToString("10.77.0.0/22");
        for (String words : new String[] {"10.77.0.0", "10.77.0.0/8", "10.77.0.0/29", "10.77.0.1/24", "10.777.0.0/16", "x"}) {
            assertThatThrownBy(() -> Subnet.of(words)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("network: must ");
        }
    }
}
