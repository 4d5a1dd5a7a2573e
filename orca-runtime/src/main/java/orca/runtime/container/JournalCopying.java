package orca.runtime.container;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import orca.runtime.hosting.HostingException;
import orca.runtime.hosting.JournalPlaces;
import orca.runtime.journal.JournalCheck;
import orca.runtime.journal.JournalCopy;

/** {@code orca journal copy}: nothing is copied before everything is known to be sound, and its place to be free. */
final class JournalCopying {
    private JournalCopying() {}

    /** The exit code, as the help of {@link JournalVerb} says. */
    static int run(SaidJournals from, JournalPlaces to, List<String> named, PrintStream out) {
        if (!from.places().folder().equals(to.folder())) {
            throw new SaidJournals.Unsaid("to: must belong to the folder that 'from' belongs to, " + from.places().folder()
                    + ", got " + to.folder());
        }
        for (String actor : named) {
            if (!from.actors().contains(actor)) {
                throw new SaidJournals.Unsaid("actor: there is no journal of '" + actor + "' in " + from.places() + ", only of "
                        + String.join(", ", from.actors()));
            }
        }
        Map<String, JournalCheck.Report> sources = new LinkedHashMap<>();
        for (String actor : named.isEmpty() ? from.actors() : named) {
            if (from.places().store(actor).name().equals(to.store(actor).name())) {
                throw new SaidJournals.Unsaid("to: must be another place than 'from', got " + to + " twice");
            }
            JournalCheck.Report report = JournalVerb.check(from.places(), actor);
            if (!report.sound()) {
                JournalVerb.told(actor, report, out);
                out.println("Nothing was copied.");
                return Main.DIFFERS;
            }
            if (JournalCopy.taken(to.store(actor))) {
                throw new HostingException("to: there is a journal of '" + actor + "' already, "
                        + to.store(actor).name() + "; nothing was copied. Move it away if it is no longer needed");
            }
            sources.put(actor, report);
        }
        boolean same = true;
        for (Map.Entry<String, JournalCheck.Report> source : sources.entrySet()) {
            same &= copied(source.getKey(), source.getValue(), from.places(), to, out);
        }
        return same ? 0 : Main.DIFFERS;
    }

    private static boolean copied(
            String actor, JournalCheck.Report source, JournalPlaces from, JournalPlaces to, PrintStream out) {
        if (source.last() == 0) {
            out.println(actor + ": no groups, nothing to copy");
            return true;
        }
        JournalCopy.copy(from.files(actor), from.store(actor), to.store(actor));
        JournalCheck.Report target = JournalVerb.check(to, actor);
        if (target.equals(source)) {
            out.println(actor + ": " + JournalVerb.summary(target) + ", copied to " + to.store(actor).name()
                    + " and read there: the same");
            return true;
        }
        JournalVerb.told(actor, target, out);
        out.println("  it was not so in " + from.store(actor).name() + ": do not use the copy");
        return false;
    }
}
