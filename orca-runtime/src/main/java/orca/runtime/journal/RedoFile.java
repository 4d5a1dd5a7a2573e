package orca.runtime.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The changes of a file since it was last synced, as batches that are each wholly there or not at all. A batch is durable when
 * {@link #append} returns; after a crash the batches are read and done once more, which does no harm to what was done already.
 *
 * <p>When the file is full enough its owner syncs the other file and begins the next round at the front. Each batch carries
 * its round, so that what is left of an older round is never taken for part of a newer one.
 */
final class RedoFile implements AutoCloseable {
    /** One change: bytes to put somewhere, or a new length. */
    sealed interface Change {
        record Put(long at, byte[] bytes) implements Change {}

        record Cut(long size) implements Change {}
    }

    /** When a round ends; a single larger batch still goes in. */
    static final long ROUND_BYTES = 16L * 1024 * 1024;
    private static final int BLOCK_BYTES = 4096;
    private static final int MAGIC = 0x5245444f; // REDO
    private static final int HEADER_BYTES = 4 + 8 + 4 + 4 + 4;
    private static final int MOST_BATCH_BYTES = 256 * 1024 * 1024;

    private final FileChannel channel;
    private long round;
    private int index;
    private long end;

    private RedoFile(FileChannel channel) {
        this.channel = channel;
    }

    /** Over an open channel, whose batches are in {@link #batches}. */
    static RedoFile over(FileChannel channel) throws IOException {
        RedoFile file = new RedoFile(channel);
        file.batches();
        return file;
    }

    /** The changes of the newest round, in order. */
    List<Change> batches() throws IOException {
        List<Change> changes = new ArrayList<>();
        end = 0;
        index = 0;
        while (true) {
            ByteBuffer header = read(end, HEADER_BYTES);
            if (header == null || header.getInt() != MAGIC) {
                return changes;
            }
            long batchRound = header.getLong();
            int batchIndex = header.getInt();
            int length = header.getInt();
            int sum = header.getInt();
            boolean next = batchIndex == index && (index == 0 || batchRound == round);
            ByteBuffer body = next && length >= 0 && length <= MOST_BATCH_BYTES ? read(end + HEADER_BYTES, length) : null;
            if (body == null || sum != checksum(batchRound, batchIndex, body.array())) {
                return changes;
            }
            decode(body, changes);
            round = batchRound;
            index++;
            end = afterBatch(length);
        }
    }

    /** A batch begins a block, so that writing it touches none that holds a durable one. */
    private long afterBatch(int length) {
        return (end + HEADER_BYTES + length + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
    }

    private ByteBuffer read(long at, int length) throws IOException {
        if (at + length > channel.size()) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                return null;
            }
        }
        return bytes.flip();
    }

    /** Whether there is no room for a batch of {@code changes} in this round, after one that is there. */
    boolean isFull(List<Change> changes) {
        return end > 0 && end + HEADER_BYTES + size(changes) > ROUND_BYTES;
    }

    /** Begins the next round; the file that the changes are for has been synced. */
    void nextRound() {
        round++;
        index = 0;
        end = 0;
    }

    /** Makes {@code changes} durable, all or none. */
    void append(List<Change> changes) throws IOException {
        int length = size(changes);
        ByteBuffer batch = ByteBuffer.allocate(HEADER_BYTES + length);
        batch.position(HEADER_BYTES);
        for (Change change : changes) {
            switch (change) {
                case Change.Put(long at, byte[] bytes) -> batch.putLong(at).putInt(bytes.length).put(bytes);
                case Change.Cut(long size) -> batch.putLong(size).putInt(-1);
            }
        }
        byte[] body = Arrays.copyOfRange(batch.array(), HEADER_BYTES, HEADER_BYTES + length);
        batch.rewind().putInt(MAGIC).putLong(round).putInt(index).putInt(length).putInt(checksum(round, index, body)).rewind();
        while (batch.hasRemaining()) {
            channel.write(batch, end + batch.position());
        }
        channel.force(false);
        index++;
        end = afterBatch(length);
    }

    private static int size(List<Change> changes) {
        int size = 0;
        for (Change change : changes) {
            size += 8 + 4 + (change instanceof Change.Put(long at, byte[] bytes) ? bytes.length : 0);
        }
        return size;
    }

    private static void decode(ByteBuffer body, List<Change> into) {
        while (body.hasRemaining()) {
            long at = body.getLong();
            int length = body.getInt();
            if (length < 0) {
                into.add(new Change.Cut(at));
            } else {
                byte[] bytes = new byte[length];
                body.get(bytes);
                into.add(new Change.Put(at, bytes));
            }
        }
    }

    private static int checksum(long round, int index, byte[] body) {
        CRC32C sum = new CRC32C();
        sum.update(ByteBuffer.allocate(12).putLong(round).putInt(index).flip());
        sum.update(body);
        return (int) sum.getValue();
    }

    /** Empties the file: everything in it is in the other file, synced. */
    void clear() throws IOException {
        channel.truncate(0);
        channel.force(true);
        nextRound();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
