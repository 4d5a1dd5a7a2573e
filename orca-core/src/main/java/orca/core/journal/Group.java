package orca.core.journal;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One commit: the records of all decisions taken together. All of them are durable or none is.
 *
 * @param sequence counts the groups of an actor from 1, without gaps
 * @param epoch the life of the actor that wrote it, from 1; grows at restore and takeover and never shrinks
 * @param stampedAt the instant that the loop gave the last of these decisions; never before that of the group before
 * @param records in the order in which they were decided; at least one
 */
public record Group(long sequence, long epoch, Instant stampedAt, List<JournalRecord> records) {
    public Group {
        if (sequence < 1) {
            throw new IllegalArgumentException("group.sequence: must be 1 or more, got " + sequence);
        }
        if (epoch < 1) {
            throw new IllegalArgumentException("group.epoch: must be 1 or more, got " + epoch);
        }
        Objects.requireNonNull(stampedAt, "group.stampedAt");
        records = List.copyOf(records);
        if (records.isEmpty()) {
            throw new IllegalArgumentException("group.records: a group without records says nothing");
        }
    }
}
