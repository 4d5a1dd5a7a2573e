package orca.runtime.journal;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;

/**
 * One actor's durable memory: groups of records, one after another, chained by their hashes, with a snapshot now and then so
 * that a restart does not read for ever.
 *
 * <p>The order of use: {@link #open} once, then {@link #append} by one thread. {@link #snapshot}, {@link #forEach} and
 * {@link #check} may run on other threads at the same time, one of each. Every method may throw {@link JournalException}; after a
 * {@link JournalException.JournalFailed} every further call throws another, and the owner makes a new journal object.
 */
public interface Journal extends AutoCloseable {
    /** What a restart is told, in order: its epoch, the records of the newest snapshot, then every group after it. */
    interface Replay {
        /**
         * Called first, with the epoch that {@link Recovered} will name. Where a journal is followed it may come again: then
         * what was told before counts for nothing.
         */
        void begin(long epoch);

        void snapshot(JournalRecord record);

        void group(Group group);
    }

    /**
     * How far the journal reaches.
     *
     * @param sequence of the last group, 0 when there is none
     * @param hash the chain's hash at that group, 64 hexadecimal digits
     * @param epoch that the next groups must carry; one more than before when a loss was accepted
     * @param stampedAt of the last group, the epoch of time when there is none
     * @param snapshotSequence the sequence of the snapshot that was replayed, 0 for none
     * @param lossAccepted whether it lacks what was durable once, and its actor has not written since that was accepted
     * @param remarks what an operator should read, such as a snapshot that had to be passed over
     */
    record Recovered(
            long sequence,
            String hash,
            long epoch,
            Instant stampedAt,
            long snapshotSequence,
            boolean lossAccepted,
            List<String> remarks) {
        public Recovered {
            remarks = List.copyOf(remarks);
        }
    }

    /**
     * Opens the journal, makes it if there is none, and tells {@code into} what it holds. Everything told has been verified
     * against the chain.
     *
     * @param acceptLoss whether to open a journal that is behind its head file; if it is, the epoch is raised, and the
     *     actor must ask its peers before it grants anything
     */
    Recovered open(Replay into, boolean acceptLoss);

    default Recovered open(Replay into) {
        return open(into, false);
    }

    /**
     * Makes {@code groups} durable. When this returns they outlive a power cut; when it throws, none, some or all of them
     * may be found by the next {@link #open}, in order and without gaps, and nobody may have been told of any.
     *
     * @param groups continuing the sequence, with the epoch that {@link #open} returned, stamped no earlier than the last
     * @throws IllegalArgumentException for groups that do not continue the journal; the journal stays usable
     */
    void append(List<Group> groups);

    default void append(Group group) {
        append(List.of(group));
    }

    /**
     * Stores the whole state as it was after group {@code sequence}, which is durable. Afterwards a restart begins there, and
     * what is older than the archive bound may be dropped.
     *
     * @param records one per subject; read on the calling thread, so they must not change meanwhile
     */
    void snapshot(long sequence, Iterator<? extends JournalRecord> records);

    /**
     * Shows every group from {@code fromSequence} through {@code throughSequence} that was durable when the call began; dropped
     * groups are skipped.
     */
    void forEach(long fromSequence, long throughSequence, Consumer<? super Group> visitor);

    default void forEach(long fromSequence, Consumer<? super Group> visitor) {
        forEach(fromSequence, Long.MAX_VALUE, visitor);
    }

    /**
     * Writes everything that was durable when the call began to {@code out}, verified against the chain;
     * {@link JournalCopy#restore} makes a journal of it. No groups and no snapshots are dropped meanwhile.
     */
    JournalCopy.Copied copy(OutputStream out) throws IOException;

    /** Walks everything that was durable when the call began, except the head file, and says what is wrong with it. */
    JournalCheck.Report check();

    /** Closes the files. Nothing is lost without it. */
    @Override
    void close();
}
