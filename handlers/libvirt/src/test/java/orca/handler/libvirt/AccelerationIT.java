package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

/** What a host can is found out by trying it, once for each boot, and said. */
@Tag("hosts")
@Timeout(600)
class AccelerationIT {
    @TempDir
    Path folder;

    private Lab lab;
    private LibvirtNode node;

    @BeforeEach
    void openLab() throws Exception {
        lab = Lab.open();
        node = LibvirtNode.in(lab, folder).with("acceleration", "auto");
    }

    @AfterEach
    void leaveNothing() throws Exception {
        assertThat(node.clean()).isEmpty();
        assertThat(lab.first().virsh("list", "--all")).doesNotContain("orca-trial");
    }

    private List<String> setup(String unit) throws Exception {
        RecordingContext words = new RecordingContext();
        LibvirtNode.done(node.act(Action.SETUP, unit, LibvirtNode.SLIVER, PropertyList.NONE, words));
        return words.lines();
    }

    @Test
    void theQuickestThatWorksIsTakenAndTheRestIsSaid() throws Exception {
        List<String> words = setup("tried");
        String used = node.probe("tried").text("libvirt.acceleration").orElseThrow();
        assertThat(words).anyMatch(line -> line.matches("acceleration: " + used + ".*; the trial guest took [0-9]+ ms"));
        // What the daemon claims to have and is not used has a reason, such as a guest that did not come to its end.
        for (String claimed : List.of("kvm", "qemu")) {
            boolean has = lab.first().virsh("capabilities").contains("<domain type='" + claimed + "'");
            if (has && !claimed.equals(used)) {
                assertThat(words).anyMatch(line -> line.startsWith("acceleration: " + claimed + " is "));
            }
        }
        System.out.println("on this machine: " + words);
    }

    @Test
    void itIsRememberedForThisBootOnly() throws Exception {
        // One way of many takes less time, and a time of its own sets it apart from what the lab knows already.
        node = node.with("acceleration", "qemu").with("trial", 60);
        List<String> first = setup("one");
        Path memory = folder.resolve("ability");
        String kept = Files.readString(memory);
        assertThat(setup("two")).as("the same words, from memory").containsAll(
                first.stream().filter(line -> line.startsWith("acceleration: ")).toList());
        assertThat(Files.readString(memory)).isEqualTo(kept);

        Files.writeString(memory, kept.replaceAll("(?m)^boot=.*$", "boot=another"));
        setup("three");
        assertThat(Files.readString(memory)).as("tried anew").doesNotContain("boot=another");
    }

    @Test
    void aTypeThatCannotBeHadIsTroubleInWords() throws Exception {
        LibvirtNode other = node.with("acceleration", "xen");
        Outcome.Trouble trouble = LibvirtNode.trouble(
                other.act(Action.SETUP, "none", LibvirtNode.SLIVER, PropertyList.NONE, new RecordingContext()));
        assertThat(trouble.reason()).contains("no machine can be started here", "xen");
        assertThat(other.traces("none")).isEmpty();
    }
}
