package orca.simulator.history;

import java.time.Instant;
import java.util.List;
import orca.cli.connect.Exit;
import orca.cli.screen.Cell;
import orca.cli.screen.Terminal;
import orca.cli.verb.Days;
import orca.runtime.config.ConfigException;
import orca.runtime.container.SaidJournals;
import orca.runtime.hosting.HostingException;
import orca.runtime.journal.JournalException;
import orca.wire.text.When;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** {@code orca journal show} and {@code orca journal at}; {@code verify} and the others belong to the runtime. */
@Command(name = "journal", sortOptions = false, description = "Read the journals of a container that does not run.")
public final class JournalCommand {
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this.")
    private boolean help;

    private JournalCommand() {}

    /** Runs what {@code words} say, which begin behind {@code journal}; the exit code. */
    public static int run(Terminal terminal, String... words) {
        CommandLine line = new CommandLine(new JournalCommand());
        line.addSubcommand("show", new ShowCommand(terminal));
        line.addSubcommand("at", new AtCommand(terminal));
        line.registerConverter(When.class, text -> when(text, terminal));
        line.setAbbreviatedOptionsAllowed(false);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(Math.clamp(terminal.columns(), 60, 110));
        line.setParameterExceptionHandler((wrong, given) -> usage(terminal, wrong));
        line.setExecutionExceptionHandler((trouble, command, parsed) -> failed(terminal, trouble));
        int code = line.execute(words);
        terminal.out().flush();
        return code;
    }

    private static When when(String text, Terminal terminal) {
        try {
            return Days.when(text, terminal.moments());
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** The instant that is meant. @throws TypeConversionException when there is no such instant */
    static Instant instant(When when, Terminal terminal) {
        try {
            return when.from(terminal.now());
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static int usage(Terminal terminal, ParameterException wrong) {
        String verb = wrong.getCommandLine().getCommandSpec().qualifiedName();
        return said(terminal, "orca " + verb + ": " + wrong.getMessage(), List.of("see 'orca " + verb + " --help'"), Exit.USAGE);
    }

    private static int failed(Terminal terminal, Exception trouble) throws Exception {
        Exit exit = switch (trouble) {
            case SaidJournals.Unsaid unsaid -> Exit.USAGE;
            case SaidJournals.Flawed flawed -> Exit.DIFFERS;
            case ConfigException wrong -> Exit.USAGE;
            case TypeConversionException wrong -> Exit.USAGE;
            case JournalException.JournalDamaged damaged -> Exit.DIFFERS;
            case JournalException gone -> Exit.TROUBLE;
            case HostingException gone -> Exit.TROUBLE;
            default -> throw trouble;
        };
        List<String> next = exit == Exit.DIFFERS ? List.of("'orca journal verify' says all that is wrong with it") : List.of();
        return said(terminal, "orca: " + trouble.getMessage(), next, exit);
    }

    private static int said(Terminal terminal, String message, List<String> next, Exit exit) {
        terminal.out().flush();
        message.lines().map(Cell::plain).forEach(terminal::note);
        next.forEach(line -> terminal.note("  " + terminal.typed(line)));
        return exit.code();
    }
}
