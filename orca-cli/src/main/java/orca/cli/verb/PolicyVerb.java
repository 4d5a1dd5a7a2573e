package orca.cli.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.connect.Failure;
import orca.cli.output.Format;
import orca.cli.output.Listing;
import orca.cli.output.Listings;
import orca.cli.screen.Terminal;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.wire.management.CommandAnswer;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.management.PolicyCommand;
import orca.wire.management.PolicyRow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which policies actors follow, and others for them while they run. */
@Command(name = "policy", description = "Say which policies actors follow; have them follow others while they run.",
        synopsisSubcommandLabel = "show|set|reset")
final class PolicyVerb extends Parent {
    private final Terminal terminal;

    PolicyVerb(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    List<Object> verbs() {
        return List.of(new Show(terminal), new Set(terminal), new Reset(terminal));
    }

    /** What is followed. */
    @Command(name = "show", description = "Show which policies actors follow, and what differs from their configuration.",
            sortOptions = false)
    static final class Show implements Callable<Integer> {
        @Parameters(index = "0", arity = "0..1", paramLabel = "ACTOR", description = "Only of this one.")
        private String of;

        @Mixin
        private final Asking asking;

        Show(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            Listing<PolicyRow> listing = Listings.POLICIES;
            ManagementClient client = asking.client();
            Filter filter = new Filter(Optional.ofNullable(of).map(name -> Words.name("ACTOR", name)).or(asking::actor),
                    Optional.empty(), Optional.empty(), true);
            List<PolicyRow> rows = asking.patiently(() -> listing.fetch().apply(client, filter)).items();
            Terminal terminal = asking.terminal();
            if (asking.format() == Format.NAME) {
                rows.stream().map(PolicyRow::policy).forEach(terminal::say);
            } else if (!asking.wrote(rows)) {
                if (rows.isEmpty()) {
                    terminal.note("none; a service manager has one for each slice with a controller");
                } else {
                    terminal.show(listing.table(rows, asking.look()), asking.look().wide());
                }
            }
            return Exit.OK.code();
        }
    }

    /** Another one. */
    @Command(name = "set", description = "Have an actor follow another policy, or the same with other settings.",
            sortOptions = false, footer = {
        "", "For example: orca policy set market winks --set weights=alice=3,bob=1",
        "Nothing that was promised changes; all that waits is asked about anew. It holds against the configuration file, after a "
                + "restart too, until 'orca policy reset'."})
    static final class Set implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "ACTOR", description = "Who is to follow it.")
        private String of;

        @Parameters(index = "1", paramLabel = "POLICY", description = "Its name.")
        private String policy;

        @Option(names = "--set", paramLabel = "NAME=VALUE", converter = Pair.class,
                description = "A setting of the policy; may be repeated. What is not said is as the policy has it by itself.")
        private List<String> settings = new ArrayList<>();

        @Mixin
        private final Slice slice = new Slice();
        @Mixin
        private final Changing changing = new Changing();
        @Mixin
        private final Asking asking;

        Set(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            PropertyList said = Words.properties("--set", settings);
            return follow(asking, new PolicyCommand(changing.requestId(), changing.dryRun(), actor(of, asking), slice.name(),
                    Optional.of(Words.name("POLICY", policy)), said), "is followed by " + of);
        }
    }

    /** What the file says. */
    @Command(name = "reset", description = "Have an actor follow what its configuration says, again.", sortOptions = false)
    static final class Reset implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "ACTOR", description = "Who is to follow it.")
        private String of;

        @Mixin
        private final Slice slice = new Slice();
        @Mixin
        private final Changing changing = new Changing();
        @Mixin
        private final Asking asking;

        Reset(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            return follow(asking, new PolicyCommand(changing.requestId(), changing.dryRun(), actor(of, asking), slice.name(),
                    Optional.empty(), PropertyList.NONE), "is followed by " + of + ", as its configuration says");
        }
    }

    /** Which of a service manager's controllers is meant. */
    static final class Slice {
        @Option(names = "--slice", paramLabel = "NAME",
                description = "Of a service manager: the slice whose controller is meant, where it has several.")
        private String slice;

        Optional<String> name() {
            return Optional.ofNullable(slice).map(name -> Words.name("--slice", name));
        }
    }

    private static int follow(Asking asking, PolicyCommand command, String done) {
        ManagementClient client = asking.client();
        CommandAnswer answer = asking.patiently(() -> client.policy(command));
        Changing.say(asking, answer, done);
        return Exit.OK.code();
    }

    private static String actor(String of, Asking asking) {
        if (asking.actor().filter(other -> !other.equals(of)).isPresent()) {
            throw new Failure(Exit.USAGE, "ACTOR: is " + Names.quoted(of) + ", and --actor says otherwise");
        }
        return Words.name("ACTOR", of);
    }
}
