package orca.handler.services.volumes;

import static orca.handler.services.Calls.done;
import static orca.handler.services.Calls.present;
import static orca.handler.services.Calls.trouble;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.handler.UnitCall;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.handler.services.Calls;
import orca.handler.services.Daemon;
import orca.testkit.RecordingContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Volumes that grow, a folder that is not there or full, and people who remove files. */
@Tag("hosts")
@Timeout(120)
class VolumesBadDaysIT {
    private static final long MIB = 1 << 20;

    @TempDir
    Path folder;

    @BeforeAll
    static void program() {
        Daemon.program("qemu-img", "qemu-utils");
    }

    private VolumesHandler handler(PropertyList more) {
        VolumesHandler handler = new VolumesHandler();
        handler.configure(PropertyList.of("folder", folder.toString()).overlaid(more));
        return handler;
    }

    private Outcome call(VolumesHandler handler, Action action, String unit, long size, RecordingContext words)
            throws Exception {
        UnitCall call = Calls.call(action, unit, 1, PropertyList.NONE);
        return handler.handle(new UnitCall(call.unit(), action, 1, call.type(), call.host(), Amounts.of(size), call.term(),
                call.properties()), words);
    }

    private Outcome call(Action action, String unit, long size) throws Exception {
        return call(handler(PropertyList.NONE), action, unit, size, new RecordingContext());
    }

    private Path file(String unit) {
        return folder.resolve(unit + ".raw");
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.toString().endsWith(".raw")).sorted().toList();
        }
    }

    @Test
    void aVolumeTakesNoMoreRoomThanWasWrittenAndGrowsWithWhatIsInIt() throws Exception {
        PropertyList made = done(call(Action.SETUP, "west-u1", 64));
        assertThat(made.text("site.volume.file")).contains(file("west-u1").toString());
        assertThat(made.whole("volumes.size")).contains(64L);
        assertThat(made.text("volumes.serial")).isEqualTo(made.text("site.volume.serial"))
                .hasValueSatisfying(serial -> assertThat(serial).hasSizeLessThanOrEqualTo(20));
        assertThat(Files.size(file("west-u1"))).isEqualTo(64 * MIB);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("west-u1")))).isEqualTo("rw-------");
        write(file("west-u1"), 5 * MIB, "kept");

        assertThat(done(call(Action.MODIFY, "west-u1", 128)).whole("volumes.size")).contains(128L);
        assertThat(Files.size(file("west-u1"))).isEqualTo(128 * MIB);
        assertThat(read(file("west-u1"), 5 * MIB, 4)).isEqualTo("kept");
        RecordingContext words = new RecordingContext();
        assertThat(done(call(handler(PropertyList.NONE), Action.MODIFY, "west-u1", 32, words)).whole("volumes.size"))
                .contains(128L);
        assertThat(words.lines()).containsExactly("volumes: stays at 128 MiB, for a volume is never made smaller");
        assertThat(present(call(Action.PROBE, "west-u1", 64))).isTrue();
        assertThat(present(call(Action.PROBE, "west-u1", 200))).isFalse();
        done(call(Action.TEARDOWN, "west-u1", 128));
        assertThat(files()).isEmpty();
    }

    private static void write(Path file, long at, String words) throws Exception {
        try (java.io.RandomAccessFile out = new java.io.RandomAccessFile(file.toFile(), "rw")) {
            out.seek(at);
            out.writeBytes(words);
        }
    }

    private static String read(Path file, long at, int length) throws Exception {
        try (java.io.RandomAccessFile in = new java.io.RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[length];
            in.seek(at);
            in.readFully(bytes);
            return new String(bytes, java.nio.charset.StandardCharsets.US_ASCII);
        }
    }

    /** Whoever has the file open still, as a machine that is not gone yet, finds zeros in it. */
    @Test
    void whatWasWrittenIsOverwrittenAtTheEnd() throws Exception {
        done(call(Action.SETUP, "west-u1", 64));
        write(file("west-u1"), 5 * MIB, "secret");
        write(file("west-u1"), 64 * MIB - 6, "secret");
        try (InputStream open = Files.newInputStream(file("west-u1"))) {
            done(call(Action.TEARDOWN, "west-u1", 64));
            assertThat(files()).isEmpty();
            byte[] left = open.readAllBytes();
            assertThat(left).hasSize((int) (64 * MIB));
            assertThat(Arrays.equals(left, new byte[left.length])).as("nothing but zeros").isTrue();
        }
        VolumesHandler quick = handler(PropertyList.of("wipe", "none"));
        done(call(quick, Action.SETUP, "west-u2", 64, new RecordingContext()));
        write(file("west-u2"), 5 * MIB, "secret");
        try (InputStream open = Files.newInputStream(file("west-u2"))) {
            done(call(quick, Action.TEARDOWN, "west-u2", 64, new RecordingContext()));
            assertThat(new String(Arrays.copyOfRange(open.readAllBytes(), (int) (5 * MIB), (int) (5 * MIB) + 6),
                    java.nio.charset.StandardCharsets.US_ASCII)).isEqualTo("secret");
        }
    }

    @Test
    void aQuotaIsForAllTogether() throws Exception {
        VolumesHandler bounded = handler(PropertyList.NONE.with("quota", 100));
        done(call(bounded, Action.SETUP, "west-u1", 60, new RecordingContext()));
        assertThat(trouble(call(bounded, Action.SETUP, "west-u2", 50, new RecordingContext()), true))
                .isEqualTo("quota: 50 MiB have no room beside 60 MiB, of 100");
        assertThat(files()).containsExactly(file("west-u1"));
        done(call(bounded, Action.SETUP, "west-u2", 40, new RecordingContext()));
        assertThat(trouble(call(bounded, Action.MODIFY, "west-u1", 61, new RecordingContext()), true))
                .startsWith("quota: 61 MiB");
        assertThat(Files.size(file("west-u1"))).isEqualTo(60 * MIB);
        done(call(bounded, Action.SETUP, "west-u1", 60, new RecordingContext()));
    }

    @Test
    void aFolderThatIsNotThereIsSaid() throws Exception {
        VolumesHandler lost = handler(PropertyList.of("folder", folder.resolve("gone").toString()));
        assertThat(trouble(call(lost, Action.SETUP, "west-u1", 1, new RecordingContext()), true))
                .isEqualTo("folder: there is no " + folder.resolve("gone")
                        + "; make it, for the hypervisor's user to go through");
        assertThat(present(call(lost, Action.PROBE, "west-u1", 1, new RecordingContext()))).isFalse();
        assertThat(trouble(call(lost, Action.TEARDOWN, "west-u1", 1, new RecordingContext()), true)).as("it may be unmounted")
                .startsWith("folder: there is no ");
        assertThat(trouble(call(Action.SETUP, "west-u1", 0), false)).isEqualTo("disk: must be 1 MiB or more, got 0");
    }

    @Test
    void whatWasRemovedByHandIsSeenAndALinkIsNotFollowed() throws Exception {
        done(call(Action.SETUP, "west-u1", 4));
        Files.delete(file("west-u1"));
        assertThat(present(call(Action.PROBE, "west-u1", 4))).isFalse();
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        Files.createSymbolicLink(file("west-u1"), precious);
        assertThat(present(call(Action.PROBE, "west-u1", 4))).isFalse();
        assertThat(trouble(call(Action.SETUP, "west-u1", 4), true)).isEqualTo("the volume " + file("west-u1")
                + " is no file; remove it");
        done(call(Action.TEARDOWN, "west-u1", 4));
        assertThat(files()).isEmpty();
        assertThat(precious).hasContent("precious");
    }
}
