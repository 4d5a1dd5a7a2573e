package orca.handler.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
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
import orca.testkit.HandlerContract;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines keep the same contract when an agent in another process makes them, over a socket; that one is killed, too. */
@Tag("hosts")
class LibvirtAgentIT extends HandlerContract {
    private static final Term TERM = Term.of(Term.grain(Instant.now()), Duration.ofHours(2));

    @TempDir
    private static Path folder;
    private static Lab lab;
    private static LibvirtNode node;
    private static AgentProcess agent;

    @BeforeAll
    static void begin() throws Exception {
        lab = Lab.open();
        node = LibvirtNode.in(lab, folder.resolve("node"));
        agent = new AgentProcess(folder.resolve("agent"), "libvirt", node.settings(), "1m");
    }

    @AfterAll
    static void leaveNothing() throws Exception {
        if (agent != null) {
            assertThat(agent.madeElsewhere()).as("made in the site's own process").isFalse();
            agent.end();
            assertThat(node.clean()).isEmpty();
        }
    }

    @Override
    protected Handler handler() {
        LibvirtHandler handler = new LibvirtHandler();
        handler.configure(agent.caller().with("image", "disk.qcow2").with("kernel", "kernel").with("initrd", "initrd"));
        return handler;
    }

    private static UnitCall call(Action action, String unit, PropertyList properties) {
        return new UnitCall(new UnitId(unit), action, 1, new TypeName("vm"), "h1", LibvirtNode.SLIVER, TERM, properties, 1);
    }

    @Override
    protected UnitCall call(Action action, UnitId unit, int attempt) {
        return new UnitCall(unit, action, attempt, new TypeName("vm"), "h1", LibvirtNode.SLIVER, TERM, PropertyList.NONE, 1);
    }

    @Override
    protected List<String> traces(UnitId unit) throws Exception {
        return node.traces(unit.value());
    }

    private PropertyList done(Action action, String unit, PropertyList properties) throws Exception {
        return LibvirtNode.done(handler().handle(call(action, unit, properties), new RecordingContext()));
    }

    @Test
    void anAgentThatIsKilledInTheMiddleMakesOneMachineThatIsUsedStoppedAndEndedThroughIt() throws Exception {
        PropertyList asked = PropertyList.of("ssh-key", lab.publicKey());
        FutureTask<PropertyList> setup = new FutureTask<>(() -> done(Action.SETUP, "vm1", asked));
        Thread.ofPlatform().daemon().start(setup);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (node.traces("vm1").isEmpty()) {
            assertThat(System.nanoTime() - deadline).as("the setup begins").isNegative();
        }
        agent.kill();
        assertThat(setup.isDone()).as("it was killed in the middle").isFalse();
        agent.start();
        // The site says its order again by itself.
        PropertyList made = setup.get(120, TimeUnit.SECONDS);
        assertThat(lab.first().machines("-vm1")).hasSize(1);
        assertThat(lab.awaitSsh(LibvirtNode.address(made), "hostname")).isEqualTo("vm1");
        assertThat(agent.status()).containsPattern("vm1 +libvirt +held +west");

        done(Action.MODIFY, "vm1", asked.with("power", "paused"));
        assertThat(lab.first().machines("-vm1").get(0)).endsWith("paused");
        agent.kill();
        agent.start();
        PropertyList seen = done(Action.PROBE, "vm1", asked);
        assertThat(seen.get(Handler.PRESENT)).contains(new PropertyValue.Flag(true));
        assertThat(seen.text("libvirt.power")).contains("paused");

        done(Action.TEARDOWN, "vm1", asked);
        assertThat(node.traces("vm1")).isEmpty();
    }
}
