package orca.handler.services.volumes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
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
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import orca.core.handler.Action;
import orca.core.handler.CallContext;
import orca.core.handler.UnitCall;
import orca.core.resource.PropertyList;
import orca.handler.services.FileGuard;
import orca.handler.services.MarkedFolder;
import orca.handler.services.Program;
import orca.handler.services.ServiceException;
import orca.handler.services.ServiceHandler;

/**
 * What a unit has in the folder: one file of its name, which takes as much of the disk as was written to it. The name is all that
 * says whose it is, and it is there from the first step on; so whoever died in between is followed by somebody who finds it.
 */
final class UnitVolume {
    private static final long MIB = 1 << 20;
    private static final int ZEROS = 1 << 20;
    private static final String ENDING = ".raw";
    private static final Duration MAP_LIMIT = Duration.ofSeconds(60);
    /** How much of a volume is asked about at a time: the more, the less was written to it. */
    private static final long LEAST_WINDOW = 256 * MIB;
    private static final long MOST_WINDOW = 4096 * MIB;
    private static final int FEW = 1000;
    private static final int MOST_MAP = 4 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final VolumesSettings settings;
    private final UnitCall call;
    private final MarkedFolder folder;
    private final Path file;

    UnitVolume(VolumesSettings settings, UnitCall call) {
        this.settings = settings;
        this.call = call;
        this.folder = new MarkedFolder(settings.folder());
        this.file = settings.folder().resolve(call.unit() + ENDING);
    }

    private ServiceException broken(IOException failed) {
        return ServiceException.passing("the volume " + file + " cannot be made, read or removed: " + failed.getMessage(),
                failed);
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
        if (call.action() == Action.SETUP) {
            folder.mark();
        }
        folder.need();
        try {
            FileGuard alone = folder.alone();
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
            folder.need();
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && settings.wipe()) {
                wipe(context);
            }
            // Not within the guard: removing takes no room.
            if (!Files.deleteIfExists(file)) {
                folder.need();
            }
        } catch (IOException failed) {
            throw broken(failed);
        }
    }

    /** Overwrites what was written; another attempt begins anew. */
    private void wipe(CallContext context) throws IOException, ServiceException, InterruptedException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);
            long size = out.size();
            long window = LEAST_WINDOW;
            for (long start = 0; start < size;) {
                int extents;
                try {
                    extents = wipe(out, map(start, window), zeros, context);
                } catch (JsonProcessingException cut) {
                    if (window == MIB) {
                        throw ServiceException.passing("the answer of qemu-img cannot be read", cut);
                    }
                    window = Math.max(MIB, window / 4);
                    continue;
                }
                start += window;
                if (extents < FEW) {
                    window = Math.min(MOST_WINDOW, window * 2);
                }
            }
            out.force(true);
        }
    }

    /** Overwrites what {@code map} says was written; of how many extents it tells. */
    private static int wipe(FileChannel out, String map, ByteBuffer zeros, CallContext context)
            throws IOException, ServiceException {
        int extents = 0;
        try (MappingIterator<JsonNode> each = JSON.readerFor(JsonNode.class).readValues(map)) {
            for (; each.hasNextValue(); extents++) {
                JsonNode extent = each.nextValue();
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
        }
        return extents;
    }

    /**
     * Where something was written, of a part of the file. A guest that writes every second block makes this long, which is why it
     * is not asked of all at once; what is too long even so ends too early, as JSON does not.
     */
    private String map(long start, long length) throws ServiceException, InterruptedException {
        try {
            // It reads the map of a disk that a machine still has, too.
            Program.Ran ran = Program.run(MAP_LIMIT, MOST_MAP, List.of("qemu-img", "map", "-U", "--output=json", "-f", "raw",
                    "--start-offset=" + start, "--max-length=" + length, file.toString()));
            if (ran.code() != 0) {
                throw ServiceException.passing("it cannot be found out where something was written: " + ran.complained());
            }
            return ran.said();
        } catch (Program.Late late) {
            throw ServiceException.passing("it took longer than " + MAP_LIMIT.toSeconds()
                    + " s to find out where something was written", late);
        }
    }

    /** A volume that is too small has all that was written to it. */
    ServiceHandler.Seen look() throws ServiceException {
        folder.need();
        try {
            if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isRegularFile()) {
                return new ServiceHandler.Seen(false, List.of("the volume " + file + " is no file"));
            }
            long size = Files.size(file) / MIB;
            return new ServiceHandler.Seen(true,
                    size >= wanted() ? List.of() : List.of("the volume has " + size + " MiB, not " + wanted()));
        } catch (NoSuchFileException missing) {
            folder.need(); // it may have been unmounted in between
            return new ServiceHandler.Seen(false, List.of("there is no file " + file));
        } catch (IOException failed) {
            throw broken(failed);
        }
    }
}
