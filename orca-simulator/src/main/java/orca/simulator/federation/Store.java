package orca.simulator.federation;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongFunction;
import orca.core.actor.Actor;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.runtime.journal.RecordCodec;

/** A node's journal: the bytes that the real codec makes, kept in memory. A commit is whole or was never there. */
final class Store {
    private final RecordCodec codec;
    private final MessageDigest digest;
    private byte[] snapshot = new byte[0];
    private final List<byte[]> tail = new ArrayList<>();
    private long sequence;
    private long records;
    private long commits;
    private long epoch = 1;
    private boolean marked;
    private Instant stamp;

    Store(RecordCodec codec, Instant beginning) {
        this.codec = codec;
        this.stamp = beginning;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    record Restored(Actor actor, long epoch, long sequence, Instant stamp) {}

    /** A journal as it was at some time. */
    record Backup(byte[] snapshot, List<byte[]> tail, long sequence, Instant stamp, long epoch) {}

    Backup backup() {
        return new Backup(snapshot, List.copyOf(tail), sequence, stamp, epoch);
    }

    /** Is as it was; what came after is lost, and the next life begins an epoch that no life had. */
    void restore(Backup backup, Instant now) {
        snapshot = backup.snapshot;
        tail.clear();
        tail.addAll(backup.tail);
        sequence = backup.sequence;
        stamp = backup.stamp;
        epoch = backup.epoch + 1 + Math.max(0, Duration.between(backup.stamp, now).toSeconds());
        marked = true;
    }

    /** Whether something is lost and no life has written since. */
    boolean marked() {
        return marked;
    }

    void commit(Group group) {
        byte[] bytes = codec.encode(group.records());
        tail.add(bytes);
        digest.update(bytes);
        sequence = group.sequence();
        stamp = group.stampedAt();
        records += group.records().size();
        commits++;
        marked = false;
    }

    void snapshot(List<? extends JournalRecord> image) {
        snapshot = image.isEmpty() ? new byte[0] : codec.encode(image);
        tail.clear();
    }

    Restored restore(LongFunction<Actor> birth) {
        Actor actor = birth.apply(epoch);
        if (snapshot.length > 0) {
            codec.decode(snapshot, actor::apply);
        }
        tail.forEach(bytes -> codec.decode(bytes, actor::apply));
        return new Restored(actor, epoch, sequence, stamp);
    }

    long sequence() {
        return sequence;
    }

    /** How many groups were ever written, those that were lost again included. */
    long commits() {
        return commits;
    }

    long records() {
        return records;
    }

    /** The digest of all bytes ever committed, in hexadecimal. To be asked once, at the end. */
    String finalDigest() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
