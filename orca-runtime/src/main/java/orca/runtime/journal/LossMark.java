package orca.runtime.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Says beside a journal that what its actor decided last is lost, and how that came. It stays until the actor has written
 * something in its new epoch, so that a crash in between does not make it forget that it has to ask its peers.
 */
final class LossMark {
    private static final int MOST_BYTES = 4096;

    private LossMark() {}

    /** What it says; empty when there is none. */
    static Optional<String> read(JournalFiles files) throws IOException {
        try {
            byte[] bytes = Files.readAllBytes(file(files));
            return Optional.of(new String(bytes, 0, Math.min(bytes.length, MOST_BYTES), StandardCharsets.UTF_8).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Durable when this returns. */
    static void write(JournalFiles files, String what) throws IOException {
        Path making = file(files).resolveSibling(file(files).getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                making, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap((what + '\n').getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(making, file(files), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        HeadFile.syncFolder(files.folder());
    }

    /** Should it come back after a power cut, the actor asks once more than it has to. */
    static void remove(JournalFiles files) throws IOException {
        Files.deleteIfExists(file(files));
    }

    private static Path file(JournalFiles files) {
        return files.folder().resolve(files.actor() + ".loss");
    }
}
