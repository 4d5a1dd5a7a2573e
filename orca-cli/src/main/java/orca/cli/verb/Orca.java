package orca.cli.verb;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import orca.cli.connect.Exit;
import orca.cli.connect.Failure;
import orca.cli.screen.Cell;
import orca.cli.screen.Terminal;
import orca.cli.screen.Tone;
import orca.wire.management.ManagementClient;
import orca.wire.text.Nearest;
import orca.wire.text.RecordForm;
import orca.wire.text.When;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command {@code orca} with its verbs. */
@Command(
        name = "orca",
        description = {"Trade leases: sites, brokers and guests.", ""},
        synopsisSubcommandLabel = "VERB",
        versionProvider = Version.class,
        sortOptions = false,
        footer = {
            "",
            "Other programs, started by the launcher:",
            "  demo                 Watch three actors trade leases for real, in under a minute.",
            "  up FILE              Run the actors that a configuration file names.",
            "  journal verify       Check a journal's records and their chain.",
            "  doctor FILE          Look at a deployment, and say what is wrong and what to do.",
            "  journal show, at     Read what it says; the tables as of a moment.",
            "  plugin check JAR     Look through a jar of policies from outside.",
            "",
            "Exit codes: 0 ok, 1 differs, 2 usage, 3 refused, 4 insufficient, 5 timed out, 6 conflict, 7 other trouble.",
            "All of it: docs/cli.md. First time here? Run 'orca demo'."
        })
public final class Orca implements Runnable {
    /** Programs of the launcher that somebody may ask this one for. */
    private static final List<String> ELSEWHERE = List.of("demo", "up", "journal", "doctor", "plugin", "sim", "bench");

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this, or a verb's own help.")
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Show the version.")
    private boolean version;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a verb is missing");
    }

    /** Runs what {@code args} say and returns the exit code. */
    public static int run(Terminal terminal, String... args) {
        if (args.length > 0 && ELSEWHERE.contains(args[0])) {
            terminal.note("orca: '" + args[0] + "' is a program of the launcher's; start it with "
                    + terminal.command() + " " + args[0]);
            return Exit.USAGE.code();
        }
        return commandLine(terminal, args).execute(Changing.withUsualWait(args));
    }

    /** Verbs are made only when they are asked for: reading them all would take as long as answering. */
    private static CommandLine commandLine(Terminal terminal, String... args) {
        CommandLine orca = new CommandLine(new Orca());
        Map<String, Function<Terminal, Object>> verbs = verbs();
        if (args.length > 0 && verbs.containsKey(args[0])) {
            add(orca, args[0], verbs.get(args[0]).apply(terminal));
        } else {
            verbs.forEach((name, make) -> add(orca, name, make.apply(terminal)));
        }
        orca.setOut(new PrintWriter(terminal.out(), true));
        orca.setErr(new PrintWriter(terminal.err(), true));
        orca.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colours() ? Ansi.ON : Ansi.OFF));
        orca.setUsageHelpWidth(Math.clamp(terminal.columns(), 60, 110));
        orca.registerConverter(When.class, text -> Words.when(text, terminal.moments()));
        orca.registerConverter(Duration.class, Words::length);
        // "-1h" is a length that is wrong, not an option that is missing.
        Optional.ofNullable(orca.getSubcommands().get("extend")).ifPresent(v -> v.setUnmatchedOptionsArePositionalParams(true));
        orca.setAbbreviatedOptionsAllowed(false);
        orca.setCaseInsensitiveEnumValuesAllowed(true);
        orca.setParameterExceptionHandler((wrong, given) -> usage(terminal, wrong));
        orca.setExecutionExceptionHandler((trouble, line, parsed) -> failed(terminal, trouble));
        return orca;
    }

    private static void add(CommandLine line, String name, Object verb) {
        CommandLine added = new CommandLine(verb);
        if (verb instanceof Parent parent) {
            parent.verbs().forEach(added::addSubcommand);
        }
        line.addSubcommand(name, added);
    }

    private static Map<String, Function<Terminal, Object>> verbs() {
        Map<String, Function<Terminal, Object>> verbs = new LinkedHashMap<>();
        verbs.put("request", Request::new);
        verbs.put("plan", Plan::new);
        verbs.put("slots", Slots::new);
        verbs.put("get", Get::new);
        verbs.put("describe", Describe::new);
        verbs.put("wait", Await::new);
        verbs.put("extend", Extend::new);
        verbs.put("resize", Resize::new);
        verbs.put("change", Change::new);
        verbs.put("close", Close::new);
        verbs.put("exec", Exec::new);
        verbs.put("logs", Logs::new);
        verbs.put("sample", Sample::new);
        verbs.put("approve", Verdict.Approve::new);
        verbs.put("deny", Verdict.Deny::new);
        verbs.put("revoke", Verdict.Revoke::new);
        verbs.put("delegate", Delegate::new);
        verbs.put("reclaim", Reclaim::new);
        verbs.put("host", Host::new);
        verbs.put("maintenance", Maintenance::new);
        verbs.put("unit", Unit::new);
        verbs.put("policy", PolicyVerb::new);
        verbs.put("notices", Notices::new);
        verbs.put("backup", Backup::new);
        verbs.put("settle", Settle::new);
        verbs.put("init", Init::new);
        verbs.put("trust", Trust::new);
        verbs.put("key", Key::new);
        verbs.put("ticket", TicketFile::new);
        verbs.put("proof", ProofFile::new);
        verbs.put("credit", Credit::new);
        return verbs;
    }

    private static int usage(Terminal terminal, ParameterException wrong) {
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        String message = wrong.getMessage();
        if (wrong instanceof CommandLine.UnmatchedArgumentException unmatched && command.equals("orca")) {
            String verb = unmatched.getUnmatched().getFirst();
            message = "no verb '" + Cell.plain(verb) + "'" + Nearest.hint(verb, verbs().keySet());
        }
        print(terminal, command + ": " + message, List.of("see '" + command + " --help'"));
        return Exit.USAGE.code();
    }

    private static int failed(Terminal terminal, Exception trouble) throws Exception {
        Failure failure = switch (trouble) {
            case Failure own -> own;
            case ManagementClient.Refused refused -> Failure.of(refused.problem(), terminal.moments());
            case ManagementClient.Unreachable gone -> new Failure(Exit.TROUBLE, gone.getMessage());
            case RecordForm.Flawed flawed -> new Failure(Exit.TROUBLE, "the container answers in another version's words: "
                    + flawed.getMessage().lines().findFirst().orElse(""), "use the program that the container was started with");
            case TypeConversionException wrong -> new Failure(Exit.USAGE, wrong.getMessage());
            default -> throw trouble;
        };
        print(terminal, "orca: " + failure.getMessage(), failure.next());
        return failure.exit().code();
    }

    private static void print(Terminal terminal, String message, List<String> next) {
        terminal.out().flush();
        String clean = Optional.of(message).stream().flatMap(String::lines).map(Cell::plain).map(terminal::typed)
                .collect(Collectors.joining("\n  "));
        terminal.note(Tone.BAD.paint(clean, terminal.colours()));
        next.forEach(line -> terminal.note("  " + terminal.typed(Cell.plain(line))));
        terminal.err().flush();
    }
}
