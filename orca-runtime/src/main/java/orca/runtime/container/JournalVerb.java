package orca.runtime.container;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import orca.authority.state.AuthorityRecord;
import orca.broker.ledger.BrokerRecord;
import orca.core.journal.JournalRecord;
import orca.runtime.journal.JournalCheck;
import orca.runtime.journal.JournalFiles;
import orca.runtime.journal.RecordCodec;
import orca.servicemanager.record.GuestRecord;

/** {@code orca journal verify [FOLDER]}: reads every journal of a container that does not run, and says what is wrong with it. */
final class JournalVerb {
    private static final String ENDING = ".mv.db";

    private JournalVerb() {}

    /** The exit code: 0 when all is as it was written, 1 when something is not, 2 when there is nothing to read. */
    static int run(List<String> words, PrintStream out, PrintStream err) {
        if (words.isEmpty() || !words.get(0).equals("verify") || words.size() > 2) {
            err.println("usage: orca journal verify [FOLDER]");
            return Main.USAGE;
        }
        Path folder = Path.of(words.size() > 1 ? words.get(1) : "orca-data");
        Path journals = Files.isDirectory(folder.resolve("journals")) ? folder.resolve("journals") : folder;
        List<String> actors;
        try (Stream<Path> files = Files.list(journals)) {
            actors = files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length())).sorted().toList();
        } catch (IOException e) {
            err.println("There is no folder " + journals + " to read journals from: name the folder of a container.");
            return Main.USAGE;
        }
        if (actors.isEmpty()) {
            err.println("There is no journal in " + journals + ".");
            return Main.USAGE;
        }
        int code = 0;
        for (String actor : actors) {
            JournalCheck.Report report = check(new JournalFiles(journals, actor));
            out.println(actor + ": groups " + report.first() + " to " + report.last() + ", " + report.records() + " records, "
                    + (report.sound() ? "all as it was written" : report.findings().size() + " findings"));
            report.findings().forEach(finding -> out.println("  " + finding));
            code = report.sound() ? code : Main.FAILED;
        }
        return code;
    }

    /** A journal does not say whose it is: it is read as each kind of actor would, and the best reading counts. */
    private static JournalCheck.Report check(JournalFiles files) {
        return Stream.<Class<? extends JournalRecord>>of(AuthorityRecord.class, BrokerRecord.class, GuestRecord.class)
                .map(root -> JournalCheck.check(files, RecordCodec.of(root)))
                .min(Comparator.comparingInt(report -> report.findings().size()))
                .orElseThrow();
    }
}
