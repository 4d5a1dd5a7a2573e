package orca.simulator.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import orca.core.actor.Actor;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.runtime.hosting.PastActor;
import orca.runtime.journal.H2Journal;
import orca.runtime.journal.H2Store;
import orca.runtime.journal.Journal;
import orca.runtime.journal.JournalCheck;
import orca.runtime.journal.JournalCopy;
import orca.runtime.journal.JournalFiles;
import orca.runtime.journal.JournalReading;
import orca.runtime.journal.RecordCodec;
import orca.runtime.journal.Retention;
import orca.simulator.federation.KeptStory;
import orca.wire.backup.BackupFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The journals that each version has kept are sound for this one, make the actors that they made then, and these go on: in H2 and
 * in a backup. {@code -Dorca.rewrite=true} makes those of the version that is being made anew; docs/journals.md says when.
 */
class KeptJournalsTest {
    /** More duties than these no actor is asked for. */
    private static final int WAKES = 2_000;
    private static final int SHORT = 6;
    private static final long MOST_BYTES = 500_000;

    @TempDir
    private Path temp;

    @BeforeAll
    static void rewriteIfWished() throws IOException {
        KeptMaking.ifWished();
    }

    static Stream<KeptSet> versions() throws IOException {
        return KeptSet.all();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void journalsInH2AreSoundAndMeanWhatTheyMeant(KeptSet set) throws IOException {
        Path folder = set.copied(temp.resolve("journals"));
        for (KeptSet.Kept kept : set.actors()) {
            JournalFiles files = new JournalFiles(folder, kept.name());
            KeptWaking.assertSound(kept, files, new H2Store(files));
            Actor fromAll = KeptStory.born(kept.role(), kept.self(), 1);
            Actor fromSnapshot = KeptStory.born(kept.role(), kept.self(), 1);
            try (JournalReading reading = JournalReading.open(files, new H2Store(files)).orElseThrow()) {
                reading.replay(kept.codec(), kept.part().stampedAt().orElseThrow(), PastActor.into(fromSnapshot));
                for (Iterator<Group> groups = reading.groups(kept.codec(), 1); groups.hasNext(); ) {
                    groups.next().records().forEach(fromAll::apply);
                }
            }
            KeptSet.assertMeans(set.state(kept.name()), fromSnapshot, kept.codec());
            if (kept.part().first() == 1) {
                KeptSet.assertMeans(set.state(kept.name()), fromAll, kept.codec());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theActorsWakeAndGoOn(KeptSet set) throws IOException {
        Path folder = set.copied(temp.resolve("journals"));
        for (KeptSet.Kept kept : set.actors()) {
            JournalFiles files = new JournalFiles(folder, kept.name());
            long more = KeptWaking.goOn(kept, new H2Journal(files, kept.codec(), Retention.of(H2Journal.KEEP_ALL)), WAKES);
            assertThat(more).as("groups that %s decides next", kept.name()).isPositive();
            JournalCheck.Report report = JournalCheck.check(files, new H2Store(files), kept.codec());
            assertThat(report.findings()).isEmpty();
            assertThat(report.last()).isEqualTo(kept.part().last() + more);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aBackupIsRestored(KeptSet set) throws IOException {
        try (BackupFile backup = new BackupFile(set.backup())) {
            for (KeptSet.Kept kept : set.actors()) {
                JournalFiles files = new JournalFiles(temp.resolve("restored"), kept.name());
                try (InputStream in = backup.stream(kept.part())) {
                    JournalCopy.restore(files, new H2Store(files), in, kept.part().epoch() + 7, "a test of it");
                }
                KeptWaking.assertSound(kept, files, new H2Store(files));
                Actor actor = KeptStory.born(kept.role(), kept.self(), kept.part().epoch() + 7);
                try (Journal journal = new H2Journal(files, kept.codec(), Retention.of(0))) {
                    Journal.Recovered recovered = journal.open(PastActor.into(actor));
                    assertThat(recovered.epoch()).isEqualTo(kept.part().epoch() + 7);
                    assertThat(recovered.lossAccepted()).isTrue();
                }
                KeptSet.assertMeans(set.state(kept.name()), actor, kept.codec());
            }
        }
    }

    @Test
    void everyKindOfRecordIsInAJournalThatIsKept() throws IOException {
        Set<Class<?>> missing = KeptMaking.kinds();
        assertThat(missing).hasSizeGreaterThan(50);
        List<KeptSet> sets = KeptSet.all().toList();
        for (KeptSet set : sets) {
            Path folder = set.copied(temp.resolve(set.toString()));
            for (KeptSet.Kept kept : set.actors()) {
                JournalFiles files = new JournalFiles(folder, kept.name());
                try (JournalReading reading = JournalReading.open(files, new H2Store(files)).orElseThrow()) {
                    missing.removeAll(kinds(reading, kept.codec(), kept));
                }
            }
        }
        assertThat(missing).as("kinds of record that no journal has which is kept. Have them happen in %s and make what is kept"
                + " anew: %s", KeptStory.class.getSimpleName(), KeptSet.COMMAND).isEmpty();
    }

    private static Set<Class<?>> kinds(JournalReading reading, RecordCodec codec, KeptSet.Kept kept) {
        Set<Class<?>> kinds = new LinkedHashSet<>();
        for (Iterator<Group> groups = reading.groups(codec, 1); groups.hasNext(); ) {
            groups.next().records().forEach(record -> kinds.add(record.getClass()));
        }
        // Some are in snapshots alone.
        reading.replay(codec, kept.part().stampedAt().orElseThrow(), new Journal.Replay() {
            @Override
            public void begin(long epoch) {
                // of any
            }

            @Override
            public void snapshot(JournalRecord record) {
                kinds.add(record.getClass());
            }

            @Override
            public void group(Group group) {
                // read above
            }
        });
        return kinds;
    }

    @Test
    void theVersionThatIsBeingMadeKeepsSomeAndTheyAreSmallAndSayNothingOfWhereTheyWereMade() throws IOException {
        KeptSet present = KeptSet.present();
        assertThat(present.folder()).as("made by: %s", KeptSet.COMMAND).isDirectory();
        assertThat(present.backup()).exists();
        List<Path> files;
        try (Stream<Path> all = Files.walk(present.folder())) {
            files = all.filter(Files::isRegularFile).toList();
        }
        // A short one is a word like others.
        Pattern places = Pattern.compile("/tmp/|/home/|/root/|/var/|BEGIN [A-Z ]*PRIVATE"
                + host().filter(name -> name.length() >= SHORT).map(name -> "|" + Pattern.quote(name)).orElse(""));
        for (Path file : files) {
            assertThat(Files.size(file)).as("%s", file).isLessThan(MOST_BYTES);
            String text = file.toString().endsWith(".gz") ? KeptSet.read(file)
                    : Files.readString(file, StandardCharsets.ISO_8859_1);
            assertThat(places.matcher(text).results().map(MatchResult::group)).as("%s", file).isEmpty();
        }
    }

    /** What this machine is called, if it knows. */
    private static Optional<String> host() {
        try {
            return Optional.of(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    @Test
    void eachVersionOfTheChangesHasKeptSome() throws IOException {
        assertThat(KeptSet.versions()).isNotEmpty().isSubsetOf(KeptSet.all().map(KeptSet::toString).toList());
    }

    @Test
    void whatIsReleasedIsNotMadeAnew() throws IOException {
        assertThat(KeptSet.open("1.2.0-SNAPSHOT", "## 1.2.0, not released yet\n")).isTrue();
        assertThat(KeptSet.open("1.2.0-SNAPSHOT", "## 1.2.0, of 3 May\n")).isFalse();
        assertThat(KeptSet.open("1.2.0", "## 1.2.0, not released yet\n")).isFalse();
        assertThat(KeptSet.open("1.2.0-SNAPSHOT", "## 11.2.0, not released yet\n")).isFalse();
    }

    /** What the others would not notice they could not fail for. */
    @Test
    void whatMeansSomethingElseOrIsDamagedIsNoticed() throws IOException {
        KeptSet set = KeptSet.all().findFirst().orElseThrow();
        KeptSet.Kept kept = set.actors().get(0);
        Path folder = set.copied(temp.resolve("journals"));
        JournalFiles files = new JournalFiles(folder, kept.name());
        Actor actor = KeptStory.born(kept.role(), kept.self(), 1);
        try (JournalReading reading = JournalReading.open(files, new H2Store(files)).orElseThrow()) {
            Iterator<Group> groups = reading.groups(kept.codec(), 1);
            while (groups.hasNext()) {
                Group group = groups.next();
                if (groups.hasNext()) {
                    group.records().forEach(actor::apply);
                }
            }
        }
        assertThatThrownBy(() -> KeptSet.assertMeans(set.state(kept.name()), actor, kept.codec()))
                .as("without its last group").isInstanceOf(AssertionError.class);
        byte[] bytes = Files.readAllBytes(files.database());
        Files.write(files.database(), Arrays.copyOf(bytes, bytes.length * 2 / 3));
        assertThatThrownBy(() -> KeptWaking.assertSound(kept, files, new H2Store(files))).isInstanceOf(AssertionError.class);
    }
}
