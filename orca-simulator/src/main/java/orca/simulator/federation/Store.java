package orca.simulator.federation;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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

    void commit(Group group) {
        byte[] bytes = codec.encode(group.records());
        tail.add(bytes);
        digest.update(bytes);
        sequence = group.sequence();
        stamp = group.stampedAt();
        records += group.records().size();
    }

    void snapshot(List<? extends JournalRecord> image) {
        snapshot = image.isEmpty() ? new byte[0] : codec.encode(image);
        tail.clear();
    }

    Restored restore(LongFunction<Actor> birth) {
        Actor actor = birth.apply(1);
        if (snapshot.length > 0) {
            codec.decode(snapshot, actor::apply);
        }
        tail.forEach(bytes -> codec.decode(bytes, actor::apply));
        return new Restored(actor, 1, sequence, stamp);
    }

    long sequence() {
        return sequence;
    }

    long records() {
        return records;
    }

    /** The digest of all bytes ever committed, in hexadecimal. To be asked once, at the end. */
    String finalDigest() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
