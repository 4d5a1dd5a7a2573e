package orca.handler.ant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class AntHandlerTest {
    private static final UnitId UNIT = new UnitId("u1");
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;
    private final RecordingContext context = new RecordingContext();

    /** A script whose setup does {@code tasks}. */
    private Handler script(String tasks) throws Exception {
        Files.writeString(folder.resolve("handler.xml"), "<project name='test'>\n<target name='setup'>\n" + tasks
                + "\n</target>\n<target name='teardown'/>\n<target name='probe'/>\n</project>\n");
        return TemplateContractTest.handler(folder, PropertyList.NONE.with("image", "debian").with("dimensions", "cpu,ram"));
    }

    private Outcome setup(Handler handler, PropertyList properties) throws Exception {
        return handler.handle(TemplateContractTest.call(Action.SETUP, UNIT, 3, properties), context);
    }

    private Outcome setup(String tasks) throws Exception {
        return setup(script(tasks), PropertyList.NONE);
    }

    private static void trouble(Outcome outcome, boolean retry, String... parts) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Trouble.class, trouble -> {
            assertThat(trouble.reason()).contains(parts);
            assertThat(trouble.retry()).isEqualTo(retry);
        });
    }

    @Test
    void aScriptIsToldAllThatItMayKnow() throws Exception {
        Handler handler = script("<echo>${unit.id} ${unit.type} ${unit.host} ${unit.attempt} ${unit.start} ${unit.end}</echo>"
                + "<echo>${sliver.cpu} ${sliver.ram} ${setting.image} ${in.key} ${in.count}</echo>"
                + "<property name='unit.id' value='other'/><echo>${unit.id}</echo>");
        setup(handler, PropertyList.of("key", "ssh-ed25519 AAAA").with("count", 3));
        assertThat(context.lines()).containsExactly("u1 vm h1 3 2026-11-21T12:00:00Z 2026-11-21T13:00:00Z",
                "500 256 debian ssh-ed25519 AAAA 3", "u1");
    }

    @Test
    void whatItSetsTheUnitHas() throws Exception {
        assertThat(setup("<property name='out.address' value='10.0.0.7'/><property name='out.port' value='22'/>"
                + "<property name='out.ready' value='true'/><property name='out.zip' value='007'/>"))
                .isEqualTo(new Outcome.Done(PropertyList.of("address", "10.0.0.7").with("port", 22).with("zip", "007")
                        .with("ready", new PropertyValue.Flag(true))));
        trouble(setup("<property name='out.Bad Name' value='1'/>"), false, "Bad Name");
        trouble(setup("<exec executable='sh' outputproperty='out.big'>"
                + "<arg line='-c \"head -c 9000 /dev/zero | tr &quot;\\\\0&quot; x\"'/></exec>"), false,
                "at most 8192 characters");
    }

    @Test
    void whatFailsIsTriedAgainAndWhatIsRefusedIsNot() throws Exception {
        trouble(setup("<fail message='the switch does not answer'/>"), true, "handler.xml:3", "the switch does not answer");
        trouble(setup("<exec executable='false' failonerror='true'/>"), true, "exec returned: 1");
        trouble(setup("<exec executable='/no/such/thing'/>"), true, "/no/such/thing");
        trouble(setup("<nosuchtask/>"), true, "nosuchtask");
        trouble(setup("<refuse reason='there is no image ${in.image}'/>"), false, "there is no image");
        trouble(setup("<sequential><refuse reason='nor here'/></sequential>"), false, "nor here");
        trouble(setup("<refuse/>"), true, "refuse: needs a reason");
        trouble(setup("<input message='Who are you?'/>"), true, "has nobody to ask: Who are you?");
    }

    @Test
    void aScriptThatIsNoneIsRefusedBeforeAnythingRuns() throws Exception {
        Handler handler = new AntHandler();
        assertThatThrownBy(() -> handler.configure(PropertyList.NONE)).hasMessageStartingWith("script: must be given");
        assertThatThrownBy(() -> handler.configure(PropertyList.of("script", folder.toString())))
                .hasMessage("script: there is no file " + folder.resolve("handler.xml"));
        assertThatThrownBy(() -> handler.configure(PropertyList.of("script", "a\0b")))
                .hasMessageStartingWith("script: must be a path");
        Path file = folder.resolve("handler.xml");
        Files.writeString(file, "<project><target name='setup'/><target name='probe'/></project>");
        assertThatThrownBy(() -> handler.configure(PropertyList.of("script", file.toString())))
                .hasMessageContaining("has no target 'teardown'");
        Files.writeString(file, "<project>\n<target name='setup'>\n</project>");
        assertThatThrownBy(() -> handler.configure(PropertyList.of("script", file.toString())))
                .hasMessageContaining("cannot be read").hasMessageContaining("handler.xml:3");
        trouble(new AntHandler().handle(TemplateContractTest.call(Action.SETUP, UNIT, 1, PropertyList.NONE), context), false,
                "needs its setting 'script'");
    }

    @Test
    void aTargetThatIsNotThereIsDoneAtOnce() throws Exception {
        for (Action action : new Action[] {Action.JOIN, Action.LEAVE, Action.MODIFY}) {
            assertThat(script("").handle(TemplateContractTest.call(action, UNIT, 1, PropertyList.NONE), context))
                    .isEqualTo(Outcome.done());
        }
    }

    @Test
    void whoeverPrintsWithoutEndIsHeardToItsLimit() throws Exception {
        assertThat(setup("<exec executable='sh'><arg line='-c \"yes | head -c 3000000\"'/></exec>"
                + "<echo>${line.separator}the end</echo>")).isEqualTo(Outcome.done());
        assertThat(context.count()).isEqualTo(501);
        assertThat(context.lines()).last().asString().endsWith("more lines were left out");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "<exec executable='sh'><arg line='-c \"sleep 999 &amp; sleep 998; true\"'/></exec>",
        "<sleep hours='1'/>",
        "<await within='1h'><available file='/no/such/file'/></await>",
        "<parallel><sleep hours='1'/><exec executable='sleep'><arg value='999'/></exec></parallel>"})
    void aCancelledCallEndsSoonAndLeavesNoProcess(String tasks) throws Exception {
        Path begun = folder.resolve("begun");
        Handler handler = script("<touch file='" + begun + "'/>" + tasks + "<touch file='" + folder.resolve("after") + "'/>");
        FutureTask<Outcome> call = new FutureTask<>(() -> setup(handler, PropertyList.NONE));
        Thread thread = Thread.ofVirtual().start(call);
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!Files.exists(begun) || tasks.contains("executable") && sleepers() == 0) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        context.cancel();
        thread.interrupt();
        assertThat(thread.join(SOON)).isTrue();
        assertThat(ended(call)).as("neither done nor by itself").isEqualTo("cancelled");
        assertThat(folder.resolve("after")).doesNotExist();
        while (sleepers() > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait(); // they are killed, and go when the system says so
        }
        assertThat(sleepers()).isZero();
    }

    private static String ended(FutureTask<Outcome> call) throws Exception {
        try {
            return call.get(1, TimeUnit.SECONDS) instanceof Outcome.Trouble trouble && trouble.reason().contains("was cancelled")
                    ? "cancelled" : call.get().toString();
        } catch (ExecutionException e) {
            return e.getCause() instanceof InterruptedException ? "cancelled" : e.toString();
        }
    }

    private static long sleepers() {
        return ProcessHandle.current().descendants().filter(p -> p.info().command().orElse("").endsWith("sleep")).count();
    }

    @Test
    void itWaitsForWhatItIsToldToWaitFor() throws Exception {
        Path file = folder.resolve("flag");
        assertThat(setup("<exec executable='sh' spawn='true'><arg line='-c \"touch " + file + "\"'/></exec>"
                + "<await within='20s' every='10ms'><available file='" + file + "'/></await>")).isEqualTo(Outcome.done());
        trouble(setup("<await within='50ms' every='10ms'><available file='/no/such'/></await>"), true,
                "await: did not become so within 50ms");
        trouble(setup("<await/>"), true, "await: needs one condition, has 0");
        trouble(setup("<await within='soon'><istrue value='true'/></await>"), true, "await.within: ");
    }
}
