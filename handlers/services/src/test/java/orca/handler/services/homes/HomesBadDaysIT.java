package orca.handler.services.homes;

import static orca.handler.services.Calls.done;
import static orca.handler.services.Calls.present;
import static orca.handler.services.Calls.run;
import static orca.handler.services.Calls.trouble;
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

/** A file server that is away, slow or refuses, and people who edit its file: looked at with a client of NFS. */
@Tag("hosts")
@Timeout(180)
class HomesBadDaysIT {
    private static final PropertyList HERE = PropertyList.of("site.address", "127.0.0.1/8");
    private static final PropertyList THERE = PropertyList.of("site.address", "192.0.2.7");

    @TempDir
    Path folder;

    private GaneshaServer ganesha;

    @BeforeEach
    void start() throws Exception {
        ganesha = GaneshaServer.in(folder.resolve("nfs"));
    }

    @AfterEach
    void end() throws Exception {
        if (ganesha != null) {
            ganesha.end();
        }
    }

    private Outcome call(Action action, String unit, PropertyList properties) throws Exception {
        return run(ganesha.handler(), action, unit, properties);
    }

    @Test
    void aUnitWritesIntoItsHomeAndNobodyElseDoes() throws Exception {
        assertThat(done(call(Action.SETUP, "west-u1", HERE)))
                .isEqualTo(PropertyList.of("homes.mount", "127.0.0.1:/homes/west-u1"));
        done(call(Action.SETUP, "west-u2", THERE));
        Path letter = Files.writeString(folder.resolve("letter"), "dear all\n");
        assertThat(ganesha.write(letter, "/homes/west-u1/letter").code()).isZero();
        assertThat(ganesha.list("/homes/west-u1").words()).contains(" letter");
        assertThat(ganesha.homes().resolve("west-u1/letter")).hasContent("dear all");
        assertThat(Files.getAttribute(ganesha.homes().resolve("west-u1/letter"), "unix:uid")).isEqualTo(65_534);
        assertThat(ganesha.list("/homes/west-u2").code()).as("it is another address's").isNotZero();

        // The unit comes to another address: the home is reached from there alone.
        done(call(Action.MODIFY, "west-u1", THERE));
        assertThat(ganesha.list("/homes/west-u1").code()).isNotZero();
        done(call(Action.MODIFY, "west-u1", HERE));
        assertThat(ganesha.list("/homes/west-u1").words()).contains(" letter");

        done(call(Action.TEARDOWN, "west-u1", HERE));
        assertThat(ganesha.list("/homes/west-u1").code()).isNotZero();
        done(call(Action.TEARDOWN, "west-u2", THERE));
        assertThat(ganesha.everything()).isEmpty();
        assertThat(ganesha.list("/shared").words()).as("what is others' is there").contains(" news");
    }

    @Test
    void aServerThatIsAwayOrSlowIsWaitedFor() throws Exception {
        HomesHandler hurried = GaneshaServer.handler(ganesha.settings().with("timeout", "400ms"));
        ganesha.stop();
        assertThat(trouble(call(Action.SETUP, "west-u1", HERE), true)).startsWith("no ganesha is on the bus unix:path=");
        ganesha.start();
        ganesha.daemon().pause();
        assertThat(trouble(run(hurried, Action.SETUP, "west-u1", HERE), true))
                .isEqualTo("ganesha did not answer ShowExports within 400 ms");
        ganesha.daemon().resume();
        done(call(Action.SETUP, "west-u1", HERE));
        ganesha.daemon().pause();
        assertThat(trouble(run(hurried, Action.TEARDOWN, "west-u1", HERE), true)).startsWith("ganesha did not answer ");
        ganesha.daemon().resume();
        // It knows its homes after a restart: they stand in the file.
        ganesha.stop();
        assertThat(trouble(call(Action.TEARDOWN, "west-u1", HERE), true)).startsWith("no ganesha is on the bus");
        ganesha.start();
        assertThat(present(call(Action.PROBE, "west-u1", HERE))).isTrue();
        assertThat(ganesha.list("/homes/west-u1").code()).as("a teardown had begun").isNotZero();
        done(call(Action.TEARDOWN, "west-u1", HERE));
        assertThat(ganesha.everything()).isEmpty();
    }

    /** The address may be another unit's by then. */
    @Test
    void aHomeThatGaneshaCannotBeToldOfIsShutAllTheSame() throws Exception {
        done(call(Action.SETUP, "west-u1", HERE));
        ganesha.write(Files.writeString(folder.resolve("letter"), "dear all\n"), "/homes/west-u1/letter");
        assertThat(ganesha.list("/homes/west-u1").words()).contains(" letter");
        PropertyList deaf = ganesha.settings().with("bus-socket", folder.resolve("nobody").toString());
        assertThat(trouble(run(GaneshaServer.handler(deaf), Action.TEARDOWN, "west-u1", HERE), true))
                .startsWith("there is no D-Bus");
        assertThat(ganesha.list("/homes/west-u1").code()).as("at once").isNotZero();
        assertThat(ganesha.write(folder.resolve("letter"), "/homes/west-u1/mine").code()).isNotZero();
        assertThat(ganesha.homes().resolve("west-u1/letter")).hasContent("dear all");

        // A setup after all opens it again; another teardown removes it.
        done(call(Action.SETUP, "west-u1", HERE));
        assertThat(ganesha.list("/homes/west-u1").words()).contains(" letter");
        assertThat(trouble(run(GaneshaServer.handler(deaf), Action.TEARDOWN, "west-u1", HERE), true))
                .startsWith("there is no D-Bus");
        done(call(Action.TEARDOWN, "west-u1", HERE));
        assertThat(ganesha.everything()).isEmpty();
    }

    @Test
    void aHomeThatIsDeeperThanAPathMayBeLongIsRemoved() throws Exception {
        done(call(Action.SETUP, "west-u1", HERE));
        Process deep = new ProcessBuilder("perl", "-e", "my $n = 'x' x 250;"
                + " for (1 .. 20) { mkdir $n or die $!; chdir $n or die $!; }"
                + " open(my $f, '>', 'file') or die $!;").directory(ganesha.homes().resolve("west-u1").toFile()).start();
        assertThat(deep.waitFor()).isZero();
        done(call(Action.TEARDOWN, "west-u1", HERE));
        assertThat(ganesha.everything()).isEmpty();
    }

    @Test
    void aDiskThatIsNotMountedIsWaitedFor() throws Exception {
        done(call(Action.SETUP, "west-u1", HERE));
        Files.delete(ganesha.homes().resolve(".lock"));
        for (Action each : new Action[] {Action.SETUP, Action.MODIFY, Action.PROBE, Action.TEARDOWN}) {
            assertThat(trouble(call(each, "west-u1", HERE), true)).as(each.name())
                    .startsWith("folder: " + ganesha.homes() + " has no file .lock, as where its disk is not mounted; ");
        }
        assertThat(ganesha.homes().resolve("west-u1")).isDirectory();
        Files.createFile(ganesha.homes().resolve(".lock"));
        done(call(Action.TEARDOWN, "west-u1", HERE));
        assertThat(ganesha.everything()).isEmpty();
    }

    @Test
    void whatWasRemovedOrEditedIsSeenAndPutRight() throws Exception {
        done(call(Action.SETUP, "west-u1", HERE));
        String before = Files.readString(ganesha.exports());
        Files.writeString(ganesha.exports(), before.replace("All_Squash", "No_Root_Squash"));
        assertThat(present(call(Action.PROBE, "west-u1", HERE))).isFalse();
        done(call(Action.MODIFY, "west-u1", HERE));
        assertThat(ganesha.exports()).content().isEqualTo(before);

        // Out of the file, and the server shows it still: it is not forgotten, and keeps its number.
        Files.writeString(ganesha.exports(), "# kept by orca\n");
        RecordingContext words = new RecordingContext();
        assertThat(present(run(ganesha.handler(), Action.PROBE, "west-u1", HERE, words))).isFalse();
        assertThat(words.lines()).containsExactly(ganesha.exports() + " has no export of the unit");
        done(call(Action.MODIFY, "west-u1", HERE));
        assertThat(ganesha.exports()).content().isEqualTo(before);
        Files.writeString(ganesha.exports(), "# kept by orca\n");
        done(call(Action.TEARDOWN, "west-u1", HERE));
        assertThat(ganesha.everything()).isEmpty();
    }

    @Test
    void aServerThatRefusesIsHeardAndALinkIsNotFollowed() throws Exception {
        Files.delete(ganesha.exports());
        assertThat(trouble(call(Action.SETUP, "west-u1", HERE), true))
                .startsWith("exports: there is no file " + ganesha.exports());
        Files.writeString(ganesha.exports(), "EXPORT { by hand\n");
        assertThat(trouble(call(Action.SETUP, "west-u1", HERE), true)).startsWith("ganesha refused AddExport: ");
        Files.writeString(ganesha.exports(), "# kept by orca\n");
        done(call(Action.TEARDOWN, "west-u1", HERE));
        assertThat(ganesha.everything()).isEmpty();

        Path precious = Files.createDirectory(folder.resolve("precious"));
        Files.writeString(precious.resolve("file"), "precious");
        Files.createSymbolicLink(ganesha.homes().resolve("west-u1"), precious);
        assertThat(trouble(call(Action.SETUP, "west-u1", HERE), true)).endsWith("west-u1 is no folder; remove it");
        done(call(Action.TEARDOWN, "west-u1", HERE));
        assertThat(ganesha.everything()).isEmpty();
        assertThat(precious.resolve("file")).hasContent("precious");

        done(call(Action.SETUP, "west-u2", HERE));
        Files.createSymbolicLink(ganesha.homes().resolve("west-u2/link"), precious);
        done(call(Action.TEARDOWN, "west-u2", HERE));
        assertThat(precious.resolve("file")).as("a link within a home is not followed").hasContent("precious");
    }

    @Test
    void whatMakesNoSenseIsRefused() throws Exception {
        assertThat(trouble(call(Action.SETUP, "west-u1", PropertyList.NONE), false))
                .isEqualTo("the unit has no site.address, from which alone its home would be reached");
        assertThat(trouble(call(Action.SETUP, "west-u1", PropertyList.of("site.address", "* ; }")), false))
                .isEqualTo("site.address: must be an address, got '* ; }'");
        HomesHandler narrow = GaneshaServer.handler(ganesha.settings().with("export-ids", "77-77"));
        assertThat(trouble(run(narrow, Action.SETUP, "west-u1", HERE), true))
                .isEqualTo("export-ids: all 1 from 77 to 77 are taken");
        assertThat(ganesha.everything()).isEmpty();
    }
}
