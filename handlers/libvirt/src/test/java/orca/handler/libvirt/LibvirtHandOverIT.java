package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.driverkit.AgentProcess;
import orca.nodeagent.client.Agents;
import orca.nodeagent.client.DriverCalls;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts with an agent each, in processes of their own, over one store: a machine is handed from one to the other. */
@Tag("hosts")
@Timeout(600)
class LibvirtHandOverIT {
    @TempDir
    Path folder;

    private Lab lab;
    private LibvirtNode node;
    private AgentProcess first;
    private AgentProcess second;
    private final Term term = Term.of(Term.grain(Instant.now()), Duration.ofHours(2));

    @BeforeEach
    void begin() throws Exception {
        lab = Lab.open();
        node = LibvirtNode.in(lab, folder.resolve("node"));
        PropertyList common = LibvirtNode.settings(lab.images(), folder.resolve("node"), lab.first().uri())
                .with("network", "bridge").with("bridge", "br0").with("store", "shared")
                .with("addresses", Lab.NETWORK + "10-" + Lab.NETWORK + "99/24").with("gateway", lab.first().address());
        first = new AgentProcess(folder.resolve("first"), "libvirt", common
                .with("host.h2", lab.second().uri()).with("host.h2.data", "tcp:" + lab.second().address()), "1s");
        // One site, one key.
        Files.copy(folder.resolve("first/west.key"), Files.createDirectories(folder.resolve("second")).resolve("west.key"),
                StandardCopyOption.COPY_ATTRIBUTES);
        second = new AgentProcess(folder.resolve("second"), "libvirt", common.with("uri", lab.second().uri())
                .with("host.h1", lab.first().uri()).with("host.h1.data", "tcp:" + lab.first().address()), "1s");
    }

    @AfterEach
    void leaveNothing() throws Exception {
        for (AgentProcess agent : new AgentProcess[] {first, second}) {
            if (agent != null) {
                agent.end();
            }
        }
        assertThat(node.clean()).as("left on the hosts").isEmpty();
    }

    /** Names both agents. */
    private PropertyList agents() {
        return first.caller().with("agent.h1", first.caller().text("agent").orElseThrow())
                .with("agent.h2", second.caller().text("agent").orElseThrow()).without(List.of("agent"));
    }

    private LibvirtHandler handler() {
        LibvirtHandler handler = new LibvirtHandler();
        handler.configure(agents().with("store", "shared").with("image", "disk.qcow2").with("kernel", "kernel")
                .with("initrd", "initrd"));
        return handler;
    }

    private Outcome act(Action action, String unit, int attempt, String host, PropertyList more) throws Exception {
        UnitCall call = new UnitCall(new UnitId(unit), action, attempt, new TypeName("vm"), host, LibvirtNode.SLIVER, term,
                PropertyList.of("ssh-key", lab.publicKey()).overlaid(more), 1);
        return handler().handle(call, new RecordingContext());
    }

    private static PropertyList place(String host) {
        return PropertyList.of(Handler.PLACE, host);
    }

    @Test
    void aMachineIsHandedOverWhileItRunsAndIsThenTheOtherAgentsAlone() throws Exception {
        assertThat(handler().moves(new TypeName("vm"))).isTrue();
        String address = LibvirtNode.address(LibvirtNode.done(act(Action.SETUP, "goes", 1, "h1", place("h1"))));
        lab.awaitSsh(address, "echo warm > /run/file");
        assertThat(first.status()).containsPattern("goes +libvirt +held +west");

        LibvirtNode.done(act(Action.MODIFY, "goes", 1, "h1", place("h2")));
        assertThat(lab.first().machines("-goes")).isEmpty();
        assertThat(lab.second().machines("-goes")).hasSize(1).allMatch(line -> line.endsWith("running"));
        assertThat(lab.awaitSsh(address, "cat /run/file")).as("it went on").isEqualTo("warm");
        assertThat(first.status()).as("forgotten, and not seen as somebody's").doesNotContain("goes");
        assertThat(second.status()).containsPattern("goes +libvirt +held +west");
        // Said again, as after a crash of the site, nothing more is done.
        LibvirtNode.done(act(Action.MODIFY, "goes", 2, "h1", place("h2")));
        PropertyList seen = LibvirtNode.done(act(Action.PROBE, "goes", 1, "h2", place("h2")));
        assertThat(seen.get(Handler.PRESENT)).contains(new PropertyValue.Flag(true));
        assertThat(first.status()).doesNotContain("goes");

        LibvirtNode.done(act(Action.TEARDOWN, "goes", 1, "h2", PropertyList.of(Handler.PLACE_TOO, "h1")));
        assertThat(node.traces("goes")).isEmpty();
        assertThat(second.status()).doesNotContain("goes");
    }

    /** The old host did not hear that it may forget: its clock must not harm what is the other's. */
    @Test
    void aWillThatIsLeftBehindLeavesTheMachineAlone() throws Exception {
        String address = LibvirtNode.address(LibvirtNode.done(act(Action.SETUP, "stale", 1, "h1", place("h1"))));
        lab.awaitSsh(address, "true");
        LibvirtNode.done(act(Action.MODIFY, "stale", 1, "h1", place("h2")));
        // What it would have if nobody had told it, of a lease that was extended since.
        Term ends = Term.of(Term.grain(Instant.now()), Duration.ofSeconds(20));
        UnitCall stale = new UnitCall(new UnitId("stale"), Action.MODIFY, 2, new TypeName("vm"), "h1", LibvirtNode.SLIVER, ends,
                PropertyList.NONE, 1);
        LibvirtNode.done(new DriverCalls("libvirt", Duration.ofMinutes(1), Agents.of(agents()), () -> {
            throw new IOException("no unit is made here");
        }).expect(stale, PropertyList.NONE, new RecordingContext()));

        first.statusWith("stale: torn down: its term ended at");
        assertThat(lab.second().machines("-stale")).hasSize(1).allMatch(line -> line.endsWith("running"));
        assertThat(lab.awaitSsh(address, "hostname; echo kept > /disk/file; sync; cat /disk/file")).isEqualTo("stale\nkept");
        LibvirtNode.done(act(Action.TEARDOWN, "stale", 1, "h2", PropertyList.NONE));
        assertThat(node.traces("stale")).isEmpty();
    }

    @Test
    void aHostThatIsAwayTakesNoMachineAndHoldsUpNoOther() throws Exception {
        String address = LibvirtNode.address(LibvirtNode.done(act(Action.SETUP, "stays", 1, "h1", place("h1"))));
        lab.awaitSsh(address, "echo warm > /run/file");
        lab.second().kill();
        try {
            assertThat(LibvirtNode.trouble(act(Action.MODIFY, "stays", 1, "h1", place("h2"))).retry()).isTrue();
            // What the site does then: the unit is to be where it was.
            LibvirtNode.done(act(Action.MODIFY, "stays", 2, "h1", place("h1")));
            assertThat(lab.awaitSsh(address, "cat /run/file")).isEqualTo("warm");
            assertThat(first.status()).containsPattern("stays +libvirt +held +west");
            LibvirtNode.done(act(Action.TEARDOWN, "stays", 1, "h1", PropertyList.NONE));
        } finally {
            lab.second().start();
            lab.second().await();
        }
        assertThat(node.traces("stays")).isEmpty();
    }
}
