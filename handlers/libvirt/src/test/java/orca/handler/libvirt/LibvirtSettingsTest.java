package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import orca.core.resource.PropertyList;
import orca.handler.libvirt.driver.NodeSettings;
import org.junit.jupiter.api.Test;

class LibvirtSettingsTest {
    @Test
    void theDefaultsAreAsThePageSays() {
        LibvirtSettings settings = LibvirtSettings.of(PropertyList.NONE);
        NodeSettings node = settings.node();
        assertThat(node.uri()).isEqualTo("qemu:///system");
        assertThat(node.folder()).isEqualTo(Path.of("/var/lib/orca/libvirt"));
        assertThat(node.images()).isEqualTo(Path.of("/var/lib/orca/libvirt/images"));
        assertThat(node.network()).isEqualTo("none");
        assertThat(node.filter()).isEmpty();
        assertThat(node.clones()).containsExactly("reflink", "backing", "copy");
        assertThat(node.acceleration()).isEqualTo("auto");
        assertThat(node.trial()).isEqualTo(Duration.ofSeconds(10));
        assertThat(node.shutdown()).isEqualTo(Duration.ofSeconds(30));
        assertThat(node.memoryMost()).isZero();
        assertThat(node.cpusMost()).isZero();
        assertThat(node.sharedStore()).isFalse();
        assertThat(node.hosts()).isEmpty();
        assertThat(node.ids()).hasSize(1000).startsWith("1879048192", "1879113728").endsWith("1944518656");
        assertThat(settings.dimensions()).containsExactly("cpu", "memory", "disk", "bandwidth");
        assertThat(settings.permits()).containsExactly("power");
        assertThat(settings.memory()).isEqualTo(512);
        assertThat(settings.defaults().isEmpty()).isTrue();
    }

    @Test
    void eachNameIsTaken() {
        LibvirtSettings settings = LibvirtSettings.of(PropertyList.of("folder", "/f").with("images", "/i").with("templates", "/t")
                .with("uri", "test:///").with("store", "shared").with("acceleration", "kvm").with("clone", "copy, backing")
                .with("network", "bridge").with("bridge", "br9").with("filter", "clean-traffic")
                .with("addresses", "10.0.0.254-10.0.1.1/16").with("gateway", "10.0.0.1")
                .with("ports", "20022-20024").with("memory.most", 256).with("cpu.most", 4).with("shutdown", 7).with("trial", 3)
                .with("dimensions", "memory,cpu").with("permit", "power,place").with("image", "a").with("kernel", "b")
                .with("initrd", "c").with("template", "d").with("memory", 77).with("host.h2", "qemu+ssh://h2/system")
                .with("host.h2.data", "tcp:10.0.0.2"));
        NodeSettings node = settings.node();
        assertThat(List.of(node.folder(), node.images(), node.templates().orElseThrow()))
                .containsExactly(Path.of("/f"), Path.of("/i"), Path.of("/t"));
        assertThat(List.of(node.uri(), node.acceleration(), node.network(), node.bridge(), node.gateway().orElseThrow()))
                .containsExactly("test:///", "kvm", "bridge", "br9", "10.0.0.1");
        assertThat(node.filter()).contains("clean-traffic");
        assertThat(node.sharedStore()).isTrue();
        assertThat(node.clones()).containsExactly("copy", "backing");
        assertThat(node.addresses()).containsExactly("10.0.0.254/16", "10.0.0.255/16", "10.0.1.0/16", "10.0.1.1/16");
        assertThat(node.ports()).containsExactly("20022", "20023", "20024");
        assertThat(List.of(node.memoryMost(), (long) node.cpusMost())).containsExactly(256L, 4L);
        assertThat(List.of(node.shutdown(), node.trial())).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(3));
        assertThat(node.hosts()).hasSize(1).containsEntry("h2", "qemu+ssh://h2/system");
        assertThat(node.data()).hasSize(1).containsEntry("h2", "tcp:10.0.0.2");
        assertThat(settings.dimensions()).containsExactly("memory", "cpu");
        assertThat(settings.permits()).containsExactly("power", "place");
        assertThat(settings.memory()).isEqualTo(77);
        assertThat(settings.defaults().asMap().keySet()).containsExactly("image", "initrd", "kernel", "template");
    }

    @Test
    void whatCannotBeUsedIsRefusedByName() {
        refused("surprise", "1", "handler libvirt: has no setting 'surprise'");
        refused("folder", "here", "folder: must be absolute");
        refused("network", "wifi", "network: must be one of");
        refused("network", "bridge", "bridge: must be said");
        refused("filter", "clean-traffic", "filter: needs network: bridge, got network: none");
        refused("clone", "magic", "clone: must be one of");
        refused("store", "far", "store: must be own or shared");
        refused("permit", "all", "permit: must be of power, place and none");
        refused("addresses", "10.0.0.9-10.0.0.1/24", "addresses: must be");
        refused("addresses", "10.0.0.999/24", "addresses: must be");
        refused("addresses", "10.0.0/24", "addresses: must be");
        refused("ports", "9-1", "ports: must be");
        refused("trial", "soon", "trial: must be seconds");
        refused("memory.most", "much", "memory.most: must be a whole number");
        refused("acceleration", "KVM!", "acceleration: must be auto");
    }

    @Test
    void volumesAreClonedThinUnlessSomethingElseIsSaid() {
        assertThat(LibvirtSettings.of(PropertyList.of("volumes", "vg0/thin")).node().clones()).containsExactly("thin");
        assertThat(LibvirtSettings.of(PropertyList.of("volumes", "vg0/thin").with("clone", "thin,copy")).node().clones())
                .containsExactly("thin", "copy");
        refused("volumes", "vg0", "volumes: must be a volume group and a thin pool in it, as in vg0/thin, got 'vg0'");
        refused("volumes", "vg0/-f", "volumes: must be");
        refused("clone", "thin", "clone: thin needs volumes");
        for (PropertyList other : List.of(PropertyList.of("store", "shared"), PropertyList.of("host.h2", "qemu:///system"))) {
            assertThatThrownBy(() -> LibvirtSettings.of(other.with("volumes", "vg0/thin")))
                    .hasMessage("volumes: are on one host, so they go with neither store: shared nor host.NAME");
        }
    }

    @Test
    void aTrialIsLeftOutOnlyWhereTheTypeOfMachineIsSaid() {
        assertThat(LibvirtSettings.of(PropertyList.of("acceleration", "xen").with("trial", 0)).node().trial()).isZero();
        assertThatThrownBy(() -> LibvirtSettings.of(PropertyList.NONE.with("trial", 0)))
                .hasMessage("acceleration: must be said when trial is 0: nobody finds it out then");
    }

    @Test
    void containersNeedNoMoreWordsAndARangeOfUsers() {
        NodeSettings node = LibvirtSettings.of(PropertyList.of("uri", "lxc:///system").with("ids", "200000-400000")).node();
        assertThat(List.of(node.acceleration(), node.trial())).containsExactly("lxc", Duration.ZERO);
        assertThat(node.clones()).containsExactly("reflink", "copy");
        assertThat(node.ids()).containsExactly("200000", "265536", "331072");
        assertThat(LibvirtSettings.of(PropertyList.of("uri", "lxc:///system").with("volumes", "vg0/thin")).node().clones())
                .containsExactly("thin");
        for (String wrong : List.of("0-65535", "65535-131070", "100000-165534", "200000", "2147418113-2147483648")) {
            refused("ids", wrong, "ids: must be as in 1879048192-1944584191");
        }
    }

    @Test
    void whatContainersCannotIsRefusedByName() {
        for (List<String> line : List.of(
                List.of("uri", "lxc+ssh://h2/system", "uri: containers need a daemon on this host, lxc:///system, got"),
                List.of("store", "shared", "uri: containers stay where they are"),
                List.of("host.h2", "lxc+ssh://h2/system", "uri: containers stay where they are"),
                List.of("acceleration", "kvm", "acceleration: must be lxc"),
                List.of("clone", "backing,copy", "clone: backing makes a disk that only a machine can read"),
                List.of("network", "user", "network: must be bridge or none"))) {
            assertThatThrownBy(() -> LibvirtSettings.of(PropertyList.of("uri", "lxc:///system").with(line.get(0), line.get(1))))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(line.get(2));
        }
        assertThatThrownBy(() -> LibvirtSettings.of(PropertyList.of("uri", "lxc:///system").with("trial", 5)))
                .hasMessageContaining("trial 0");
    }

    private static void refused(String name, String value, String words) {
        assertThatThrownBy(() -> LibvirtSettings.of(PropertyList.of(name, value)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(words);
    }
}
