package orca.runtime.doctor;

import static orca.runtime.doctor.Finding.ok;
import static orca.runtime.doctor.Finding.wrong;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import orca.runtime.config.ConfigFile;
import orca.runtime.hosting.HostingException;
import orca.runtime.hosting.JournalPlaces;
import orca.runtime.journal.H2Store;
import orca.runtime.journal.JournalException;
import orca.runtime.journal.JournalFiles;
import orca.runtime.journal.PostgresStore;

/** Whether journals are there, can be reached, and are held by who should hold them. What is in them is {@code verify}'s. */
final class JournalChecks {
    private static final String VERIFY = "; 'orca journal verify' reads it";

    private JournalChecks() {}

    /** @param running whether the container runs, and so should hold them */
    static List<Finding> look(ConfigFile file, boolean running) {
        List<Finding> found = new ArrayList<>();
        try {
            JournalPlaces places = JournalPlaces.of(file);
            for (String actor : file.config().actors()) {
                String about = "journal of " + actor;
                found.add(switch (places.store(actor)) {
                    case H2Store h2 -> embedded(about, h2, running);
                    case PostgresStore postgres -> served(about, postgres, running);
                });
            }
        } catch (HostingException e) {
            found.add(wrong("journal", e.getMessage(), "see 'journal' in docs/configuration.md"));
        }
        return found;
    }

    private static Finding embedded(String about, H2Store h2, boolean running) {
        JournalFiles files = h2.files();
        boolean there = !h2.missing();
        boolean head = Files.exists(files.head());
        if (!there && !head) {
            return running ? wrong(about, files.database() + " is gone while the container runs",
                    "stop the container and bring the folder back from a backup") : ok(about, "is made at the first start");
        }
        if (there != head) {
            Path gone = there ? files.head() : files.database();
            return wrong(about, "there is no " + gone + ", which belongs to it", "bring the folder back from a backup" + VERIFY);
        }
        try {
            boolean held = Files.exists(files.lock()) && held(files.lock());
            String size = "at " + files.database() + ", " + (Files.size(files.database()) >> 10) + " KiB";
            return held == running ? ok(about, size + (running ? ", held by the container" : ""))
                    : held ? wrong(about, "somebody holds it, and no container answers", "another program reads it, or a"
                            + " container hangs: 'fuser " + files.lock() + "' names it")
                    : wrong(about, "nobody holds it, though the container runs", "its actor is stopped: 'orca get actors' says"
                            + " why" + VERIFY);
        } catch (IOException e) {
            return wrong(about, "cannot be looked at: " + e.getMessage(), "see who owns " + files.folder());
        }
    }

    /** Takes the lock for an instant, if nobody has it. */
    private static boolean held(Path lock) throws IOException {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE); FileLock mine = channel.tryLock()) {
            return mine == null;
        } catch (OverlappingFileLockException e) {
            return true; // by this very process
        }
    }

    private static Finding served(String about, PostgresStore store, boolean running) {
        try {
            store.probe();
            return running ? wrong(about, "nobody holds " + store.name() + ", though the container runs",
                    "its actor is stopped or waits: 'orca get actors' says why") : ok(about, store.name() + " answers");
        } catch (JournalException.JournalInUse e) {
            return running ? ok(about, store.name() + ", held by the container")
                    : wrong(about, e.getMessage(), "it runs elsewhere: stop it there, or start nothing here");
        } catch (JournalException e) {
            return wrong(about, e.getMessage(), "see whether the server runs, and 'journal.url', '.user' and '.password-file'");
        }
    }
}
