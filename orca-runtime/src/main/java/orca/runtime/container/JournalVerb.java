package orca.runtime.container;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import orca.authority.state.AuthorityRecord;
import orca.broker.ledger.BrokerRecord;
import orca.core.journal.JournalRecord;
import orca.runtime.journal.JournalCheck;
import orca.runtime.journal.JournalException;
import orca.runtime.journal.JournalFiles;
import orca.runtime.journal.RecordCodec;
import orca.servicemanager.record.GuestRecord;

/** {@code orca journal verify [FOLDER]}: reads every journal of a container that does not run, and says what is wrong with it. */
final class JournalVerb {
    /** A journal is known by either of these, so that one of which the other is gone is not overlooked. */
    private static final List<String> ENDINGS = List.of(".mv.db", ".head");
    private static final String HELP = """
            Usage: orca journal verify [FOLDER]
            Read every journal of a container that does not run: each record, the chain of their hashes, its end.
            FOLDER is the container's, ./orca-data when left out. Nothing is changed.

            Exit codes: 0 all is as it was written, 1 something is not, 2 there is no journal, 7 the container runs.
            """;

    private JournalVerb() {}

    /** The exit code, as the help says. */
    static int run(List<String> words, PrintStream out, PrintStream err) {
        if (words.contains("--help") || words.contains("-h")) {
            out.print(HELP);
            return 0;
        }
        if (words.isEmpty() || !words.get(0).equals("verify") || words.size() > 2
                || words.size() == 2 && words.get(1).startsWith("-")) {
            err.println("orca: journal: " + (words.isEmpty() ? "a verb is missing"
                    : "does not take '" + String.join(" ", words) + "'"));
            err.println("  see 'orca journal --help'");
            return Main.USAGE;
        }
        Path folder = Path.of(words.size() > 1 ? words.get(1) : "orca-data");
        Path journals = Files.isDirectory(folder.resolve("journals")) ? folder.resolve("journals") : folder;
        TreeSet<String> actors;
        try {
            actors = actors(journals);
        } catch (IOException e) {
            err.println("orca: there is no folder " + journals + " to read journals from; name the folder of a container");
            return Main.USAGE;
        }
        if (actors.isEmpty()) {
            err.println("orca: there is no journal in " + journals + "; name the folder of a container");
            return Main.USAGE;
        }
        try {
            boolean sound = true;
            for (String actor : actors) {
                sound &= told(actor, check(new JournalFiles(journals, actor)), out);
            }
            return sound ? 0 : Main.DIFFERS;
        } catch (JournalException.JournalInUse e) {
            err.println("orca: " + e.getMessage());
            return Main.TROUBLE;
        }
    }

    private static TreeSet<String> actors(Path journals) throws IOException {
        TreeSet<String> actors = new TreeSet<>();
        try (Stream<Path> files = Files.list(journals)) {
            files.map(file -> file.getFileName().toString()).forEach(name -> ENDINGS.stream().filter(name::endsWith)
                    .map(ending -> name.substring(0, name.length() - ending.length()))
                    .filter(actor -> actor.matches("[a-z0-9][a-z0-9._-]*")).forEach(actors::add));
        }
        return actors;
    }

    private static boolean told(String actor, JournalCheck.Report report, PrintStream out) {
        int count = report.findings().size();
        out.println(actor + ": " + (report.last() == 0 ? "no groups" : "groups " + report.first() + " to " + report.last() + ", "
                + report.records() + " records") + ", "
                + (report.sound() ? "all as it was written" : count + (count == 1 ? " finding" : " findings")));
        report.findings().forEach(finding -> out.println("  " + finding));
        return report.sound();
    }

    /** A journal does not say whose it is: it is read as each kind of actor would, and the best reading counts. */
    private static JournalCheck.Report check(JournalFiles files) {
        return Stream.<Class<? extends JournalRecord>>of(AuthorityRecord.class, BrokerRecord.class, GuestRecord.class)
                .map(root -> JournalCheck.check(files, RecordCodec.of(root)))
                .min(Comparator.comparingInt(report -> report.findings().size()))
                .orElseThrow();
    }
}
