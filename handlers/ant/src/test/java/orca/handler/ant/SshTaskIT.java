package orca.handler.ant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import orca.core.handler.Action;
import orca.core.handler.Handler;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands over SSH, against a real server. */
@Tag("hosts")
@Timeout(120)
class SshTaskIT {
    private static final UnitId UNIT = new UnitId("u1");
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;
    private final RecordingContext context = new RecordingContext();
    private RealSshd sshd;

    @BeforeEach
    void start() throws Exception {
        sshd = RealSshd.start(folder);
    }

    @AfterEach
    void stop() {
        if (sshd != null) {
            sshd.close();
        }
    }

    /** A script that runs a command as {@code who}, and gives what {@code attributes} say. */
    private Outcome ssh(String who, String hostkey, String attributes) throws Exception {
        return handler(who, hostkey, attributes).handle(TemplateContractTest.call(Action.SETUP, UNIT, 1,
                PropertyList.of("key", Files.readString(sshd.keyFile("guest")))), context);
    }

    private Handler handler(String who, String hostkey, String attributes) throws Exception {
        String key = who.equals("property") ? "key='${in.key}'" : "keyfile='" + sshd.keyFile(who) + "'";
        Files.writeString(folder.resolve("handler.xml"), "<project><target name='setup'><ssh host='127.0.0.1' port='"
                + sshd.port()
                + "' user='" + System.getProperty("user.name") + "' " + key + " " + hostkey + " " + attributes + "/></target>"
                + "<target name='teardown'/><target name='probe'/></project>");
        return TemplateContractTest.handler(folder, PropertyList.NONE);
    }

    private String pinned(String name) throws Exception {
        return "hostkey='" + sshd.publicKey(name) + "'";
    }

    private static void trouble(Outcome outcome, boolean retry, String... parts) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Trouble.class, trouble -> {
            assertThat(trouble.reason()).contains(parts);
            assertThat(trouble.retry()).isEqualTo(retry);
        });
    }

    @Test
    void aCommandIsRunThereAndItsWordsComeBack() throws Exception {
        assertThat(ssh("guest", pinned("host"), "command='echo one; echo two &gt;&amp;2; echo $SSH_CONNECTION' "
                + "outputproperty='out.words'")).isInstanceOfSatisfying(Outcome.Done.class, done ->
                        assertThat(done.properties().text("words").orElseThrow()).contains("one", "two", "127.0.0.1"));
        assertThat(context.lines()).contains("one", "two");
        assertThat(ssh("guest", pinned("host"), "terminal='false' command='tty; cat' failonerror='true' outputproperty='out.t'"))
                .isEqualTo(new Outcome.Done(PropertyList.of("t", "not a tty")));
        assertThat(ssh("guest", pinned("other"), "command='true'")).as("each of the host's keys").isEqualTo(Outcome.done());
        assertThat(ssh("property", pinned("host"), "command='true'")).as("a key in a property").isEqualTo(Outcome.done());
        assertThat(context.lines()).noneMatch(line -> line.contains("PRIVATE"));
    }

    @Test
    void whoeverShowsAnotherKeyIsNotTalkedTo() throws Exception {
        Path touched = folder.resolve("touched");
        trouble(ssh("guest", pinned("stranger"), "command='touch " + touched + "'"), false, "it shows the key SHA256:");
        trouble(ssh("guest", "", "command='touch " + touched + "'"), true, "ssh.hostkey: must be given");
        trouble(ssh("guest", "hostkey='any'", "command='touch " + touched + "'"), true, "ssh.hostkey: must be a line like");
        assertThat(touched).doesNotExist();
    }

    @Test
    void aKeyThatIsNotLetInIsTroubleThatMayPass() throws Exception {
        trouble(ssh("stranger", pinned("host"), "command='true'"), true, "ssh: ", "@127.0.0.1: ");
        sshd.close();
        trouble(ssh("guest", pinned("host"), "command='true'"), true, "ssh: ");
    }

    @Test
    void aCommandThatFailsFailsTheTaskUnlessItMay() throws Exception {
        trouble(ssh("guest", pinned("host"), "command='exit 3'"), true, "the command ended with 3");
        assertThat(ssh("guest", pinned("host"), "command='exit 3' failonerror='false' resultproperty='out.code'"))
                .isEqualTo(new Outcome.Done(PropertyList.NONE.with("code", 3)));
        trouble(ssh("guest", pinned("host"), "command='kill -9 $$$$'"), true, "the command ended with KILL");
    }

    @Test
    void whatItPrintsIsBounded() throws Exception {
        assertThat(ssh("guest", pinned("host"), "command='yes | head -c 3000000' outputproperty='out.words'"))
                .isInstanceOfSatisfying(Outcome.Done.class, done ->
                        assertThat(done.properties().text("words").orElseThrow()).hasSizeBetween(8_000, 8_192));
        assertThat(context.count()).isLessThanOrEqualTo(501);
    }

    @Test
    void aCommandThatTakesTooLongIsEndedThereToo() throws Exception {
        Path begun = folder.resolve("begun");
        trouble(ssh("guest", pinned("host"), "within='15s' command='echo $$$$ &gt; " + begun + ".new; mv " + begun + ".new "
                + begun + "; sleep 999; true'"), true, "not done within 15000 ms");
        assertThat(gone(begun)).isTrue();
    }

    @Test
    void aCancelledCallEndsTheCommandThereToo() throws Exception {
        Path begun = folder.resolve("begun");
        Handler handler = handler("guest", pinned("host"),
                "within='1h' command='echo $$$$ &gt; " + begun + ".new; mv " + begun + ".new " + begun + "; sleep 999; true'");
        FutureTask<Outcome> call = new FutureTask<>(
                () -> handler.handle(TemplateContractTest.call(Action.SETUP, UNIT, 1, PropertyList.NONE), context));
        Thread thread = Thread.ofVirtual().start(call);
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!Files.exists(begun)) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        context.cancel();
        thread.interrupt();
        assertThat(thread.join(SOON)).isTrue();
        assertThat(gone(begun)).isTrue();
    }

    /** Whether the process whose number is in {@code file} ends soon. */
    private static boolean gone(Path file) throws Exception {
        long pid = Long.parseLong(Files.readString(file).strip());
        long deadline = System.nanoTime() + SOON.toNanos();
        while (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        return !ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
