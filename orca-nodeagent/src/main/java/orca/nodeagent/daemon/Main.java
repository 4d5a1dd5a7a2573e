package orca.nodeagent.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.nodeagent.client.RemoteClient;
import orca.nodeagent.talk.Kind;
import orca.nodeagent.talk.StatusView;
import orca.wire.soap.SoapLine;
import orca.wire.soap.SoapSettings;
import orca.wire.text.RecordForm;
import orca.wire.trust.Expected;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;

/** {@code orca agent}: runs the agent of a host, and asks it how the host is. */
public final class Main {
    /** There is an alarm, or a unit that does not match. */
    static final int DIFFERS = 1;
    /** The words were not understood, or the file was not. */
    static final int USAGE = 2;
    /** What is asked for cannot be done here and now. */
    static final int TROUBLE = 7;

    private static final String HELP = """
            Usage: orca agent FILE
                   orca agent status FILE [-o json]
                   orca agent status --at URL --agent FINGERPRINT --key KEYFILE [-o json]
                   orca agent accept-clock FILE

            Run the agent of this host, which a configuration file describes, until Ctrl-C or SIGTERM; or ask one that
            runs. With FILE the commands speak to the agent of this host, with its own key; the others need the key of
            an operator whom the agent knows. See docs/agent.md.

              status         What the host has, what it should have, and what is wrong.
              accept-clock   The clock of the host was set, and is right now.

            Exit codes: 0 all is well, 1 there is an alarm or a unit that does not match, 2 the file or the command is
            wrong, 7 it cannot be done.
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
            return switch (words.get(0)) {
                case "status" -> status(Options.of(words.subList(1, words.size())), out);
                case "accept-clock" -> {
                    try (RemoteClient client = client(Options.of(words.subList(1, words.size())))) {
                        yield show(client.ask(Kind.ACCEPT_CLOCK, new Kind.Nothing(), StatusView.class), false, out);
                    }
                }
                default -> host(Options.of(words), out, ending);
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
        Path file = options.file().orElseThrow(() -> new IllegalArgumentException("the configuration file is missing"));
        try (AgentDaemon daemon = new AgentDaemon(file, config(file))) {
            ending.begin();
            out.println("It is " + daemon.own() + " and is called at " + daemon.address() + ".");
            out.println("Its authority names it so: agent: \"" + daemon.own() + " " + daemon.address() + "\"");
            out.println("Ctrl-C ends it; units outlive that, and the next start takes them up.");
            out.flush();
            ending.await();
        }
        out.println("Ended.");
        return 0;
    }

    private static AgentConfig config(Path file) {
        try {
            return AgentConfig.read(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static int status(Options options, PrintStream out) throws IOException {
        try (RemoteClient client = client(options)) {
            return show(client.status(), options.json(), out);
        }
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

    private static RemoteClient client(Options options) throws IOException {
        if (options.file().isEmpty()) {
            Fingerprint agent = Fingerprint.parse(options.need("--agent"));
            return client(URI.create(options.need("--at")), Expected.of(agent.principal()),
                    Identity.read(Path.of(options.need("--key"))));
        }
        Path file = options.file().get();
        AgentConfig config = config(file);
        if (config.listen().port() == 0) {
            throw new IllegalArgumentException("listen: names no port; use --at URL --agent FINGERPRINT --key KEYFILE");
        }
        Identity own = Identity.read(AgentConfig.beside(file, config.key()));
        // Exactly as the agent knows it: a call names where it is meant to go.
        URI at = URI.create("http://" + config.listen() + AgentDaemon.PATH);
        return client(at, Expected.of(own.principal()), own);
    }

    private static RemoteClient client(URI at, Expected agent, Identity own) {
        return new RemoteClient(at.toString(), new SoapLine(at, agent, own, SoapSettings.USUAL, Clock.systemUTC()));
    }

    /** The words behind a verb. */
    private record Options(Optional<Path> file, List<String> rest, boolean json) {
        static Options of(List<String> words) {
            List<String> rest = new ArrayList<>();
            Optional<Path> file = Optional.empty();
            boolean json = false;
            for (int i = 0; i < words.size(); i++) {
                String word = words.get(i);
                boolean last = i + 1 == words.size();
                if (word.equals("-o") && !last) {
                    i++;
                    json = words.get(i).equals("json");
                } else if (List.of("--at", "--agent", "--key").contains(word) && !last) {
                    rest.add(word);
                    i++;
                    rest.add(words.get(i));
                } else if (word.startsWith("-") || file.isPresent()) {
                    throw new IllegalArgumentException("not understood: '" + word + "'");
                } else {
                    file = Optional.of(Path.of(word));
                }
            }
            return new Options(file, rest, json);
        }

        String need(String option) {
            int at = rest.indexOf(option);
            if (at < 0) {
                throw new IllegalArgumentException("FILE is missing, or else " + option);
            }
            return rest.get(at + 1);
        }
    }
}
