package orca.cli.verb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.output.Format;
import orca.cli.output.Listings;
import orca.cli.screen.Terminal;
import orca.wire.management.CommandAnswer;
import orca.wire.management.Filter;
import orca.wire.management.MaintenanceCommand;
import orca.wire.management.MaintenanceRow;
import orca.wire.management.ManagementClient;
import orca.wire.text.When;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Hosts that are to be empty for a while. */
@Command(name = "maintenance", description = "Have hosts empty at a time, so that they can be serviced.",
        synopsisSubcommandLabel = "plan|list|end")
final class Maintenance extends Parent {
    private final Terminal terminal;

    Maintenance(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    List<Object> verbs() {
        return List.of(new Planned(terminal), new Listed(terminal), new Ended(terminal));
    }

    /** Says which hosts, and when. */
    @Command(name = "plan", sortOptions = false,
            description = "Say which hosts are to be empty and when; or say it anew, if it is known by that name.", footer = {"",
        "For example: orca maintenance plan disks --host node-3 --from 'tuesday 02:00' --for 4h --reason 'new disks'",
        "Nothing new is placed into that time. Units that would last into it are moved or replaced before it begins, as far as",
        "there is room elsewhere; the rest is taken away when it begins. Their holders are told at once."})
    static final class Planned implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "What it is called.")
        private String id;

        @Option(names = "--host", paramLabel = "HOST", description = "A host; may be repeated.")
        private List<String> hosts = new ArrayList<>();

        @Option(names = "--where", paramLabel = "NAME=VALUE", converter = Pair.class,
                description = "All hosts with that property, such as rack=r7; where repeated, with all of them.")
        private List<String> where = new ArrayList<>();

        @Option(names = "--all", description = "The whole site.")
        private boolean all;

        @Option(names = "--from", required = true, paramLabel = "TIME", description = "When they are to be empty.")
        private When from;

        @Option(names = "--until", paramLabel = "TIME", description = "Until when.")
        private When until;

        @Option(names = "--for", paramLabel = "LENGTH", description = "For how long, instead of --until.")
        private Duration length;

        @Option(names = "--lead", paramLabel = "LENGTH", description = "How long before units begin to leave. Default: 1h.")
        private Duration lead = Duration.ofHours(1);

        @Option(names = "--keep", description = "Leave what finds no other place where it is, instead of taking it away.")
        private boolean keep;

        @Option(names = "--reason", paramLabel = "TEXT", description = "What holders and other operators are told.")
        private String reason = "";

        @Mixin
        private final Changing changing = new Changing();
        @Mixin
        private final Asking asking;

        Planned(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            if ((until == null) == (length == null)) {
                throw new TypeConversionException("--until: either --until or --for must be given, not both");
            }
            if (hosts.isEmpty() && where.isEmpty() && !all) {
                throw new TypeConversionException("--host: say which hosts, by --host, --where or --all");
            }
            MaintenanceCommand command = new MaintenanceCommand(changing.requestId(), changing.dryRun(), asking.actor(),
                    Words.name("NAME", id), hosts, Words.properties(where), all, from, Optional.ofNullable(until),
                    Optional.ofNullable(length), lead, keep, reason);
            ManagementClient client = asking.client();
            CommandAnswer answer = asking.patiently(() -> command.by(client));
            Changing.say(asking, answer, answer.ids().isEmpty() ? id + " is planned" : "is planned");
            return Exit.OK.code();
        }
    }

    /** What is planned. */
    @Command(name = "list", description = "List what is planned or goes on, and what is there still.", sortOptions = false)
    static final class Listed implements Callable<Integer> {
        @Mixin
        private final Asking asking;

        Listed(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            ManagementClient client = asking.client();
            List<MaintenanceRow> rows = asking.patiently(() -> MaintenanceRow.of(client,
                    new Filter(asking.actor(), Optional.empty(), Optional.empty(), true))).items();
            Terminal terminal = asking.terminal();
            if (asking.format() == Format.NAME) {
                rows.stream().map(MaintenanceRow::id).forEach(terminal::say);
            } else if (!asking.wrote(rows)) {
                if (rows.isEmpty()) {
                    terminal.note("none; 'orca maintenance plan' plans one");
                } else {
                    terminal.show(Listings.MAINTENANCE.table(rows, asking.look()), asking.look().wide());
                }
            }
            return Exit.OK.code();
        }
    }

    /** Calls it off. */
    @Command(name = "end", description = "Call it off, or say that it is done: the hosts take units again.", sortOptions = false)
    static final class Ended implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "What it is called.")
        private String id;

        @Option(names = "--reason", paramLabel = "TEXT", description = "What holders and other operators are told.")
        private String reason = "";

        @Mixin
        private final Changing changing = new Changing();
        @Mixin
        private final Asking asking;

        Ended(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            ManagementClient client = asking.client();
            CommandAnswer answer = asking.patiently(() -> new MaintenanceCommand.End(changing.requestId(), changing.dryRun(),
                    asking.actor(), Words.name("NAME", id), reason).by(client));
            Changing.say(asking, answer, answer.ids().isEmpty() ? id + " is over" : "is over");
            return Exit.OK.code();
        }
    }
}
