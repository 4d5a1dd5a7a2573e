package orca.runtime.doctor;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import orca.wire.text.Notation;
import orca.wire.text.RecordForm;

/** {@code orca doctor}: shows what was found, a line for each. */
public final class DoctorVerb {
    private static final int USAGE = 2;
    private static final String HELP = """
            Usage: orca doctor FILE|FOLDER [-o json]
            Look at a deployment, and say of each thing whether it is as it should be and what to do where it is not.
            Nothing is changed, and a running container is not disturbed.

            FILE is a container's configuration: Java, the file, folder, disk, keys, address book, ports, journals, the
            container if it runs (actors, quarantined units, policies), peers and agents with their keys and clocks.
            FOLDER is the folder of a container: what it says of itself.

            A line each: 'ok', 'warning' or 'wrong', what, and what to do. For the agent of a host: 'orca agent status'.
            Exit codes: 0 nothing is wrong, 1 something is, 2 the command is wrong.
            """;

    private DoctorVerb() {}

    /** All that was found. */
    public record Report(int wrong, int warnings, List<Finding> findings) {}

    /** The exit code, as the help says. */
    public static int run(List<String> given, Doctor doctor, PrintStream out, PrintStream err) throws InterruptedException {
        List<String> words = new ArrayList<>(given);
        if (words.contains("--help") || words.contains("-h")) {
            out.print(HELP);
            return 0;
        }
        int option = words.indexOf("-o");
        boolean json = option >= 0 && option + 1 < words.size() && words.get(option + 1).equals("json");
        if (json) {
            words.subList(option, option + 2).clear();
        }
        if (words.size() != 1 || words.get(0).startsWith("-")) {
            err.println("orca: doctor: " + (words.isEmpty() ? "the configuration file, or the container's folder, is missing"
                    : "takes one file or folder and -o json, got '" + String.join(" ", words) + "'"));
            err.println("  see 'orca doctor --help'");
            return USAGE;
        }
        List<Finding> found = doctor.look(Path.of(words.get(0)));
        int wrong = count(found, Finding.Grade.WRONG);
        int warnings = count(found, Finding.Grade.WARNING);
        if (json) {
            out.println(RecordForm.write(new Report(wrong, warnings, found)).toPrettyJson());
        } else {
            found.forEach(one -> out.println(String.format(Locale.ROOT, "%-7s  %s: %s%s", Notation.word(one.grade()),
                    one.about(), one.what(), one.todo().isEmpty() ? "" : ". Do: " + one.todo())));
            out.println((wrong == 0 ? "nothing is" : wrong == 1 ? "1 thing is" : wrong + " things are") + " wrong"
                    + (warnings == 0 ? "" : warnings == 1 ? ", 1 warning" : ", " + warnings + " warnings"));
        }
        return wrong == 0 ? 0 : 1;
    }

    private static int count(List<Finding> found, Finding.Grade grade) {
        return (int) found.stream().filter(one -> one.grade() == grade).count();
    }
}
