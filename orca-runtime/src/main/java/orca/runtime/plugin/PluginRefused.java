package orca.runtime.plugin;

import java.nio.file.Path;
import java.util.List;

/** A jar that is not let in. The message names the jar, and what in it breaks which rule. */
public final class PluginRefused extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    /** As many findings as an operator reads; the author has a command that shows them all. */
    private static final int SHOWN = 5;

    PluginRefused(Path jar, List<Finding> findings) {
        super(text(jar, findings));
    }

    private static String text(Path jar, List<Finding> findings) {
        StringBuilder text = new StringBuilder("the plug-in " + jar + " is refused:");
        findings.stream().limit(SHOWN).forEach(finding -> text.append("\n    ").append(finding));
        if (findings.size() > SHOWN) {
            text.append("\n    and " + (findings.size() - SHOWN) + " more; see 'orca plugin check " + jar + "'");
        }
        return text.toString();
    }
}
