package orca.handler.libvirt.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.core.resource.PropertyList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of containers before anything is made; what is made shows {@code NestedLxcIT}. */
class ContainersTest {
    @TempDir
    private Path folder;

    private Containers containers(String uri, Optional<String> volumes) {
        return containers(uri, volumes, List.of("1879048192"));
    }

    private Containers containers(String uri, Optional<String> volumes, List<String> ids) {
        boolean lxc = uri.startsWith("lxc");
        NodeSettings settings = new NodeSettings(folder, folder, Optional.empty(), uri, Map.of(), Map.of(), false,
                lxc ? "lxc" : "qemu", List.of("copy"), "none", "", Optional.empty(), List.of(), Optional.empty(), List.of(), 0, 0,
                Duration.ofSeconds(1), Duration.ZERO, volumes, ids);
        return new Containers(settings, new Label("n"), new UnitFolders(folder.resolve("units"),
                new Mounts(mounts())));
    }

    private Path mounts() {
        Path list = folder.resolve("mountinfo");
        try {
            return Files.exists(list) ? list : Files.createFile(list);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static UnitSpec spec(PropertyList more) {
        return UnitSpec.of("u1", more.with("image", "root.raw"));
    }

    @Test
    void whatNoContainerCanBeIsRefusedInWords() {
        Containers containers = containers("lxc:///system", Optional.empty());
        for (String power : List.of("paused", "saved")) {
            assertThatThrownBy(() -> containers.check(spec(PropertyList.of("power", power))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("power: a container is running or off; libvirt cannot have it " + power);
        }
        assertThatThrownBy(() -> containers.check(spec(PropertyList.of("attach.0.bridge", "lan"))))
                .hasMessage("attach: a container takes no volumes and networks of other leases, got network lan");
        containers("qemu:///system", Optional.empty()).check(spec(PropertyList.of("power", "saved")));
    }

    @Test
    void anImageIsMountedAsItIsSoItIsRawOrBecomesAVolume() {
        ImageLibrary.Disk qcow2 = new ImageLibrary.Disk("qcow2", 1);
        assertThatThrownBy(() -> containers("lxc:///system", Optional.empty()).check(qcow2))
                .hasMessage("image: must be raw for a container without volumes, got qcow2");
        containers("lxc:///system", Optional.of("vg0/thin")).check(qcow2);
        containers("lxc:///system", Optional.empty()).check(new ImageLibrary.Disk("raw", 1));
        containers("qemu:///system", Optional.empty()).check(qcow2);
    }

    @Test
    void aTemplateIsToldWhereAContainerStandsAndNothingOfThatForAMachine() throws IOException {
        assertThat(containers("lxc:///system", Optional.empty()).values(spec(PropertyList.NONE)))
                .containsEntry("root", folder + "/units/u1/root").containsEntry("seed.folder", folder + "/units/u1/seed")
                .containsEntry("partition", "/machine/orca-n-u1").containsEntry("ids", "").containsEntry("ids.count", "65536");
        assertThat(containers("qemu:///system", Optional.empty()).values(spec(PropertyList.NONE)).values()).containsOnly("");
    }

    @Test
    void noTwoContainersHaveAUserInCommonWhateverTheSettingsOnceSaid() throws Exception {
        Containers once = containers("lxc:///system", Optional.empty(), List.of("1879048192", "1879113728"));
        assertThat(List.of(once.take("u1"), once.take("u2"), once.take("u1")))
                .containsExactly(1879048192, 1879113728, 1879048192);
        Containers now = containers("lxc:///system", Optional.empty(),
                List.of("1878982657", "1879048193", "1879113728", "1879113729", "1879179265", "2147418112"));
        assertThat(List.of(now.take("u3"), now.take("u4"), now.take("u2"))).containsExactly(1879179265, 2147418112, 1879113728);
        assertThatThrownBy(() -> now.take("u5")).isInstanceOf(IOException.class).hasMessage("ids: all 3 are taken");
        once.free("u1");
        assertThat(now.take("u5")).isEqualTo(1878982657);
    }

    @Test
    void whatIsMountedForAUnitIsATraceOfItAlsoWhereTheSettingsHaveMachinesMeanwhile() throws Exception {
        Files.writeString(mounts(), "40 1 7:0 / " + folder + "/units/u1/root rw,nodev - ext4 /dev/loop0 rw\n");
        for (String uri : List.of("lxc:///system", "qemu:///system")) {
            assertThat(containers(uri, Optional.empty()).traces("u1")).containsExactly("mount " + folder + "/units/u1/root");
            assertThat(containers(uri, Optional.empty()).traces("u2")).isEmpty();
        }
    }
}
