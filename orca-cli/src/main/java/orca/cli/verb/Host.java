package orca.cli.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.connect.Failure;
import orca.cli.output.Format;
import orca.cli.output.HostText;
import orca.cli.output.Listings;
import orca.cli.screen.Terminal;
import orca.core.resource.Names;
import orca.wire.management.CommandAnswer;
import orca.wire.management.DrainCommand;
import orca.wire.management.Filter;
import orca.wire.management.HostCommand;
import orca.wire.management.HostOffCommand;
import orca.wire.management.HostRow;
import orca.wire.management.ManagementClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a site has. */
@Command(name = "host", description = "See how a site's hosts are; change them.",
        synopsisSubcommandLabel = "list|show|add|invite|set|drain|remove|...")
final class Host extends Parent {
    private final Terminal terminal;

    Host(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    List<Object> verbs() {
        List<Object> verbs = new ArrayList<>(List.of(new Seen(terminal), new Show(terminal), new Set(terminal),
                new Drain(terminal), new Undrain(terminal), new Off(terminal)));
        verbs.addAll(Enrolment.verbs(terminal));
        return verbs;
    }

    /** How all are. */
    @Command(name = "list", description = "List hosts as their site saw them when it looked at their agents last.",
            sortOptions = false)
    static final class Seen implements Callable<Integer> {
        @Mixin
        private final Asking asking;

        Seen(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            List<HostRow> rows = rows(asking, Optional.empty());
            Terminal terminal = asking.terminal();
            if (asking.format() == Format.NAME) {
                rows.stream().map(HostRow::name).forEach(terminal::say);
            } else if (!asking.wrote(rows)) {
                if (rows.isEmpty()) {
                    terminal.note("none; 'orca host add' brings one, 'orca host invite' lets one join");
                } else {
                    terminal.show(Listings.SEEN_HOSTS.table(rows, asking.look()), asking.look().wide());
                }
            }
            return Exit.OK.code();
        }
    }

    /** How one is. */
    @Command(name = "show", description = "Say all that a site knows of a host, and what is otherwise there.",
            sortOptions = false)
    static final class Show implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "HOST", description = "Its name.")
        private String host;

        @Mixin
        private final Asking asking;

        Show(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            List<HostRow> rows = rows(asking, Optional.of(Words.name("HOST", host)));
            if (rows.isEmpty()) {
                throw new Failure(Exit.REFUSED, "there is no host " + Names.quoted(host),
                        "'orca host list' says which there are");
            }
            if (asking.format() == Format.NAME) {
                rows.stream().map(HostRow::name).forEach(asking.terminal()::say);
            } else if (!asking.wrote(rows)) {
                rows.forEach(row -> HostText.lines(row, asking.look()).forEach(asking.terminal()::say));
            }
            return Exit.OK.code();
        }
    }

    private static List<HostRow> rows(Asking asking, Optional<String> host) {
        ManagementClient client = asking.client();
        return asking.patiently(() -> client.hosts(new Filter(asking.actor(), host, Optional.empty(), true))).items();
    }

    /** Adds a host or changes one. */
    @Command(name = "set", description = "Add a host to a site's inventory, or change one.", sortOptions = false,
            footer = {"", "For example: orca host set node-3 --type vm --units 4 --capacity cpu=4000,memory=4096"})
    static final class Set implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "HOST", description = "Its name.")
        private String host;

        @Option(names = "--type", required = true, paramLabel = "TYPE", description = "The type of units that it has.")
        private String type;

        @Option(names = "--units", paramLabel = "N", description = "How many. Default: 1.")
        private long units = 1;

        @Option(names = "--capacity", paramLabel = "NAME=N,...", description = "How much altogether, by dimension.")
        private String capacity;

        @Option(names = "--property", paramLabel = "NAME=VALUE", converter = Pair.class,
            description = "Given to each of its units; may be repeated.")
        private List<String> properties = new ArrayList<>();

        @Option(names = "--shut", description = "Place no new unit on it; those that are there stay.")
        private boolean shut;

        @Mixin
        private final Changing changing = new Changing();
        @Mixin
        private final Asking asking;

        Set(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            HostCommand command = new HostCommand(changing.requestId(), changing.dryRun(), asking.actor(), host, type, units,
                    WishOptions.read("--capacity", capacity, Words::size).orElse(Map.of()), Words.properties(properties), !shut);
            ManagementClient client = asking.client();
            CommandAnswer answer = asking.patiently(() -> client.host(command));
            Changing.say(asking, answer, answer.ids().isEmpty() ? host + " set" : "set");
            return Exit.OK.code();
        }
    }

    /** Empties a host. */
    @Command(name = "drain", description = "Place no new unit on a host, and have those that are there moved elsewhere.",
            sortOptions = false, footer = {"",
        "Units move as the site's policy finds places for them. 'orca get units' says of each why it is there still."})
    static final class Drain implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "HOST", description = "Its name.")
        private String host;

        @Option(names = "--reason", paramLabel = "TEXT", description = "For other operators.")
        private String reason = "";

        @Mixin
        private final Changing changing = new Changing();
        @Mixin
        private final Asking asking;

        Drain(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            return drained(asking, changing, host, true, reason, "is drained");
        }
    }

    /** Ends that. */
    @Command(name = "undrain", description = "Place units on a host again that was drained.", sortOptions = false)
    static final class Undrain implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "HOST", description = "Its name.")
        private String host;

        @Mixin
        private final Changing changing = new Changing();
        @Mixin
        private final Asking asking;

        Undrain(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            return drained(asking, changing, host, false, "", "is drained no more");
        }
    }

    /** It is gone. */
    @Command(name = "off", sortOptions = false,
            description = "Put on record that a host is off: units that served there are dead, those put aside there are gone.",
            footer = {"", "Make sure first that it is off, or cut off: what still runs there is promised to others otherwise.",
        "It is drained with that; 'orca host undrain HOST' when it is back."})
    static final class Off implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "HOST", description = "Its name.")
        private String host;

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "How you know that it is off.")
        private String reason;

        @Mixin
        private final Changing changing = new Changing();
        @Mixin
        private final Asking asking;

        Off(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            ManagementClient client = asking.client();
            CommandAnswer answer = asking.patiently(() -> new HostOffCommand(
                    changing.requestId(), changing.dryRun(), asking.actor(), host, reason).by(client));
            Changing.say(asking, answer, answer.ids().isEmpty() ? host + " is off" : "is off");
            return Exit.OK.code();
        }
    }

    private static int drained(Asking asking, Changing changing, String host, boolean drained, String reason, String done) {
        ManagementClient client = asking.client();
        CommandAnswer answer = asking.patiently(() -> client.drain(
                new DrainCommand(changing.requestId(), changing.dryRun(), asking.actor(), host, drained, reason)));
        Changing.say(asking, answer, done);
        return Exit.OK.code();
    }
}
