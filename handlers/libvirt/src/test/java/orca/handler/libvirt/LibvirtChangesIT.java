package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import orca.core.handler.Handler;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Machines that change while they are leased: what they do, how large they are, and where. */
@Tag("hosts")
@Timeout(600)
class LibvirtChangesIT {
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
    void aMachineStopsStandsStillSleepsAndGoesOn() throws Exception {
        String address = LibvirtNode.address(node.setup("power"));
        lab.awaitSsh(address, "echo kept > /disk/file; echo warm > /run/file; sync");

        assertThat(node.modify("power", LibvirtNode.SLIVER, PropertyList.of("power", "paused")).lines())
                .contains("power: running before, paused now");
        assertThat(lab.first().machines("-power").get(0)).endsWith("paused");
        assertThat(lab.ssh(address, "true").code()).isNotZero();
        node.modify("power", LibvirtNode.SLIVER, PropertyList.of("power", "running"));
        assertThat(lab.awaitSsh(address, "cat /run/file")).isEqualTo("warm");

        node.modify("power", LibvirtNode.SLIVER, PropertyList.of("power", "saved"));
        assertThat(lab.first().machines("-power").get(0)).endsWith("shut off");
        assertThat(node.probe("power").text("libvirt.power")).contains("saved");
        node.modify("power", LibvirtNode.SLIVER, PropertyList.of("power", "running"));
        assertThat(lab.awaitSsh(address, "cat /run/file /disk/file")).as("memory and disk after saving").isEqualTo("warm\nkept");

        assertThat(node.modify("power", LibvirtNode.SLIVER, PropertyList.of("power", "off")).lines())
                .as("it ends by its power button").containsExactly("power: running before, off now");
        assertThat(node.probe("power").get(Handler.PRESENT)).as("off unasked is not there")
                .contains(new PropertyValue.Flag(false));
        node.modify("power", LibvirtNode.SLIVER, PropertyList.of("power", "running"));
        assertThat(lab.awaitSsh(address, "cat /disk/file; ls /run/file 2>&1 | grep -c No")).as("only the disk after a stop")
                .isEqualTo("kept\n1");
    }

    @Test
    void memoryAndProcessorsGrowAndShrinkWhileItRuns() throws Exception {
        node = node.with("memory.most", 160).with("cpu.most", 2);
        String address = LibvirtNode.address(node.setup("grows"));
        long small = memory(address);
        assertThat(lab.awaitSsh(address, "nproc")).isEqualTo("1");

        RecordingContext words = node.modify("grows", Amounts.of(2000, 136, 0, 0), PropertyList.NONE);
        assertThat(words.lines()).contains("memory: 136 MiB, live", "cpu: 2 processors, live");
        assertThat(memory(address) - small).as("kilobytes more").isBetween(30L * 1024, 50L * 1024);
        assertThat(lab.awaitSsh(address, "while [ $(nproc) != 2 ]; do sleep 1; done; nproc")).isEqualTo("2");

        RecordingContext less = node.modify("grows", Amounts.of(2000, 96, 0, 0), PropertyList.NONE);
        assertThat(less.lines()).contains("memory: 96 MiB, live");
        assertThat(memory(address)).as("as before").isCloseTo(small, org.assertj.core.data.Offset.offset(4096L));
    }

    private long memory(String address) throws Exception {
        return Long.parseLong(lab.awaitSsh(address, "grep MemTotal /proc/meminfo | tr -dc 0-9"));
    }

    @Test
    void whatCannotGrowWhileItRunsGrowsAtTheNextStartAndIsSaid() throws Exception {
        String address = LibvirtNode.address(node.setup("later"));
        long small = memory(address);

        RecordingContext words = node.modify("later", Amounts.of(2000, 128, 0, 0), PropertyList.NONE);
        assertThat(words.text()).contains("memory: 128 MiB from the next start", "cpu: 2 processors from the next start");
        assertThat(node.probe("later").text("libvirt.pending")).contains("memory 128 MiB, cpu 2 from the next start");
        assertThat(memory(address)).isEqualTo(small);

        node.modify("later", Amounts.of(2000, 128, 0, 0), PropertyList.of("power", "off"));
        node.modify("later", Amounts.of(2000, 128, 0, 0), PropertyList.of("power", "running"));
        assertThat(node.probe("later").text("libvirt.pending")).contains("nothing");
        assertThat(lab.awaitSsh(address, "nproc")).isEqualTo("2");
        assertThat(memory(address) - small).as("kilobytes more").isBetween(20L * 1024, 45L * 1024);
    }

    @Test
    void aMachineMovesToAnotherHostWhileItRunsAndBack() throws Exception {
        String address = LibvirtNode.address(node.setup("moves"));
        lab.awaitSsh(address, "echo warm > /run/file; echo kept > /disk/file; sync");

        RecordingContext words = node.modify("moves", LibvirtNode.SLIVER, PropertyList.of("place", "b"));
        assertThat(words.text()).containsPattern("place: b, moved from home while it went on in [0-9]+ ms");
        assertThat(lab.first().machines("-moves")).isEmpty();
        assertThat(lab.second().machines("-moves")).hasSize(1).allMatch(line -> line.endsWith("running"));
        assertThat(lab.awaitSsh(address, "cat /run/file /disk/file; echo more >> /disk/file; sync")).isEqualTo("warm\nkept");
        assertThat(node.found()).hasSize(1).allMatch(found -> found.whole());
        // Asked once more, it is there already.
        assertThat(node.modify("moves", LibvirtNode.SLIVER, PropertyList.of("place", "b")).text()).doesNotContain("moved");

        node.modify("moves", LibvirtNode.SLIVER, PropertyList.of("place", "home"));
        assertThat(lab.second().machines("-moves")).isEmpty();
        assertThat(lab.awaitSsh(address, "cat /run/file /disk/file")).isEqualTo("warm\nkept\nmore");
    }

    @Test
    void aMachineThatIsOffMovesAsItsDescription() throws Exception {
        String address = LibvirtNode.address(node.setup("carried"));
        lab.awaitSsh(address, "echo kept > /disk/file; sync");
        node.modify("carried", LibvirtNode.SLIVER, PropertyList.of("power", "off"));
        node.modify("carried", LibvirtNode.SLIVER, PropertyList.of("power", "off").with("place", "b"));
        assertThat(lab.first().machines("-carried")).isEmpty();
        assertThat(lab.second().machines("-carried")).hasSize(1).allMatch(line -> line.endsWith("shut off"));
        node.modify("carried", LibvirtNode.SLIVER, PropertyList.of("power", "running").with("place", "b"));
        assertThat(lab.awaitSsh(address, "cat /disk/file")).isEqualTo("kept");
        // Its teardown finds it there.
        node.teardown("carried");
        assertThat(node.traces("carried")).isEmpty();
    }
}
