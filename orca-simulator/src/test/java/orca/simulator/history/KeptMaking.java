package orca.simulator.history;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import orca.authority.state.AuthorityRecord;
import orca.broker.ledger.BrokerRecord;
import orca.core.actor.Actor;
import orca.core.journal.Group;
import orca.runtime.hosting.PastActor;
import orca.runtime.journal.H2Journal;
import orca.runtime.journal.H2Store;
import orca.runtime.journal.Journal;
import orca.runtime.journal.JournalCopy;
import orca.runtime.journal.JournalFiles;
import orca.runtime.journal.RecordCodec;
import orca.runtime.journal.Retention;
import orca.servicemanager.record.GuestRecord;
import orca.simulator.federation.Cast;
import orca.simulator.federation.KeptStory;
import orca.simulator.federation.KeptWriting;
import orca.simulator.federation.Storm;
import orca.wire.backup.BackupManifest;
import orca.wire.backup.BackupWriter;
import orca.wire.text.Notation;

/**
 * Makes the journals that are kept of a version. The groups are those of a {@link KeptStory}; each is written as a container
 * writes it, with a snapshot on the way, and each time that its actor was put back, its journal is put back from a copy.
 */
final class KeptMaking {
    /** Whose journal has dropped what a snapshot made needless, and how many groups it has kept. */
    private static final String DROPS = KeptStory.OTHER;
    private static final long KEEPS = 40;
    /** How many storms are looked through for records. */
    private static final int STORMS = 24;
    private static final String NO_CONFIGURATION = "0".repeat(64);

    private static boolean done;

    private final KeptSet set;
    private final Path ground;

    /** @param ground an empty folder */
    private KeptMaking(KeptSet set, Path ground) {
        this.set = set;
        this.ground = ground;
    }

    /** Makes all that needs no server anew when somebody wishes it, once. */
    static synchronized void ifWished() throws IOException {
        if (KeptSet.rewriting() && !done) {
            KeptSet set = KeptSet.rewritable();
            Path ground = Files.createTempDirectory("orca-kept-");
            List<KeptWriting> story = KeptStory.told(kinds());
            new KeptMaking(set, ground).make(story);
            Keepsake keepsake = new Keepsake();
            story.forEach(written -> keepsake.look(written.role(), written.groups()));
            for (int seed = 0; seed < STORMS; seed++) {
                new Storm(seed, Cast.real(), keepsake).run();
            }
            keepsake.write(set.folder());
            done = true;
        }
    }

    /** Every kind of record that an actor may write. */
    static Set<Class<?>> kinds() {
        Set<Class<?>> kinds = new LinkedHashSet<>();
        List.of(AuthorityRecord.class, BrokerRecord.class, GuestRecord.class).forEach(root -> gather(root, kinds));
        return kinds;
    }

    private static void gather(Class<?> kind, Set<Class<?>> kinds) {
        if (kind.isSealed()) {
            List.of(kind.getPermittedSubclasses()).forEach(one -> gather(one, kinds));
        } else {
            kinds.add(kind);
        }
    }

    /** The H2 folder, the backup and the texts; the dump of PostgreSQL is made of the folder, where there is a server. */
    private void make(List<KeptWriting> story) throws IOException {
        Files.createDirectories(set.h2());
        List<BackupManifest.Part> parts = new ArrayList<>();
        Instant end = Instant.EPOCH;
        try (OutputStream out = Files.newOutputStream(set.backup())) {
            BackupWriter writer = new BackupWriter(out);
            for (KeptWriting written : story) {
                BackupManifest.Part part = one(written, writer);
                parts.add(part);
                end = part.stampedAt().filter(end::isBefore).orElse(end);
            }
            writer.end(new BackupManifest(BackupManifest.FORMAT, set.toString(), end, NO_CONFIGURATION, parts));
        }
    }

    private BackupManifest.Part one(KeptWriting written, BackupWriter writer) throws IOException {
        RecordCodec codec = PastActor.codec(written.role());
        Actor actor = KeptStory.born(written.role(), written.self(), 1);
        List<Group> groups = written.groups();
        long middle = groups.get(groups.size() * 3 / 5).sequence();
        int at = 0;
        byte[] copy = new byte[0];
        BackupManifest.Part part = null;
        JournalFiles files = new JournalFiles(ground, written.name());
        for (int life = 0; part == null; life++) {
            files = new JournalFiles(ground.resolve(Integer.toString(life)), written.name());
            long epoch = groups.get(at).epoch();
            if (life > 0) {
                JournalCopy.restore(files, new H2Store(files), new ByteArrayInputStream(copy), epoch, "restored from a backup");
            }
            try (Journal journal = new H2Journal(files, codec, written.name().equals(DROPS) ? Retention.of(KEEPS)
                    : Retention.of(H2Journal.KEEP_ALL))) {
                journal.open(PastActor.into(KeptStory.born(written.role(), written.self(), epoch)));
                for (; at < groups.size() && groups.get(at).epoch() == epoch; at++) {
                    journal.append(groups.get(at));
                    groups.get(at).records().forEach(actor::apply);
                    if (groups.get(at).sequence() == middle) {
                        journal.snapshot(middle, actor.image().iterator());
                    }
                }
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                journal.copy(out);
                copy = out.toByteArray();
                part = at == groups.size() ? part(written, journal, writer) : null;
            }
        }
        set.state(written.name(), KeptSet.lines(actor, codec));
        keep(files);
        return part;
    }

    private static BackupManifest.Part part(KeptWriting written, Journal journal, BackupWriter writer)
            throws IOException {
        String entry = "journals/" + written.name();
        JournalCopy.Copied[] copied = new JournalCopy.Copied[1];
        BackupWriter.Written bytes = writer.add(entry, out -> copied[0] = journal.copy(out));
        JournalCopy.Copied all = copied[0];
        return new BackupManifest.Part(written.name(), Notation.word(written.role()), written.self().value(), all.epoch(),
                all.first(), all.last(), Optional.of(all.stampedAt()), all.hash(), all.records(), entry, bytes.bytes(),
                bytes.sha256());
    }

    /** A journal that was written for long has much room in its file; this one gets a file that was written once. */
    private void keep(JournalFiles files) throws IOException {
        JournalFiles to = new JournalFiles(Files.createDirectories(ground.resolve("kept")), files.actor());
        JournalCopy.copy(files, new H2Store(files), new H2Store(to));
        Files.copy(files.head(), to.head());
        for (Path file : List.of(to.database(), to.redo(), to.head())) {
            Path place = set.h2().resolve(file.getFileName());
            Files.deleteIfExists(place);
            if (Files.exists(file)) {
                Files.copy(file, place);
            }
        }
    }
}
