package orca.runtime.journal;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import orca.core.journal.Group;

/**
 * One opening of a journal: compares database and head file, decides whether the journal may be used, and replays it.
 * Nothing is told to the actor before the end of the chain agrees with the head file. What was followed while another wrote it
 * is not told again.
 */
final class Opening {
    private static final String WHAT_ACCEPT_LOSS_DOES = "Find the missing files; or open it with --accept-loss, which goes on "
            + "from what is there, raises the epoch, and makes the actor ask its peers before it grants anything";

    private final JournalFiles files;
    private final String name;
    private final RecordCodec codec;
    private final List<String> remarks = new ArrayList<>();

    private long lastSequence;
    private byte[] lastHash;
    private Instant lastStampedAt = Instant.EPOCH;
    private long snapshotSequence;
    /** The epoch of the actor that was told all up to here; 0 before anything is told. */
    private long begun;

    Opening(JournalFiles files, String name, RecordCodec codec) {
        this.files = files;
        this.name = name;
        this.codec = codec;
    }

    /**
     * Tells {@code into} what is new in a journal that another writes, as it would be told to an actor of the epoch after the
     * journal's.
     *
     * @return how far it came
     */
    HeadFile.Head follow(JournalTables tables, JournalTables.Meta meta, Journal.Replay into) throws SQLException {
        check(meta);
        if (lastSequence < meta.archivedThrough()) {
            begun = 0; // what would come next was dropped meanwhile; a snapshot tells it
        }
        begin(tables, meta, meta.epoch() + 1, into);
        replayGroups(tables, into);
        return new HeadFile.Head(lastSequence, meta.epoch(), lastHash);
    }

    /** Begins anew, from the newest snapshot, unless an actor of this very epoch has been told all up to here already. */
    private void begin(JournalTables tables, JournalTables.Meta meta, long epoch, Journal.Replay into) throws SQLException {
        if (begun != epoch) {
            begun = 0;
            into.begin(epoch);
            lastStampedAt = Instant.EPOCH;
            snapshotSequence = replaySnapshot(tables, meta, into);
            lastSequence = snapshotSequence;
            begun = epoch;
        }
    }

    byte[] lastHash() {
        return lastHash;
    }

    /**
     * How a journal is opened.
     *
     * @param acceptLoss whether to go on from a journal that is behind its head file
     * @param afterAnother whether somebody else may have written it last, who may not know yet that its time is over
     */
    record Entry(boolean acceptLoss, boolean afterAnother) {}

    /** What the head file says; one that cannot be read counts as none when a loss is accepted. */
    Optional<HeadFile.Head> readHead(boolean acceptLoss) throws IOException {
        try {
            return HeadFile.read(files.head());
        } catch (JournalException.JournalDamaged e) {
            if (!acceptLoss) {
                throw new JournalException.JournalBehind(e.getMessage()
                        + ", so nobody can say whether the journal is whole. " + WHAT_ACCEPT_LOSS_DOES);
            }
            return Optional.empty();
        }
    }

    /** Before an empty database is made, or used, where a lost one should be. */
    void refuseEmpty(Optional<HeadFile.Head> head, boolean acceptLoss, String what) {
        if (head.isPresent() && head.get().sequence() > 0 && !acceptLoss) {
            throw new JournalException.JournalBehind("journal " + name + " " + what
                    + ", and with it the groups up to " + head.get().sequence() + " that its head file remembers. If they are in"
                    + " another database, 'orca journal copy' brings them here. "
                    + WHAT_ACCEPT_LOSS_DOES);
        }
    }

    /** The tables, which are made when the database is new. */
    JournalTables tables(JournalDatabase database, Optional<HeadFile.Head> head, boolean acceptLoss)
            throws SQLException, IOException {
        if (!database.prepared()) {
            refuseEmpty(head, acceptLoss, "is empty");
        }
        database.prepare();
        return database.writer();
    }

    Journal.Recovered replay(JournalTables tables, Optional<HeadFile.Head> head, Entry entry, Journal.Replay into)
            throws SQLException, IOException {
        JournalTables.Meta meta = meta(tables, head, entry.acceptLoss());
        Optional<StoredGroup> last = tables.last();
        Optional<String> lost = lost(tables, meta, head, last);
        if (lost.isPresent() && !entry.acceptLoss()) {
            throw new JournalException.JournalBehind(lost.get() + ". " + WHAT_ACCEPT_LOSS_DOES);
        }
        long epoch = Math.max(meta.epoch(), last.map(StoredGroup::epoch).orElse(1L));
        if (lost.isPresent()) {
            epoch = Math.max(epoch, head.map(HeadFile.Head::epoch).orElse(1L)) + 1;
            LossMark.write(files, lost.get() + "; that was accepted, and epoch " + epoch + " began");
            raise(tables, meta, epoch);
        } else if (entry.afterAnother()) {
            epoch++;
            raise(tables, meta, epoch);
        }
        Optional<String> mark = LossMark.read(files);
        mark.ifPresent(what -> remarks.add(what));
        if (lost.isEmpty() && !entry.afterAnother() && head.isPresent()) {
            checkEpoch(epoch, head.get(), last.map(StoredGroup::sequence).orElse(meta.archivedThrough()));
        }
        begin(tables, meta, epoch, into);
        replayGroups(tables, into);
        if (lastSequence != last.map(StoredGroup::sequence).orElse(meta.archivedThrough())) {
            throw damaged("group " + (lastSequence + 1) + " is missing");
        }
        return new Journal.Recovered(
                lastSequence, Chain.hex(lastHash), epoch, lastStampedAt, snapshotSequence, mark.isPresent(), remarks);
    }

    /** From now on nobody can append who was granted an earlier epoch. */
    private static void raise(JournalTables tables, JournalTables.Meta meta, long epoch) throws SQLException {
        tables.meta(new JournalTables.Meta(meta.format(), meta.actor(), epoch, meta.archivedThrough(), meta.archivedHash()));
        tables.commitAndSync();
    }

    private void check(JournalTables.Meta meta) {
        if (meta.format() != JournalTables.FORMAT) {
            throw damaged("it has format " + meta.format() + ", this version reads format " + JournalTables.FORMAT);
        }
        if (!meta.actor().equals(files.actor())) {
            throw damaged("it is the journal of '" + meta.actor() + "'");
        }
    }

    private JournalTables.Meta meta(JournalTables tables, Optional<HeadFile.Head> head, boolean acceptLoss)
            throws SQLException, IOException {
        Optional<JournalTables.Meta> found = tables.meta();
        if (found.isPresent()) {
            check(found.get());
            return found.get();
        }
        if (tables.last().isPresent()) {
            throw damaged("its own row is missing; perhaps it was copied here, and not to the end");
        }
        refuseEmpty(head, acceptLoss, "is empty");
        JournalTables.Meta meta =
                new JournalTables.Meta(JournalTables.FORMAT, files.actor(), 1, 0, Chain.genesis(files.actor()));
        tables.meta(meta);
        tables.commitAndSync();
        return meta;
    }

    /** What the head file says and the journal lacks; empty when it lacks nothing. */
    private Optional<String> lost(
            JournalTables tables, JournalTables.Meta meta, Optional<HeadFile.Head> head, Optional<StoredGroup> last)
            throws SQLException {
        long end = last.map(StoredGroup::sequence).orElse(meta.archivedThrough());
        String journal = "journal " + name;
        if (head.isEmpty()) {
            return end == 0 ? Optional.empty() : Optional.of(journal + " ends at group " + end + " and its head file "
                    + files.head() + " cannot be read, so nobody can say whether groups were lost");
        }
        long promised = head.get().sequence();
        if (promised > end) {
            return Optional.of(journal + " is behind its head file: it ends at group " + end + ", groups " + (end + 1) + " to "
                    + promised + " were durable once and are lost");
        }
        if (promised < meta.archivedThrough()) {
            // An old head file; what it could be compared with was dropped after a snapshot that came later.
            return Optional.empty();
        }
        byte[] there = promised == meta.archivedThrough()
                ? meta.archivedHash()
                : tables.group(promised).map(StoredGroup::hash).orElse(new byte[0]);
        return Arrays.equals(there, head.get().hash()) ? Optional.empty() : Optional.of(journal
                + " and its head file disagree about group " + promised + ": the group that was durable once is lost, another "
                + "stands in its place");
    }

    /** An epoch is only ever raised, first in the journal and then in the head file. */
    private void checkEpoch(long epoch, HeadFile.Head head, long end) {
        if (epoch < head.epoch() || epoch > head.epoch() && head.sequence() == end) {
            throw damaged("it is in epoch " + epoch + ", its head file in epoch " + head.epoch());
        }
    }

    /** Tells the newest snapshot that can be trusted; the groups after it say what those passed over would have said. */
    private long replaySnapshot(JournalTables tables, JournalTables.Meta meta, Journal.Replay into) throws SQLException {
        Snapshots snapshots = new Snapshots(tables);
        for (Snapshots.Snapshot snapshot : snapshots.list()) {
            String flaw = snapshots.flaw(snapshot);
            if (flaw.isEmpty()) {
                Optional<StoredGroup> group = tables.group(snapshot.sequence());
                if (group.isPresent() && !Arrays.equals(group.get().hash(), snapshot.chain())) {
                    flaw = "it does not belong to this chain";
                }
            }
            if (flaw.isEmpty()) {
                readSnapshot(snapshots, snapshot, into);
                lastSequence = snapshot.sequence();
                lastHash = snapshot.chain();
                lastStampedAt = snapshot.stampedAt();
                return lastSequence;
            }
            remarks.add("snapshot after group " + snapshot.sequence() + " was passed over: " + flaw);
        }
        if (meta.archivedThrough() > 0) {
            throw damaged("no snapshot can be trusted, and groups 1 to " + meta.archivedThrough() + " were dropped: "
                    + String.join("; ", remarks));
        }
        lastHash = Chain.genesis(files.actor());
        return 0;
    }

    private void readSnapshot(Snapshots snapshots, Snapshots.Snapshot snapshot, Journal.Replay into) {
        try {
            snapshots.read(snapshot, codec, into::snapshot);
        } catch (CodecException e) {
            throw damaged("snapshot after group " + snapshot.sequence() + " is undecodable, " + e.getMessage());
        }
    }

    private void replayGroups(JournalTables tables, Journal.Replay into) throws SQLException {
        for (List<StoredGroup> page = tables.after(lastSequence); !page.isEmpty(); page = tables.after(lastSequence)) {
            for (StoredGroup group : page) {
                refuse(name, group, lastSequence + 1, lastHash);
                into.group(decode(name, group, codec));
                lastSequence = group.sequence();
                lastHash = group.hash();
                lastStampedAt = group.stampedAt();
            }
        }
    }

    static void refuse(String name, StoredGroup group, long due, byte[] before) {
        String flaw = group.flaw(due, before);
        if (!flaw.isEmpty()) {
            throw new JournalException.JournalDamaged(
                    "journal " + name + ", group " + group.sequence() + ": " + flaw);
        }
    }

    static Group decode(String name, StoredGroup group, RecordCodec codec) {
        try {
            return group.decode(codec);
        } catch (CodecException e) {
            throw new JournalException.JournalDamaged(
                    "journal " + name + ", group " + group.sequence() + ": undecodable, " + e.getMessage(), e);
        }
    }

    private JournalException.JournalDamaged damaged(String what) {
        return new JournalException.JournalDamaged("journal " + name + ": " + what);
    }
}
