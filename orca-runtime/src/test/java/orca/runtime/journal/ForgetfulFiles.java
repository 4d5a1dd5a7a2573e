package orca.runtime.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system for H2 that remembers every write and sync, and can then say what a disk would hold if the power had gone at
 * any moment: everything synced, and of what was not synced any part, sector by sector.
 */
public final class ForgetfulFiles extends FilePathWrapper {
    /** What stands before a path in H2's URL. */
    static final String SCHEME = "forgetful";
    private static final int SECTOR_BYTES = 512;

    private sealed interface Step {
        record Write(long at, byte[] bytes) implements Step {}

        record Cut(long size) implements Step {}

        record Sync() implements Step {}
    }

    private record Event(String file, Step step) {}

    private static final List<Event> EVENTS = new ArrayList<>();

    @Override
    public String getScheme() {
        return SCHEME;
    }

    /** Forgets all that was, and listens from here on. */
    static void begin() {
        synchronized (EVENTS) {
            EVENTS.clear();
        }
        FilePath.register(new ForgetfulFiles());
    }

    /** How many steps there were so far. */
    static int moment() {
        synchronized (EVENTS) {
            return EVENTS.size();
        }
    }

    /** A file whose name ends with {@code suffix}, on a disk whose power went after {@code moment} steps. */
    static byte[] afterPowerCut(String suffix, int moment, Random luck) {
        List<Step> past = new ArrayList<>();
        synchronized (EVENTS) {
            EVENTS.subList(0, moment).stream().filter(e -> e.file.endsWith(suffix)).forEach(e -> past.add(e.step));
        }
        int synced = 0;
        for (int i = 0; i < past.size(); i++) {
            synced = past.get(i) instanceof Step.Sync ? i : synced;
        }
        Disk disk = new Disk();
        past.subList(0, synced).forEach(disk::apply);
        int kept = luck.nextInt(101);
        for (Step step : past.subList(synced, past.size())) {
            for (Step part : torn(step, luck)) {
                // In order: of two writes to one place the disk never keeps the older when it has seen the newer.
                if (luck.nextInt(100) < kept) {
                    disk.apply(part);
                }
            }
        }
        return Arrays.copyOf(disk.bytes, disk.size);
    }

    private static final class Disk {
        private byte[] bytes = new byte[1 << 20];
        private int size;

        void apply(Step step) {
            switch (step) {
                case Step.Write(long at, byte[] written) -> {
                    int end = (int) at + written.length;
                    bytes = end > bytes.length ? Arrays.copyOf(bytes, 2 * end) : bytes;
                    System.arraycopy(written, 0, bytes, (int) at, written.length);
                    size = Math.max(size, end);
                }
                case Step.Cut(long cut) -> {
                    if (cut < size) {
                        Arrays.fill(bytes, (int) cut, size, (byte) 0);
                        size = (int) cut;
                    }
                }
                case Step.Sync() -> {
                    // What is synced has been decided before.
                }
            }
        }
    }

    /** A write reaches the disk sector by sector; now and then whole. */
    private static List<Step> torn(Step step, Random luck) {
        if (!(step instanceof Step.Write(long at, byte[] bytes)) || luck.nextInt(3) == 0) {
            return List.of(step);
        }
        List<Step> parts = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += SECTOR_BYTES) {
            parts.add(new Step.Write(at + from, Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + SECTOR_BYTES))));
        }
        return parts;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Channel(getBase().toString(), super.open(mode));
    }

    private static final class Channel extends FileBase {
        private final String file;
        private final FileChannel disk;

        Channel(String file, FileChannel disk) {
            this.file = file;
            this.disk = disk;
        }

        private void remember(Step step) {
            synchronized (EVENTS) {
                EVENTS.add(new Event(file, step));
            }
        }

        private static byte[] copy(ByteBuffer source) {
            byte[] bytes = new byte[source.remaining()];
            source.duplicate().get(bytes);
            return bytes;
        }

        @Override
        public int write(ByteBuffer source, long at) throws IOException {
            byte[] bytes = copy(source);
            int written = disk.write(source, at);
            remember(new Step.Write(at, Arrays.copyOf(bytes, written)));
            return written;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            long at = disk.position();
            byte[] bytes = copy(source);
            int written = disk.write(source);
            remember(new Step.Write(at, Arrays.copyOf(bytes, written)));
            return written;
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            disk.truncate(size);
            remember(new Step.Cut(size));
            return this;
        }

        @Override
        public void force(boolean metadata) throws IOException {
            disk.force(metadata);
            remember(new Step.Sync());
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return disk.read(into);
        }

        @Override
        public int read(ByteBuffer into, long at) throws IOException {
            return disk.read(into, at);
        }

        @Override
        public long position() throws IOException {
            return disk.position();
        }

        @Override
        public FileChannel position(long at) throws IOException {
            disk.position(at);
            return this;
        }

        @Override
        public long size() throws IOException {
            return disk.size();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return disk.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            disk.close();
        }
    }
}
