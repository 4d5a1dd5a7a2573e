package orca.runtime.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import orca.core.journal.JournalRecord;

/**
 * The rows of snapshots, on the connection of one {@link JournalTables}. A snapshot's bytes are written in pieces, each
 * committed and synced by itself, so that no transaction grows with the state; its row comes last and makes it count.
 */
final class Snapshots {
    /** How many complete ones are kept: if the newest cannot be read, the one before and the groups after it say the same. */
    static final int KEPT = 2;
    /** Smaller than a row may be, so that appends waiting for the same disk wait less. */
    private static final int PIECE_BYTES = 256 * 1024;
    /** How many pieces go in one transaction, which remembers their bytes until it ends. */
    private static final int DELETED_PIECES = 16;

    /** A complete snapshot. */
    record Snapshot(long sequence, long epoch, Instant stampedAt, long records, long size, byte[] chain, byte[] hash) {}

    private final JournalTables tables;

    Snapshots(JournalTables tables) {
        this.tables = tables;
    }

    /** The complete ones, newest first. */
    List<Snapshot> list() throws SQLException {
        List<Snapshot> found = new ArrayList<>();
        try (PreparedStatement select = tables.connection().prepareStatement("SELECT sequence, epoch, stamped_seconds, "
                        + "stamped_nanos, records, size, chain, hash FROM snapshot ORDER BY sequence DESC");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Instant stampedAt = JournalTables.instant(row.getLong(3), row.getInt(4), "snapshot " + row.getLong(1));
                found.add(new Snapshot(row.getLong(1), row.getLong(2), stampedAt, row.getLong(5), row.getLong(6),
                        row.getBytes(7), row.getBytes(8)));
            }
        }
        return found;
    }

    /** Writes one as of {@code group}, unless there is one. */
    void write(StoredGroup group, Iterator<? extends JournalRecord> records, RecordCodec codec) throws SQLException {
        if (list().stream().anyMatch(snapshot -> snapshot.sequence() == group.sequence())) {
            return;
        }
        deletePieces("sequence NOT IN (SELECT sequence FROM snapshot)");
        MessageDigest digest = Chain.snapshot(group.hash(), group.sequence(), group.epoch(), group.stampedAt());
        PieceWriter out = new PieceWriter(group.sequence(), digest);
        long written = codec.write(records, out);
        out.flushPiece();
        insert(new Snapshot(group.sequence(), group.epoch(), group.stampedAt(), written, out.size, group.hash(),
                Chain.finish(digest, written, out.size)));
        tables.commitAndSync();
    }

    void insert(Snapshot snapshot) throws SQLException {
        try (PreparedStatement insert = tables.connection().prepareStatement("INSERT INTO snapshot (sequence, epoch, "
                + "stamped_seconds, stamped_nanos, records, size, chain, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setLong(1, snapshot.sequence());
            insert.setLong(2, snapshot.epoch());
            insert.setLong(3, snapshot.stampedAt().getEpochSecond());
            insert.setInt(4, snapshot.stampedAt().getNano());
            insert.setLong(5, snapshot.records());
            insert.setLong(6, snapshot.size());
            insert.setBytes(7, snapshot.chain());
            insert.setBytes(8, snapshot.hash());
            insert.executeUpdate();
        }
    }

    /** Writes a snapshot of these tables, piece by piece, to others that have none of its sequence. */
    void copy(Snapshot snapshot, Snapshots into) throws SQLException {
        int number = 0;
        for (byte[] bytes = piece(snapshot.sequence(), 0); bytes.length > 0; bytes = piece(snapshot.sequence(), number)) {
            into.insert(snapshot.sequence(), number++, bytes);
            into.tables.commitAndSync();
        }
        into.insert(snapshot);
        into.tables.commitAndSync();
    }

    void insert(long sequence, int piece, byte[] bytes) throws SQLException {
        try (PreparedStatement insert = tables.connection().prepareStatement(
                "INSERT INTO snapshot_piece (sequence, piece, bytes) VALUES (?, ?, ?)")) {
            insert.setLong(1, sequence);
            insert.setInt(2, piece);
            insert.setBytes(3, bytes);
            insert.executeUpdate();
        }
    }

    /** Deletes all but the newest {@link #KEPT} and says the sequence of the oldest that stays. */
    long dropOld() throws SQLException {
        List<Snapshot> all = list();
        long oldestKept = all.get(Math.min(all.size(), KEPT) - 1).sequence();
        try (PreparedStatement delete = tables.connection().prepareStatement("DELETE FROM snapshot WHERE sequence < ?")) {
            delete.setLong(1, oldestKept);
            delete.executeUpdate();
        }
        tables.commitAndSync();
        deletePieces("sequence < " + oldestKept);
        return oldestKept;
    }

    private void deletePieces(String which) throws SQLException {
        try (PreparedStatement delete = tables.connection().prepareStatement(
                "DELETE FROM snapshot_piece WHERE (sequence, piece) IN (SELECT sequence, piece FROM snapshot_piece WHERE " + which
                        + " FETCH FIRST " + DELETED_PIECES + " ROWS ONLY)")) {
            while (delete.executeUpdate() > 0) {
                tables.commitAndSync();
            }
            tables.connection().commit();
        }
    }

    /** What is wrong with a snapshot's bytes; empty text when nothing is. */
    String flaw(Snapshot snapshot) throws SQLException {
        MessageDigest digest =
                Chain.snapshot(snapshot.chain(), snapshot.sequence(), snapshot.epoch(), snapshot.stampedAt());
        long size = 0;
        for (int piece = 0; ; piece++) {
            byte[] bytes = piece(snapshot.sequence(), piece);
            if (bytes.length == 0) {
                break;
            }
            digest.update(bytes);
            size += bytes.length;
        }
        if (size != snapshot.size()) {
            return "its pieces hold " + size + " bytes, its row says " + snapshot.size();
        }
        byte[] real = Chain.finish(digest, snapshot.records(), size);
        return Arrays.equals(real, snapshot.hash()) ? "" : "hash mismatch: stored " + Chain.hex(snapshot.hash())
                + ", computed " + Chain.hex(real);
    }

    /** Tells the records of a snapshot that has no flaw. */
    void read(Snapshot snapshot, RecordCodec codec, Consumer<? super JournalRecord> into) {
        codec.decode(new PieceReader(snapshot.sequence()), into);
    }

    /** One piece; no bytes when there is none. */
    byte[] piece(long sequence, int piece) throws SQLException {
        try (PreparedStatement select = tables.connection().prepareStatement(
                "SELECT bytes FROM snapshot_piece WHERE sequence = ? AND piece = ?")) {
            select.setLong(1, sequence);
            select.setInt(2, piece);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getBytes(1) : new byte[0];
            }
        }
    }

    private final class PieceWriter extends OutputStream {
        private final long sequence;
        private final MessageDigest digest;
        private final byte[] piece = new byte[PIECE_BYTES];
        private int filled;
        private int pieces;
        private long size;

        PieceWriter(long sequence, MessageDigest digest) {
            this.sequence = sequence;
            this.digest = digest;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            int at = from;
            int rest = length;
            while (rest > 0) {
                int part = Math.min(rest, PIECE_BYTES - filled);
                System.arraycopy(bytes, at, piece, filled, part);
                filled += part;
                at += part;
                rest -= part;
                if (filled == PIECE_BYTES) {
                    try {
                        flushPiece();
                    } catch (SQLException e) {
                        throw new IOException(e);
                    }
                }
            }
        }

        void flushPiece() throws SQLException {
            if (filled == 0) {
                return;
            }
            byte[] bytes = Arrays.copyOf(piece, filled);
            insert(sequence, pieces, bytes);
            tables.commitAndSync();
            digest.update(bytes);
            size += filled;
            pieces++;
            filled = 0;
        }
    }

    private final class PieceReader extends InputStream {
        private final long sequence;
        private byte[] piece = {};
        private int at;
        private int pieces;

        PieceReader(long sequence) {
            this.sequence = sequence;
        }

        private boolean more() throws IOException {
            if (at == piece.length) {
                try {
                    piece = piece(sequence, pieces++);
                } catch (SQLException e) {
                    throw new IOException(e);
                }
                at = 0;
            }
            return at < piece.length;
        }

        @Override
        public int read() throws IOException {
            return more() ? piece[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!more()) {
                return -1;
            }
            int part = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, into, from, part);
            at += part;
            return part;
        }
    }
}
