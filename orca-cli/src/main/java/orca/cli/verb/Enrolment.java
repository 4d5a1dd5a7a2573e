package orca.cli.verb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.connect.Failure;
import orca.cli.output.Format;
import orca.cli.output.Invited;
import orca.cli.output.Listings;
import orca.cli.screen.Terminal;
import orca.wire.management.CommandAnswer;
import orca.wire.management.Filter;
import orca.wire.management.InvitationRow;
import orca.wire.management.InviteCommand;
import orca.wire.management.JoinLine;
import orca.wire.management.ManagementClient;
import orca.wire.management.RemoveHostCommand;
import orca.wire.server.Listen;
import orca.wire.trust.Fingerprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Hosts that come to a site and leave it: verbs of {@code orca host}. */
final class Enrolment {
    private Enrolment() {}

    static List<Object> verbs(Terminal terminal) {
        return List.of(new HostAdd(terminal), new Invite(terminal), new Invitations(terminal), new Uninvite(terminal),
                new Remove(terminal));
    }

    /** What an invitation says of the host. */
    static final class Offering {
        @Option(names = "--type", required = true, paramLabel = "TYPE", description = "The type of units that it is to have.")
        private String type;

        @Option(names = "--name", paramLabel = "HOST", description = "What the site is to call it. Default: as it calls itself.")
        private String host;

        @Option(names = "--units", paramLabel = "N",
                description = "How many it is to have. Default: as many of the type's usual size as fit, or 1.")
        private Long units;

        @Option(names = "--capacity", paramLabel = "NAME=N,...",
                description = "How much of what, instead of what its agent measures less what the site reserves.")
        private String capacity;

        @Option(names = "--property", paramLabel = "NAME=VALUE", converter = Pair.class,
                description = "Given to each of its units; may be repeated.")
        private List<String> properties = new ArrayList<>();

        @Option(names = "--driver", paramLabel = "NAME",
                description = "That its agent is to have. Default: named as the handler.")
        private String driver;

        @Option(names = "--driver-setting", paramLabel = "NAME=VALUE", converter = Pair.class,
                description = "For that driver; may be repeated.")
        private List<String> settings = new ArrayList<>();

        @Option(names = "--for", paramLabel = "LENGTH", description = "How long the line is good. Default: 1h.")
        private Duration life = Duration.ofHours(1);

        @Option(names = "--at", paramLabel = "HOST:PORT",
                description = "Where hosts reach the site. Default: where it listens for operators from elsewhere.")
        private String at;

        Optional<String> host() {
            return Optional.ofNullable(host);
        }

        /** Asks the site for an invitation, and makes the line of it. */
        Invited invite(Asking asking, ManagementClient client, boolean dryRun) {
            String token = JoinLine.freshToken();
            InviteCommand command = new InviteCommand(Optional.empty(), dryRun, asking.actor(), JoinLine.lock(token), type,
                    host(),
                    Optional.ofNullable(units), WishOptions.read("--capacity", capacity, Words::size).orElse(Map.of()),
                    Words.properties(properties), Optional.ofNullable(driver), Words.properties("--driver-setting", settings),
                    life);
            InviteCommand.Answer answer = asking.patiently(() -> command.by(client));
            Listen where = where(asking, answer.listen());
            return new Invited(dryRun, answer.id(), answer.site(),
                    new JoinLine(where.host(), where.port(), Fingerprint.parse(answer.fingerprint()), token).line(), answer
                    .until());
        }

        private Listen where(Asking asking, String listens) {
            if (at != null) {
                return Words.value("--at", () -> Listen.parse(at));
            }
            Listen listen = Listen.parse(listens);
            if (!List.of("0.0.0.0", "[::]", "::").contains(listen.host())) {
                return listen;
            }
            Optional<String> asked = asking.secureHost();
            return new Listen(asked.orElseThrow(() -> new Failure(Exit.USAGE, "--at: the site listens at " + listens
                    + ", which is no address that a host could call", "say how hosts reach it: --at NAME:" + listen.port())),
                    listen.port());
        }
    }

    /** Lets a host in. */
    @Command(name = "invite", sortOptions = false, description = "Let one host join a site: prints the line to type on it.",
            footer = {
        "", "For example: orca host invite --type vm --name node-7",
        "The line is good once and not for long, and whoever has it may bring a host of theirs: send it as you would a password.",
        "Nobody but the host is told it: the site keeps its hash."})
    static final class Invite implements Callable<Integer> {
        @Mixin
        private final Offering offering = new Offering();

        @Option(names = "--dry-run", description = "Only say whether it would be taken; do nothing.")
        private boolean dryRun;

        @Mixin
        private final Asking asking;

        Invite(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            Invited invited = offering.invite(asking, asking.client(), dryRun);
            Terminal terminal = asking.terminal();
            if (dryRun) {
                terminal.say("would be taken, nothing was done");
            } else if (asking.format() == Format.NAME) {
                terminal.say(invited.line());
            } else if (!asking.wrote(invited)) {
                terminal.say("orca agent join " + invited.line());
                terminal.note("Type this on the host, as root. It is good once, until " + terminal.moments().full(invited.until())
                        + " (invitation " + invited.id() + ").");
            }
            return Exit.OK.code();
        }
    }

    /** Who may come. */
    @Command(name = "invitations", sortOptions = false, description = "List who may join, and who did lately or is about to.")
    static final class Invitations implements Callable<Integer> {
        @Mixin
        private final Asking asking;

        Invitations(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            ManagementClient client = asking.client();
            List<InvitationRow> rows = asking.patiently(() -> InvitationRow.of(client,
                    new Filter(asking.actor(), Optional.empty(), Optional.empty(), false))).items();
            if (asking.format() == Format.NAME) {
                rows.stream().map(InvitationRow::id).forEach(asking.terminal()::say);
            } else if (!asking.wrote(rows)) {
                if (rows.isEmpty()) {
                    asking.terminal().note("none; 'orca host invite' makes one");
                } else {
                    asking.terminal().show(Listings.INVITATIONS.table(rows, asking.look()), asking.look().wide());
                }
            }
            return Exit.OK.code();
        }
    }

    /** Takes an invitation back. */
    @Command(name = "uninvite", sortOptions = false, description = "Take an invitation back that no host has used.")
    static final class Uninvite implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "INVITATION", description = "Its name: 'orca host invitations'.")
        private String id;

        @Mixin
        private final Changing changing = new Changing();
        @Mixin
        private final Asking asking;

        Uninvite(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            ManagementClient client = asking.client();
            CommandAnswer answer = asking.patiently(() -> new InviteCommand.Back(
                    changing.requestId(), changing.dryRun(), asking.actor(), id).by(client));
            Changing.say(asking, answer, "is taken back");
            return Exit.OK.code();
        }
    }

    /** Lets a host go. */
    @Command(name = "remove", sortOptions = false,
            description = "Take a host out of a site's inventory for good, and tell its agent so.", footer = {"",
        "It must be drained and have no units. Afterwards it may join another site."})
    static final class Remove implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "HOST", description = "Its name.")
        private String host;

        @Mixin
        private final Changing changing = new Changing();
        @Mixin
        private final Asking asking;

        Remove(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            ManagementClient client = asking.client();
            CommandAnswer answer = asking.patiently(() -> new RemoveHostCommand(
                    changing.requestId(), changing.dryRun(), asking.actor(), host).by(client));
            Changing.say(asking, answer, "is removed");
            return Exit.OK.code();
        }
    }
}
