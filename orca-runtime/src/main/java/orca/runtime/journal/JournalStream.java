package orca.runtime.journal;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import orca.core.resource.Names;

/**
 * A journal as one stream of bytes: its own row, the newest snapshots, every group with its hash, and an end by which a stream
 * that was broken off is known. What is written has been verified against the chain on the way, and so is what is read.
 */
final class JournalStream {
    private static final long MAGIC = 0x4f5243414a524e4cL; // ORCAJRNL
    private static final int FORMAT = 1;
    private static final int SNAPSHOT = 'S';
    private static final int GROUP = 'G';
    private static final int END = 'E';
    /** More than the piece of any snapshot. */
    private static final int MOST_PIECE_BYTES = 1 << 20;

    private JournalStream() {}

    /** Writes what is there up to group {@code end}, and says how much that was. */
    static JournalCopy.Copied write(JournalStore store, JournalTables from, long end, OutputStream to)
            throws SQLException, IOException {
        return write(store, from, end, true, to);
    }

    /** The same without snapshots, which are of use to nobody where the groups after them are not. */
    static JournalCopy.Copied writeGroups(JournalStore store, JournalTables from, long end, OutputStream to)
            throws SQLException, IOException {
        return write(store, from, end, false, to);
    }

    private static JournalCopy.Copied write(JournalStore store, JournalTables from, long end, boolean withSnapshots,
            OutputStream to) throws SQLException, IOException {
        JournalTables.Meta meta = from.meta().orElseThrow(() -> damaged(store.name(), "its own row is missing"));
        DataOutputStream out = new DataOutputStream(to);
        out.writeLong(MAGIC);
        out.writeInt(FORMAT);
        out.writeUTF(meta.actor());
        out.writeLong(meta.epoch());
        out.writeLong(meta.archivedThrough());
        out.write(meta.archivedHash());
        Snapshots snapshots = new Snapshots(from);
        for (Snapshots.Snapshot snapshot : withSnapshots ? snapshots.list() : List.<Snapshots.Snapshot>of()) {
            if (snapshot.sequence() <= end && snapshots.flaw(snapshot).isEmpty()) {
                write(snapshots, snapshot, out);
            }
        }
        long last = meta.archivedThrough();
        byte[] hash = meta.archivedHash();
        long epoch = meta.epoch();
        long records = 0;
        Instant stampedAt = Instant.EPOCH;
        for (List<StoredGroup> page = from.after(last); !page.isEmpty() && last < end; page = from.after(last)) {
            for (StoredGroup group : page) {
                if (group.sequence() > end) {
                    break;
                }
                Opening.refuse(store.name(), group, last + 1, hash);
                write(group, out);
                last = group.sequence();
                hash = group.hash();
                epoch = Math.max(epoch, group.epoch());
                stampedAt = group.stampedAt();
                records += group.records();
            }
        }
        if (last < end) {
            throw damaged(store.name(), "group " + (last + 1) + " is missing");
        }
        out.writeByte(END);
        out.writeLong(last);
        out.write(hash);
        out.flush();
        return new JournalCopy.Copied(meta.archivedThrough() + 1, last, Chain.hex(hash), epoch, stampedAt, records);
    }

    private static void write(Snapshots rows, Snapshots.Snapshot snapshot, DataOutputStream out)
            throws SQLException, IOException {
        out.writeByte(SNAPSHOT);
        writeHead(snapshot.sequence(), snapshot.epoch(), snapshot.stampedAt(), out);
        out.writeLong(snapshot.records());
        out.writeLong(snapshot.size());
        out.write(snapshot.chain());
        out.write(snapshot.hash());
        int number = 0;
        for (byte[] piece = rows.piece(snapshot.sequence(), 0); piece.length > 0;
                piece = rows.piece(snapshot.sequence(), ++number)) {
            out.writeInt(piece.length);
            out.write(piece);
        }
        out.writeInt(0);
    }

    private static void write(StoredGroup group, DataOutputStream out) throws IOException {
        out.writeByte(GROUP);
        writeHead(group.sequence(), group.epoch(), group.stampedAt(), out);
        out.writeInt(group.records());
        out.writeInt(group.bytes().length);
        out.write(group.bytes());
        out.write(group.hash());
    }

    private static void writeHead(long sequence, long epoch, Instant stampedAt, DataOutputStream out) throws IOException {
        out.writeLong(sequence);
        out.writeLong(epoch);
        out.writeLong(stampedAt.getEpochSecond());
        out.writeInt(stampedAt.getNano());
    }

    /**
     * Reads such a stream into tables that hold nothing, all but the journal's own row, without which they are no journal.
     *
     * @param name what messages call the stream
     * @return the row
     * @throws JournalException.JournalDamaged when it is not whole
     */
    static Read read(String name, String actor, InputStream from, JournalTables to) throws SQLException, IOException {
        DataInputStream in = new DataInputStream(from);
        try {
            if (in.readLong() != MAGIC || in.readInt() != FORMAT) {
                throw damaged(name, "it is no journal of a format that this version reads");
            }
            String whose = in.readUTF();
            if (!whose.equals(actor)) {
                throw damaged(name, "it is the journal of " + Names.quoted(whose));
            }
            long epoch = in.readLong();
            long archived = in.readLong();
            byte[] hash = in.readNBytes(Chain.HASH_BYTES);
            JournalTables.Meta meta = new JournalTables.Meta(JournalTables.FORMAT, actor, epoch, archived, hash);
            if (archived == 0 && !Arrays.equals(hash, Chain.genesis(actor))) {
                throw damaged(name, "the chain's beginning is not that of this actor");
            }
            return new Reader(name, in, to, meta).read();
        } catch (EOFException e) {
            throw damaged(name, "it was broken off");
        }
    }

    /** What a stream held. */
    record Read(JournalTables.Meta meta, long last, byte[] hash) {}

    private static final class Reader {
        private final String name;
        private final DataInputStream in;
        private final JournalTables to;
        private final JournalTables.Meta meta;
        private long last;
        private byte[] hash;
        private long pending;

        Reader(String name, DataInputStream in, JournalTables to, JournalTables.Meta meta) {
            this.name = name;
            this.in = in;
            this.to = to;
            this.meta = meta;
            this.last = meta.archivedThrough();
            this.hash = meta.archivedHash();
        }

        Read read() throws SQLException, IOException {
            for (int kind = in.readByte(); kind != END; kind = in.readByte()) {
                switch (kind) {
                    case SNAPSHOT -> snapshot();
                    case GROUP -> group();
                    default -> throw damaged(name, "after group " + last + " stands what is no group");
                }
            }
            to.commitAndSync();
            if (in.readLong() != last || !Arrays.equals(in.readNBytes(Chain.HASH_BYTES), hash)) {
                throw damaged(name, "its end is not that of its groups");
            }
            return new Read(meta, last, hash);
        }

        private void snapshot() throws SQLException, IOException {
            long sequence = in.readLong();
            long epoch = in.readLong();
            Instant stampedAt = JournalTables.instant(in.readLong(), in.readInt(), name + ", snapshot " + sequence);
            Snapshots.Snapshot snapshot = new Snapshots.Snapshot(sequence, epoch, stampedAt, in.readLong(), in.readLong(),
                    in.readNBytes(Chain.HASH_BYTES), in.readNBytes(Chain.HASH_BYTES));
            Snapshots rows = new Snapshots(to);
            int number = 0;
            for (int length = length(MOST_PIECE_BYTES); length > 0; length = length(MOST_PIECE_BYTES)) {
                rows.insert(sequence, number++, bytes(length));
                to.commitAndSync();
            }
            rows.insert(snapshot);
            to.commitAndSync();
            String flaw = rows.flaw(snapshot);
            if (!flaw.isEmpty()) {
                throw damaged(name, "the snapshot after group " + sequence + ": " + flaw);
            }
        }

        private void group() throws SQLException, IOException {
            long sequence = in.readLong();
            long epoch = in.readLong();
            Instant stampedAt = JournalTables.instant(in.readLong(), in.readInt(), name + ", group " + sequence);
            int records = in.readInt();
            byte[] bytes = bytes(length(JournalTables.MAX_GROUP_BYTES));
            StoredGroup group =
                    new StoredGroup(sequence, epoch, stampedAt, records, hash, in.readNBytes(Chain.HASH_BYTES), bytes);
            Opening.refuse(name, group, last + 1, hash);
            if (pending + bytes.length > JournalTables.MAX_GROUP_BYTES) {
                to.commitAndSync();
                pending = 0;
            }
            to.insert(group);
            pending += bytes.length;
            last = sequence;
            hash = group.hash();
        }

        private int length(int most) throws IOException {
            int length = in.readInt();
            if (length < 0 || length > most) {
                throw damaged(name, "after group " + last + " stand " + length + " bytes, of which there may be " + most);
            }
            return length;
        }

        private byte[] bytes(int length) throws IOException {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException();
            }
            return bytes;
        }
    }

    private static JournalException.JournalDamaged damaged(String name, String what) {
        return new JournalException.JournalDamaged("journal " + name + ": " + what);
    }
}
