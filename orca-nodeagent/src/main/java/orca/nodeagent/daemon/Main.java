package orca.nodeagent.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import orca.nodeagent.client.RemoteClient;
import orca.nodeagent.talk.Kind;
import orca.nodeagent.talk.StatusView;
import orca.wire.log.Logs;
import orca.wire.server.Ending;
import orca.wire.text.RecordForm;

/** {@code orca agent}: runs the agent of a host, and asks it how the host is. */
public final class Main {
    /** There is an alarm, or a unit that does not match. */
    static final int DIFFERS = 1;
    /** The words were not understood, or the file was not. */
    static final int USAGE = 2;
    /** Who may say no did. */
    static final int REFUSED = 3;
    /** It did not come about in the time given. */
    static final int TIMED_OUT = 5;
    /** What is asked for cannot be done here and now. */
    static final int TROUBLE = 7;

    private static final String HELP = """
            Usage: orca agent FILE
                   orca agent join LINE [--name HOST] [--no-service] [--take-over] [...]
                   orca agent status FILE [-o json]
                   orca agent status --at URL --agent FINGERPRINT --key KEYFILE [-o json]
                   orca agent accept-clock FILE
                   orca agent driver list FILE
                   orca agent driver install PACKAGE FILE
                   orca agent driver rollback|remove NAME FILE
                   orca agent driver pack FOLDER --key KEYFILE --out PACKAGE

            Run the agent of this host, which a configuration file describes, until Ctrl-C or SIGTERM; or ask one that
            runs. With FILE the commands speak to the agent of this host, with its own key; the others need the key of
            an operator whom the agent knows (--at, --agent and --key in the place of FILE). See docs/agent.md.

              join           Make this host one of a site's: LINE is what 'orca host invite' prints there, or '-' to
                             read it from the standard input. It pins the site's key, writes the agent's files,
                             starts the agent as a service, and waits until the
                             site has looked at it. The same line may be said again. Options:
                               --name HOST         what the site calls this host; its own name where not said
                               --listen HOST:PORT  where the site calls the agent; port 7500 of the address by which
                                                   this host reaches the site where not said
                               --address URL       how the site reaches that, where it is otherwise
                               --folder FOLDER     the agent's files; /etc/orca where not said
                               --no-service        install nothing and start nothing, only say what to start
                               --take-over         the host was another site's, and has nothing of its any more
                               --wait TIME         how long to wait for the site; 2m where not said, 0s: not at all
              status         What the host has, what it should have, and what is wrong.
              accept-clock   The clock of the host was set, and is right now.
              driver         Which drivers serve; install one that an operator signed, or a newer one, while units
                             run; let the version before serve again; take one away; pack and sign one.

            Exit codes: 0 all is well, 1 there is an alarm or a unit that does not match, 2 the file or the command is
            wrong, 3 somebody said no, 5 it took too long, 6 it contradicts what is there, 7 it cannot be done.
            """;

    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        Ending ending = new Ending();
        Runtime.getRuntime().addShutdownHook(new Thread(ending::hook, "orca-agent-end"));
        int code = run(args, System.out, System.err, ending);
        ending.finish(code);
        System.exit(code);
    }

    /** Runs until the end is asked for, where it runs an agent; the exit code. */
    static int run(String[] args, PrintStream out, PrintStream err, Ending ending) throws InterruptedException {
        List<String> words = new ArrayList<>(List.of(args));
        if (!words.isEmpty() && words.get(0).equals("agent")) {
            words.remove(0);
        }
        if (words.isEmpty() || words.contains("--help") || words.contains("-h")) {
            (words.isEmpty() ? err : out).print(HELP);
            return words.isEmpty() ? USAGE : 0;
        }
        try {
            Options options = Options.of(words);
            return switch (words.get(0)) {
                case "status" -> {
                    try (RemoteClient client = options.client(1)) {
                        yield show(client.status(), options.json(), out);
                    }
                }
                case "accept-clock" -> {
                    try (RemoteClient client = options.client(1)) {
                        yield show(client.ask(Kind.ACCEPT_CLOCK, new Kind.Nothing(), StatusView.class), options.json(), out);
                    }
                }
                case "join" -> new JoinVerb(options, out, err).run();
                case "driver" -> DriverVerb.run(options, out);
                default -> host(options, out, ending);
            };
        } catch (IllegalArgumentException e) {
            err.println("orca: agent: " + e.getMessage());
            err.println("  see 'orca agent --help'");
            return USAGE;
        } catch (IOException e) {
            err.println("orca: agent: " + e.getMessage());
            return TROUBLE;
        }
    }

    private static int host(Options options, PrintStream out, Ending ending) throws IOException, InterruptedException {
        Path file = Path.of(options.plain(0, "the configuration file"));
        options.noMore(1);
        AgentConfig config = Options.config(file);
        Logs.use(config.logs());
        try (AgentDaemon daemon = new AgentDaemon(file, config)) {
            ending.begin();
            out.println("It is " + daemon.own() + " and is called at " + daemon.address() + ".");
            out.println("Its authority names it so: agent: \"" + daemon.own() + " " + daemon.address() + "\"");
            daemon.metricsUrl().ifPresent(url -> out.println("Its figures are on " + url + "."));
            out.println("Ctrl-C ends it; units outlive that, and the next start takes them up.");
            out.flush();
            ending.await();
        }
        out.println("Ended.");
        return 0;
    }

    private static int show(StatusView view, boolean json, PrintStream out) {
        if (json) {
            out.println(RecordForm.write(view).toPrettyJson());
        } else {
            StatusTable.lines(view).forEach(out::println);
        }
        boolean matches = view.units().stream().allMatch(row -> row.match() == StatusView.Match.HELD);
        return matches && view.alarms().isEmpty() ? 0 : DIFFERS;
    }
}
