package orca.runtime.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;

/**
 * A group as its row says: hashed and encoded.
 *
 * @param hash what the row claims; {@link #flaw} says whether it is right
 */
record StoredGroup(
        long sequence, long epoch, Instant stampedAt, int records, byte[] previous, byte[] hash, byte[] bytes) {
    static StoredGroup of(Group group, byte[] previous, RecordCodec codec) {
        byte[] bytes = codec.encode(group.records());
        int records = group.records().size();
        byte[] hash = Chain.group(previous, group.sequence(), group.epoch(), group.stampedAt(), records, bytes);
        return new StoredGroup(group.sequence(), group.epoch(), group.stampedAt(), records, previous, hash, bytes);
    }

    /** Why this group cannot follow one whose hash is {@code before}; empty text when it can. */
    String flaw(long expectedSequence, byte[] before) {
        if (sequence != expectedSequence) {
            return sequence > expectedSequence
                    ? "gap: group " + expectedSequence + " is missing, the next is " + sequence
                    : "group " + sequence + " found where " + expectedSequence + " was due";
        }
        if (!Arrays.equals(previous, before)) {
            return "it does not continue the group before: its previous hash is " + Chain.hex(previous) + ", the chain's is "
                    + Chain.hex(before);
        }
        byte[] real = Chain.group(previous, sequence, epoch, stampedAt, records, bytes);
        if (!Arrays.equals(hash, real)) {
            return "hash mismatch: stored " + Chain.hex(hash) + ", computed " + Chain.hex(real);
        }
        return "";
    }

    /** The group in it. Check {@link #flaw} first. */
    Group decode(RecordCodec codec) {
        List<JournalRecord> found = new ArrayList<>(records);
        codec.decode(bytes, found::add);
        if (found.size() != records) {
            throw new CodecException("the row says " + records + " records, its bytes hold " + found.size());
        }
        return new Group(sequence, epoch, stampedAt, found);
    }
}
