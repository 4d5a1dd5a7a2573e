package orca.runtime.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Remembers, apart from the database, how far the journal had come: after each commit its sequence, hash and epoch are
 * written here and synced. A database that was put back from a copy, or that gave up its last pages after a power cut, then
 * shows.
 *
 * <p>The file has a fixed size and two slots, each in a block of its own, written in turn: a torn write spoils only the slot
 * being written, and the other still holds the commit before. Overwriting in place needs no new blocks and no renaming, so
 * one commit costs one small synced write. The file itself is made under another name and renamed, so that it is never seen
 * half made.
 */
final class HeadFile implements AutoCloseable {
    /** How far the journal had come. */
    record Head(long sequence, long epoch, byte[] hash) {
        /** An accepted loss raises the epoch and takes the sequence back. */
        boolean newerThan(Head other) {
            return epoch != other.epoch ? epoch > other.epoch : sequence > other.sequence;
        }
    }

    /** A slot starts at the beginning of a block. */
    static final int BLOCK_BYTES = 4096;
    /** The two slots. */
    static final int SLOTS = 2;
    private static final long MAGIC = 0x4f52434148454144L; // ORCAHEAD
    private static final int FORMAT = 1;
    private static final int CHECKED_BYTES = 8 + 4 + 8 + 8 + Chain.HASH_BYTES;
    private static final int SLOT_BYTES = CHECKED_BYTES + 4;

    private final FileChannel channel;
    private int nextSlot;

    private HeadFile(FileChannel channel, int nextSlot) {
        this.channel = channel;
        this.nextSlot = nextSlot;
    }

    /**
     * What the file says; empty when it is not there.
     *
     * @throws JournalException.JournalDamaged when neither slot can be read
     */
    static Optional<Head> read(Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Head newest = null;
        for (int slot = 0; slot < SLOTS; slot++) {
            Optional<Head> head = slot(bytes, slot);
            if (head.isPresent() && (newest == null || head.get().newerThan(newest))) {
                newest = head.get();
            }
        }
        if (newest == null) {
            throw new JournalException.JournalDamaged(file + ": neither of its two slots can be read");
        }
        return Optional.of(newest);
    }

    /** What one slot says; empty when it was never written or is torn. */
    static Optional<Head> slot(byte[] file, int slot) {
        if (file.length < slot * BLOCK_BYTES + SLOT_BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(file, slot * BLOCK_BYTES, SLOT_BYTES);
        boolean ours = in.getLong() == MAGIC & in.getInt() == FORMAT;
        Head head = new Head(in.getLong(), in.getLong(), new byte[Chain.HASH_BYTES]);
        in.get(head.hash);
        return ours && in.getInt() == checksum(file, slot * BLOCK_BYTES) ? Optional.of(head) : Optional.empty();
    }

    /** Opens the file, makes it if it is not there or cannot be read, and writes {@code head} to it. */
    static HeadFile open(Path file, Head head) throws IOException {
        byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        Optional<Head> first = slot(bytes, 0);
        Optional<Head> second = slot(bytes, 1);
        if (bytes.length != SLOTS * BLOCK_BYTES || first.isEmpty() && second.isEmpty()) {
            return create(file, head);
        }
        boolean secondIsNewer = first.isEmpty() || second.isPresent() && second.get().newerThan(first.get());
        // In place, so that a journal on a full disk can still be opened.
        HeadFile open = new HeadFile(FileChannel.open(file, StandardOpenOption.WRITE), secondIsNewer ? 0 : 1);
        open.write(head);
        return open;
    }

    /** Makes the file under another name first. */
    private static HeadFile create(Path file, Head head) throws IOException {
        Path making = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                making, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer whole = ByteBuffer.allocate(SLOTS * BLOCK_BYTES).put(encode(head)).clear();
            while (whole.hasRemaining()) {
                channel.write(whole);
            }
            channel.force(true);
        }
        Files.move(making, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(file.getParent());
        return new HeadFile(FileChannel.open(file, StandardOpenOption.WRITE), 1);
    }

    /** Writes over the older slot and syncs. */
    void write(Head head) throws IOException {
        ByteBuffer slot = encode(head);
        long at = (long) nextSlot * BLOCK_BYTES;
        while (slot.hasRemaining()) {
            channel.write(slot, at + slot.position());
        }
        channel.force(false);
        nextSlot = 1 - nextSlot;
    }

    /** Makes the names in {@code folder} durable; a file's own sync does not promise that its name is found again. */
    static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static ByteBuffer encode(Head head) {
        ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES);
        slot.putLong(MAGIC).putInt(FORMAT).putLong(head.sequence).putLong(head.epoch).put(head.hash);
        return slot.putInt(checksum(slot.array(), 0)).flip();
    }

    private static int checksum(byte[] bytes, int from) {
        CRC32C sum = new CRC32C();
        sum.update(Arrays.copyOfRange(bytes, from, from + CHECKED_BYTES));
        return (int) sum.getValue();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
