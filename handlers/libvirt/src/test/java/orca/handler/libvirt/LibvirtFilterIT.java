package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.resource.PropertyList;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Filters of libvirt between a machine and its bridge, with the kernel that really filters. */
@Tag("hosts")
@Timeout(600)
class LibvirtFilterIT {
    @TempDir
    Path folder;

    private Lab lab;
    private LibvirtNode node;

    @BeforeEach
    void openLab() throws Exception {
        lab = Lab.open();
        node = LibvirtNode.in(lab, folder);
    }

    @AfterEach
    void leaveNothing() throws Exception {
        assertThat(node.clean()).as("left on the hosts").isEmpty();
    }

    @Test
    void aGuestThatChangesItsAddressIsNotHeardAnyMoreWhereThereIsAFilter() throws Exception {
        LibvirtNode filtered = node.with("filter", "clean-traffic");
        String free = LibvirtNode.address(node.setup("free"));
        String kept = LibvirtNode.address(filtered.setup("kept"));
        assertThat(lab.awaitSsh(free, "hostname")).isEqualTo("free");
        assertThat(lab.awaitSsh(kept, "hostname")).isEqualTo("kept");

        // Without a filter whoever likes takes what is another's: an address that the site has not given out.
        lab.awaitSsh(free, "ip addr add " + Lab.NETWORK + "150/24 dev eth0");
        assertThat(lab.awaitSsh(Lab.NETWORK + "150", "hostname")).isEqualTo("free");

        lab.awaitSsh(kept, "ip addr add " + Lab.NETWORK + "160/24 dev eth0");
        assertThat(lab.ssh(Lab.NETWORK + "160", "hostname").code()).as("what it says as another is not heard").isEqualTo(255);
        assertThat(lab.awaitSsh(kept, "hostname")).as("what it says as itself is").isEqualTo("kept");
        lab.awaitSsh(kept, "(sleep 10; ip addr del " + kept + "/24 dev eth0) > /dev/null 2>&1 < /dev/null &");
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (lab.ssh(kept, "true").code() != 255) {
            assertThat(System.nanoTime() - deadline).as("it gives its own address up").isNegative();
        }
        assertThat(lab.ssh(Lab.NETWORK + "160", "hostname").code()).isEqualTo(255);
    }

    @Test
    void aFilterThatAHostDoesNotHaveIsNamedBeforeAnythingIsMadeOrMoved() throws Exception {
        Outcome.Trouble no = LibvirtNode.trouble(node.with("filter", "cleen-traffic").act(Action.SETUP, "unit",
                LibvirtNode.SLIVER, PropertyList.NONE, new RecordingContext()));
        assertThat(no.retry()).isFalse();
        assertThat(no.reason()).contains("filter: host home has no filter 'cleen-traffic' (").contains("clean-traffic,")
                .contains("libvirt-daemon-config-nwfilter");
        assertThat(node.traces("unit")).isEmpty();

        Path filter = Files.writeString(folder.resolve("filter.xml"),
                "<filter name='of-this-host'><rule action='accept' direction='inout'/></filter>");
        lab.first().virsh("nwfilter-define", filter.toString());
        LibvirtNode here = node.with("filter", "of-this-host");
        here.setup("stays");
        Outcome.Trouble stays = LibvirtNode.trouble(here.act(Action.MODIFY, "stays", LibvirtNode.SLIVER,
                PropertyList.of("place", "b"), new RecordingContext()));
        assertThat(stays.retry()).isFalse();
        assertThat(stays.reason()).contains("filter: host b has no filter 'of-this-host'");
        assertThat(lab.first().machines("-stays")).hasSize(1).allMatch(line -> line.endsWith("running"));
        here.teardown("stays");
        lab.first().virsh("nwfilter-undefine", "of-this-host");
    }
}
