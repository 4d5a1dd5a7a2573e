package orca.runtime.plugin;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** {@code orca plugin check}: looks through jars of policies as a container does before it lets them in. */
public final class PluginVerb {
    /** Something in a jar breaks a rule. */
    private static final int REFUSED = 1;
    private static final int USAGE = 2;

    private static final String HELP = """
            Usage: orca plugin check JAR...
            Look through jars of policies as every program does that finds them in the folder 'plugins', or in the
            folder that ORCA_PLUGINS names. Says of each what breaks a rule, with class, method and line. Nothing in
            them is run. See docs/policies/plugins.md.

            Exit codes: 0 all may come in, 1 one is refused, 2 the words are wrong or there is no such file.
            """;

    private PluginVerb() {}

    /** The exit code, as the help says. */
    public static int run(List<String> words, PrintStream out, PrintStream err) {
        if (words.contains("--help") || words.contains("-h")) {
            out.print(HELP);
            return 0;
        }
        if (words.size() < 2 || !words.get(0).equals("check")) {
            err.println("orca: plugin: takes 'check' and one jar or more, got '" + String.join(" ", words) + "'");
            err.println("  see 'orca plugin --help'");
            return USAGE;
        }
        int code = 0;
        for (String word : words.subList(1, words.size())) {
            code = Math.max(code, check(Path.of(word), out, err));
        }
        return code;
    }

    private static int check(Path jar, PrintStream out, PrintStream err) {
        try {
            if (!Files.isRegularFile(jar)) {
                throw new NoSuchFileException(jar.toString());
            }
            List<Finding> found = PolicyJar.findings(jar.toRealPath(), PluginVerb.class.getClassLoader());
            out.println(jar + (found.isEmpty() ? ": may come in" : ": refused"));
            found.forEach(finding -> out.println("    " + finding));
            return found.isEmpty() ? 0 : REFUSED;
        } catch (NoSuchFileException missing) {
            err.println("orca: plugin: there is no file " + missing.getMessage());
            return USAGE;
        } catch (IOException unreadable) {
            out.println(jar + ": refused\n    the file cannot be read: " + unreadable.getMessage());
            return REFUSED;
        }
    }
}
