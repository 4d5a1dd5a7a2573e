package orca.handler.services.volumes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import orca.core.handler.CallContext;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.handler.services.FileGuard;
import orca.handler.services.Program;
import orca.handler.services.ServiceException;

/**
 * What a unit has in the folder: one file of its name, which takes as much of the disk as was written to it. The name is all that
 * says whose it is, and it is there from the first step on; so whoever died in between is followed by somebody who finds it.
 */
final class UnitVolume {
    private static final long MIB = 1 << 20;
    private static final int ZEROS = 1 << 20;
    private static final String ENDING = ".raw";
    private static final Duration MAP_LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final VolumesSettings settings;
    private final UnitCall call;
    private final Path file;

    UnitVolume(VolumesSettings settings, UnitCall call) {
        this.settings = settings;
        this.call = call;
        this.file = settings.folder().resolve(call.unit() + ENDING);
    }

    private ServiceException broken(IOException failed) {
        return ServiceException.passing(failed instanceof NoSuchFileException && !Files.isDirectory(settings.folder())
                ? "folder: there is no " + settings.folder() + "; make it, for the hypervisor's user to go through"
                : "the volume " + file + " cannot be made or removed: " + failed.getMessage(), failed);
    }

    private long wanted() throws ServiceException {
        int index = settings.dimensions().indexOf(VolumesSettings.SIZE);
        long size = index < call.sliver().size() ? call.sliver().get(index) : 0;
        if (size < 1) {
            throw ServiceException.lasting(VolumesSettings.SIZE + ": must be 1 MiB or more, got " + size);
        }
        return size;
    }

    /** Sees to it that there is a volume of at least the size that is leased; what is told of it. */
    PropertyList give(CallContext context) throws ServiceException, InterruptedException {
        long wanted = wanted();
        try {
            FileGuard alone = FileGuard.of(settings.folder().resolve(".lock"));
            try {
                return given(wanted, context);
            } finally {
                alone.close();
            }
        } catch (IOException failed) {
            throw broken(failed);
        }
    }

    private PropertyList given(long wanted, CallContext context) throws IOException, ServiceException {
        long now = size();
        if (now > wanted) {
            context.say("volumes: stays at " + now + " MiB, for a volume is never made smaller");
        }
        if (now < wanted) {
            needRoom(wanted);
            if (now < 0) {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            grow(wanted);
        }
        String serial = serial();
        return PropertyList.of("volumes.serial", serial).with("volumes.size", Math.max(now, wanted))
                .with(VolumesHandler.FILE, file.toString()).with(VolumesHandler.SERIAL, serial);
    }

    /** In MiB, -1 where there is no volume. */
    private long size() throws IOException, ServiceException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return -1;
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw ServiceException.passing("the volume " + file + " is no file; remove it");
        }
        return Files.size(file) / MIB;
    }

    /** A disk's serial number has twenty characters at most. */
    private String serial() {
        return "v" + UUID.nameUUIDFromBytes(call.unit().value().getBytes(StandardCharsets.UTF_8)).toString().replace("-", "")
                .substring(0, 16);
    }

    private void needRoom(long wanted) throws IOException, ServiceException {
        if (settings.quota() == 0) {
            return;
        }
        long others = 0;
        try (Stream<Path> all = Files.list(settings.folder())) {
            for (Path each : all.filter(path -> path.toString().endsWith(ENDING) && !path.equals(file)).toList()) {
                others += Files.size(each) / MIB;
            }
        }
        if (others + wanted > settings.quota()) {
            throw ServiceException.passing("quota: " + wanted + " MiB have no room beside " + others + " MiB, of "
                    + settings.quota());
        }
    }

    /** Writes nothing: what was not written yet reads as zeros and takes no room. */
    private void grow(long size) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            long last = size * MIB - 1;
            if (out.size() <= last) {
                out.write(ByteBuffer.wrap(new byte[1]), last);
            }
            out.force(true);
        }
    }

    /** Leaves nothing of the unit. */
    void take(CallContext context) throws ServiceException, InterruptedException {
        try {
            if (!Files.isDirectory(settings.folder())) {
                // It may be a disk that is not mounted just now, and have the volume still.
                throw new NoSuchFileException(settings.folder().toString());
            }
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && settings.wipe()) {
                wipe(context);
            }
            // Not within the guard: removing takes no room.
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            throw broken(failed);
        }
    }

    /** Overwrites what was written; another attempt begins anew. */
    private void wipe(CallContext context) throws IOException, ServiceException, InterruptedException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);
            for (JsonNode extent : extents()) {
                long at = extent.path("start").asLong();
                long end = Math.min(out.size(), at + extent.path("length").asLong());
                while (extent.path("data").asBoolean() && at < end) {
                    if (context.cancelled()) {
                        throw ServiceException.passing("it was stopped before the volume was overwritten");
                    }
                    zeros.clear().limit((int) Math.min(ZEROS, end - at));
                    at += out.write(zeros, at);
                }
            }
            out.force(true);
        }
    }

    private JsonNode extents() throws ServiceException, InterruptedException {
        try {
            // It reads the map of a disk that a machine still has, too.
            Program.Ran ran = Program.run(MAP_LIMIT,
                    List.of("qemu-img", "map", "-U", "--output=json", "-f", "raw", file.toString()));
            if (ran.code() != 0) {
                throw ServiceException.passing("it cannot be found out where something was written: " + ran.complained());
            }
            return JSON.readTree(ran.said());
        } catch (Program.Late late) {
            throw ServiceException.passing("it took longer than " + MAP_LIMIT.toSeconds()
                    + " s to find out where something was written", late);
        } catch (JsonProcessingException broken) {
            throw ServiceException.passing("the answer of qemu-img cannot be read", broken);
        }
    }

    /** What is not as it is to be, in words; nothing: all is. */
    List<String> amiss() throws ServiceException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return List.of("there is no file " + file);
        }
        try {
            long size = Files.size(file) / MIB;
            return size >= wanted() ? List.of() : List.of("the volume has " + size + " MiB, not " + wanted());
        } catch (IOException failed) {
            throw broken(failed);
        }
    }
}
