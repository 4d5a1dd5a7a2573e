package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A guest that has never heard of this project: Debian with its own cloud-init, which takes everything from the seed. Made by
 * {@code guest/make-debian}, unless the system property {@code orca.test.debian} names a folder where that has made one.
 */
@Tag("images")
@Timeout(3600)
class CloudInitIT {
    /** Under emulation, beside other work. */
    private static final Duration STARTS = Duration.ofMinutes(20);

    @TempDir
    Path folder;

    private LibvirtNode node;
    private Lab lab;

    @BeforeEach
    void openLab() throws Exception {
        lab = Lab.open();
        String made = System.getProperty("orca.test.debian", "");
        Path images = made.isEmpty() ? folder.resolve("images") : Path.of(made);
        Path root = Path.of(System.getProperty("orca.root"));
        if (made.isEmpty()) {
            Lab.run("sh", root.resolve("handlers/libvirt/guest/make-debian").toString(), images.toString());
        }
        Path templates = Files.createDirectories(folder.resolve("templates"));
        String usual = Files.readString(
                root.resolve("handlers/libvirt/src/main/resources/orca/handler/libvirt/driver/machine.xml"));
        Files.writeString(templates.resolve("debian.xml"),
                usual.replaceAll(" orca\\.[a-z]+=\\$\\{[a-z0-9.]+\\}", "")
                        .replace("console=ttyS0", "console=ttyS0 root=/dev/vda"));
        node = LibvirtNode.in(lab, folder.resolve("node")).with("images", images.toString())
                .with("templates", templates.toString());
    }

    @AfterEach
    void leaveNothing() throws Exception {
        assertThat(node.clean()).as("left on the hosts").isEmpty();
    }

    @Test
    void cloudInitTakesNameKeyAddressAndWishesFromTheSeed() throws Exception {
        PropertyList made = node.setup("web_1", Amounts.of(1000, 512, 0, 0), PropertyList.of("ssh-key", lab.publicKey())
                .with("template", "debian").with("hostname", "debian-guest")
                .with("user-data", "#cloud-config\nlocale: false\n"
                        + "write_files:\n  - path: /etc/wished\n    content: 'as its owner wished'\n"));
        String address = LibvirtNode.address(made);

        // The image's own user has the key; who tries root is told so.
        String inside = lab.awaitSsh("debian", address, STARTS, "hostname; cat /etc/wished; echo; ip -4 -o addr show dev eth0;"
                + " ip route show default; cloud-init status --wait --long || true");

        assertThat(inside.lines().toList().get(0)).isEqualTo("debian-guest");
        assertThat(inside).contains("as its owner wished").contains(address + "/24")
                .contains("default via " + lab.first().address()).contains("status: done");
    }
}
