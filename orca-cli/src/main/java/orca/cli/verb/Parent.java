package orca.cli.verb;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A verb that only has verbs below it. */
abstract class Parent implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this.")
    private boolean help;

    /** The verbs below it. */
    abstract List<Object> verbs();

    @Override
    public void run() {
        List<String> names = List.copyOf(spec.subcommands().keySet());
        int last = names.size() - 1;
        throw new ParameterException(spec.commandLine(), "say what to do: " + spec.name() + " "
                + (last == 0 ? "" : String.join(", ", names.subList(0, last)) + " or ") + names.get(last));
    }
}
