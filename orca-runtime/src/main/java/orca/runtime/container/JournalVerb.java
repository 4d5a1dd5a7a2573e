package orca.runtime.container;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import orca.authority.state.AuthorityRecord;
import orca.broker.ledger.BrokerRecord;
import orca.core.journal.JournalRecord;
import orca.runtime.config.ConfigException;
import orca.runtime.hosting.HostingException;
import orca.runtime.hosting.JournalPlaces;
import orca.runtime.journal.JournalCheck;
import orca.runtime.journal.JournalException;
import orca.runtime.journal.RecordCodec;
import orca.servicemanager.record.GuestRecord;
import orca.wire.backup.BackupManifest;

/**
 * {@code orca journal verify}: reads every journal of a container that does not run, and says what is wrong with it; and
 * {@code orca journal copy}: brings them from one database into another.
 */
final class JournalVerb {
    private static final String HELP = """
            Usage: orca journal verify [WHERE]
                   orca journal copy FROM TO [ACTOR...]
                   orca journal restore BACKUP WHERE
                   orca journal show --help
                   orca journal at --help

            verify  Read every journal of a container that does not run: each record, the chain of their hashes,
                    its end. Nothing is changed.
            copy    Copy journals of a container that does not run from one database into another, and read them
                    there. FROM stays as it is; TO must hold nothing of theirs. All actors, or those named.
            restore Make the journals of a container out of a backup that 'orca backup' wrote, on this host or another,
                    where there are none, and read them there. The actors begin new epochs and ask their peers.
            show    Show what journals say, group by group.
            at      Show the tables of 'orca get' as of a moment.

            WHERE, FROM and TO are each a container's configuration file, whose 'journal' says where they are, or
            its folder, where they are in H2; ./orca-data when left out. To read, WHERE may be a backup as well.
            FROM and TO belong to the same folder: the files that remember how far each journal came stay there.

            Exit codes: 0 all is as it was written, copied or restored; 1 something is not as it was written; 2 there is no
            journal, or the words are wrong; 7 the container runs, TO holds something, or a database does not answer.
            """;

    private JournalVerb() {}

    /** The exit code, as the help says. */
    static int run(List<String> words, PrintStream out, PrintStream err) {
        if (words.contains("--help") || words.contains("-h")) {
            out.print(HELP);
            return 0;
        }
        String verb = words.isEmpty() ? "" : words.get(0);
        boolean fits = switch (verb) {
            case "verify" -> words.size() <= 2;
            case "copy" -> words.size() >= 3;
            case "restore" -> words.size() == 3;
            default -> false;
        };
        if (!fits || words.stream().anyMatch(word -> word.startsWith("-"))) {
            err.println("orca: journal: " + (words.isEmpty() ? "a verb is missing"
                    : "does not take '" + String.join(" ", words) + "'"));
            err.println("  see 'orca journal --help'");
            return Main.USAGE;
        }
        try {
            return switch (verb) {
                case "verify" -> verify(words.size() > 1 ? words.get(1) : SaidJournals.USUAL, out);
                case "restore" -> Restoring.run(Path.of(words.get(1)), words.get(2), out);
                default -> JournalCopying.run(SaidJournals.of(words.get(1)), SaidJournals.places(words.get(2)),
                        words.subList(3, words.size()), out);
            };
        } catch (SaidJournals.Unsaid | ConfigException e) {
            err.println("orca: " + e.getMessage());
            return Main.USAGE;
        } catch (SaidJournals.Flawed | JournalException.JournalDamaged e) {
            err.println("orca: " + e.getMessage());
            return Main.DIFFERS;
        } catch (JournalException | HostingException e) {
            err.println("orca: " + e.getMessage());
            return Main.TROUBLE;
        }
    }

    private static int verify(String where, PrintStream out) {
        try (SaidJournals spoken = SaidJournals.of(where)) {
            boolean sound = true;
            for (String actor : spoken.actors()) {
                boolean dropped = spoken.backup().stream().flatMap(manifest -> manifest.actors().stream())
                        .anyMatch(BackupManifest.Part::dropped);
                JournalCheck.Report report = check(spoken.places(), actor, dropped);
                sound &= told(actor, report, out);
                for (BackupManifest.Part part : spoken.backup().map(BackupManifest::actors).orElse(List.of())) {
                    sound &= !part.name().equals(actor) || Restoring.same(part, report, out);
                }
            }
            spoken.backup().ifPresent(manifest -> out.println(kind(manifest) + " of " + manifest.madeAt() + " by version "
                    + manifest.version() + ", with all that its manifest names."));
            return sound ? 0 : Main.DIFFERS;
        }
    }

    private static String kind(BackupManifest manifest) {
        return manifest.actors().stream().anyMatch(BackupManifest.Part::dropped)
                ? "What a journal dropped, archived" : "A backup";
    }

    /** Says what was found; whether all is as it was written. */
    static boolean told(String actor, JournalCheck.Report report, PrintStream out) {
        int count = report.findings().size();
        out.println(actor + ": " + summary(report) + ", "
                + (report.sound() ? "all as it was written" : count + (count == 1 ? " finding" : " findings")));
        report.findings().forEach(finding -> out.println("  " + finding));
        return report.sound();
    }

    static String summary(JournalCheck.Report report) {
        return report.last() == 0 ? "no groups"
                : "groups " + report.first() + " to " + report.last() + ", " + report.records() + " records";
    }

    /** A journal does not say whose it is: it is read as each kind of actor would, and the best reading counts. */
    static JournalCheck.Report check(JournalPlaces places, String actor) {
        return check(places, actor, false);
    }

    private static JournalCheck.Report check(JournalPlaces places, String actor, boolean dropped) {
        return Stream.<Class<? extends JournalRecord>>of(AuthorityRecord.class, BrokerRecord.class, GuestRecord.class)
                .map(RecordCodec::of).map(codec -> dropped
                        ? JournalCheck.checkDropped(places.files(actor), places.store(actor), codec)
                        : JournalCheck.check(places.files(actor), places.store(actor), codec))
                .min(Comparator.comparingInt(report -> report.findings().size()))
                .orElseThrow();
    }
}
