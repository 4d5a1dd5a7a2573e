package orca.handler.services.volumes;

import static orca.handler.services.Calls.done;
import static orca.handler.services.Calls.present;
import static orca.handler.services.Calls.trouble;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
        words = new RecordingContext();
        VolumesHandler later = handler(PropertyList.NONE);
        assertThat(present(call(later, Action.PROBE, "west-u1", 200, words)))
                .as("a volume that did not grow is none that is gone").isTrue();
        assertThat(present(call(later, Action.PROBE, "west-u1", 200, words))).isTrue();
        assertThat(words.lines()).as("said once").containsExactly("the volume has 128 MiB, not 200");
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

    /** As a guest does that writes every second block: more pieces than are asked about, and than are heard, at once. */
    @Test
    void aVolumeOfManyPiecesIsOverwrittenInParts() throws Exception {
        long size = 1000;
        done(call(Action.SETUP, "west-u1", size));
        try (FileChannel out = FileChannel.open(file("west-u1"), StandardOpenOption.WRITE)) {
            for (long at = 0; at < 300 * MIB; at += 8192) {
                out.write(ByteBuffer.wrap(new byte[] {1}), at);
            }
            // Behind a hole, after which more is asked about at a time.
            out.write(ByteBuffer.wrap(new byte[] {1}), size * MIB - 1);
        }
        try (FileChannel open = FileChannel.open(file("west-u1"), StandardOpenOption.READ)) {
            done(call(Action.TEARDOWN, "west-u1", size));
            assertThat(files()).isEmpty();
            assertThat(open.size()).isEqualTo(size * MIB);
            ByteBuffer part = ByteBuffer.allocate((int) MIB);
            byte[] zeros = new byte[(int) MIB];
            for (long at = 0; at < size * MIB; at += MIB) {
                part.clear();
                while (part.hasRemaining()) {
                    assertThat(open.read(part, at + part.position())).isPositive();
                }
                assertThat(Arrays.equals(part.array(), zeros)).as("zeros from %d on", at).isTrue();
            }
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
                .isEqualTo("folder: there is no " + folder.resolve("gone") + "; mount it, or make it");
        assertThat(trouble(call(lost, Action.PROBE, "west-u1", 1, new RecordingContext()), true)).as("no death, therefore")
                .startsWith("folder: there is no ");
        assertThat(trouble(call(lost, Action.TEARDOWN, "west-u1", 1, new RecordingContext()), true)).as("it may be unmounted")
                .startsWith("folder: there is no ");
        assertThat(trouble(call(Action.SETUP, "west-u1", 0), false)).isEqualTo("disk: must be 1 MiB or more, got 0");
    }

    /** The place where a disk is mounted is there without it: whatever is asked then is trouble, and nothing is made or lost. */
    @Test
    void aDiskThatIsNotMountedIsWaitedFor() throws Exception {
        done(call(Action.SETUP, "west-u1", 4));
        Path disk = Files.createDirectory(folder.resolveSibling(folder.getFileName() + "-disk"));
        try {
            for (Path each : List.of(folder.resolve(".lock"), file("west-u1"))) {
                Files.move(each, disk.resolve(each.getFileName()));
            }
            String why = "folder: " + folder + " has no file .lock, as where its disk is not mounted; mount it, or, "
                    + "if it is the one, say: touch " + folder.resolve(".lock");
            for (Action each : List.of(Action.PROBE, Action.MODIFY, Action.TEARDOWN, Action.SETUP)) {
                assertThat(trouble(call(each, "west-u1", 4), true)).as(each.name()).isEqualTo(why);
            }
            assertThat(trouble(call(Action.SETUP, "west-u2", 4), true)).as("somebody new, too").isEqualTo(why);
            try (Stream<Path> all = Files.list(folder)) {
                assertThat(all).isEmpty();
            }
            for (Path each : List.of(folder.resolve(".lock"), file("west-u1"))) {
                Files.move(disk.resolve(each.getFileName()), each);
            }
        } finally {
            Files.delete(disk);
        }
        assertThat(present(call(Action.PROBE, "west-u1", 4))).isTrue();
        done(call(Action.TEARDOWN, "west-u1", 4));
        assertThat(files()).isEmpty();
    }

    @Test
    void aFolderWithSomethingElseInItIsNotTaken() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.createDirectory(other.resolve("lost+found"));
        VolumesHandler there = handler(PropertyList.of("folder", other.toString()));
        assertThat(trouble(call(there, Action.SETUP, "west-u1", 1, new RecordingContext()), true))
                .endsWith("say: touch " + other.resolve(".lock"));
        Files.createFile(other.resolve(".lock"));
        done(call(there, Action.SETUP, "west-u1", 1, new RecordingContext()));
        done(call(there, Action.TEARDOWN, "west-u1", 1, new RecordingContext()));
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
