package orca.cli.verb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import orca.cli.connect.Exit;
import orca.cli.connect.Failure;
import orca.cli.output.Format;
import orca.cli.output.Listing;
import orca.cli.output.NoticeListings;
import orca.cli.screen.Terminal;
import orca.core.notice.NoticeKind;
import orca.core.notice.NoticeWish;
import orca.core.notice.Receiver;
import orca.core.resource.Names;
import orca.wire.management.CommandAnswer;
import orca.wire.management.FeedCommand;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.management.NoticeRow;
import orca.wire.management.NoticesCommand;
import orca.wire.management.Rows;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What people are told of slices, and whether it reaches them. */
@Command(name = "notices", description = "Say what people are told of slices, by mail, web hook or calendar.",
        synopsisSubcommandLabel = "show|set|reset|test|letters|feed|key")
final class Notices extends Parent {
    private final Terminal terminal;

    Notices(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    List<Object> verbs() {
        return List.of(new Show(terminal), new Set(terminal), new Reset(terminal), new Test(terminal), new LettersVerb(terminal),
                new Feed(terminal), new HookKey(terminal));
    }

    /** Shows one of the tables. */
    private static <T> int listed(Asking asking, Listing<T> listing, BiFunction<ManagementClient, Filter, Rows<T>> fetch,
            boolean all, String none) {
        ManagementClient client = asking.client();
        Filter filter = new Filter(asking.actor(), Optional.empty(), Optional.empty(), all);
        List<T> rows = asking.patiently(() -> fetch.apply(client, filter)).items();
        Terminal terminal = asking.terminal();
        if (asking.format() == Format.NAME) {
            rows.stream().map(listing.name()).forEach(terminal::say);
        } else if (!asking.wrote(rows)) {
            if (rows.isEmpty()) {
                terminal.note(none);
            } else {
                terminal.show(listing.table(rows, asking.look()), asking.look().wide());
            }
        }
        return Exit.OK.code();
    }

    /** What is told. */
    @Command(name = "show", description = "Show what is told of which slices, and to whom.", sortOptions = false)
    static final class Show implements Callable<Integer> {
        @Mixin
        private final Asking asking;

        Show(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            return listed(asking, NoticeListings.NOTICES, NoticeRow::of, true,
                    "nobody is told anything; 'orca notices set --help' says how");
        }
    }

    /** What becomes of letters. */
    @Command(name = "letters", sortOptions = false, description = {
        "Show the letters that are on their way or were given up, and what waits to be told.",
        "With --all also those that were sent lately."})
    static final class LettersVerb implements Callable<Integer> {
        @Option(names = {"-a", "--all"}, description = "Also those that were sent, the newest hundred.")
        private boolean all;

        @Mixin
        private final Asking asking;

        LettersVerb(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            return listed(asking, NoticeListings.LETTERS, NoticeRow.Letter::of, all,
                    all ? "none" : "none; with --all those that were sent");
        }
    }

    /** Something else is told. */
    @Command(name = "set", description = "Say what is told of a slice from now on, and to whom.", sortOptions = false, footer = {
        "", "For example: orca notices set web --to mail:ann@example.org --before 1d --before 1h",
        "It holds against the configuration file, after a restart too, until 'orca notices reset'. See docs/notices.md."})
    static final class Set implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "SLICE", description = "Of which.")
        private String slice;

        @Option(names = "--to", paramLabel = "RECEIVER",
                description = "mail:NAME@HOST or hook:URL; may be repeated. Without any nobody is told.")
        private List<String> to = new ArrayList<>();

        @Option(names = "--before", paramLabel = "LENGTH",
                description = "How long before the end of a lease; may be repeated. Usually 1d and 1h.")
        private List<Duration> before = new ArrayList<>();

        @Option(names = "--about", paramLabel = "KIND", split = ",", description = "What is told, of ending, ended, granted,"
                + " started, extended, refused, revoked, failed, repaired and said; usually all but granted, started and"
                + " extended.")
        private List<NoticeKind> about = new ArrayList<>();

        @Option(names = "--gather", paramLabel = "LENGTH",
                description = "How long what is not urgent waits for more; usually 5m.")
        private Duration gather = NoticeWish.USUAL_GATHER;

        @Mixin
        private final Changing changing = new Changing();
        @Mixin
        private final Asking asking;

        Set(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            List<Receiver> receivers = to.stream().map(Set::receiver).toList();
            return give(asking, new NoticesCommand(changing.requestId(), changing.dryRun(), asking.actor(),
                    Words.name("SLICE", slice), Optional.of(receivers), before.isEmpty() ? Optional.empty() : Optional.of(before),
                    about.isEmpty() ? Optional.empty() : Optional.of(about), gather),
                    receivers.isEmpty() ? "is told to nobody" : "is told to " + String.join(", ", to));
        }

        private static Receiver receiver(String text) {
            try {
                return Receiver.parse(text);
            } catch (IllegalArgumentException e) {
                throw new Failure(Exit.USAGE, "--to: " + e.getMessage());
            }
        }
    }

    /** What the file says. */
    @Command(name = "reset", description = "Tell of a slice what the configuration says, again.", sortOptions = false)
    static final class Reset implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "SLICE", description = "Of which.")
        private String slice;

        @Mixin
        private final Changing changing = new Changing();
        @Mixin
        private final Asking asking;

        Reset(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            return give(asking, new NoticesCommand(changing.requestId(), changing.dryRun(), asking.actor(),
                    Words.name("SLICE", slice), Optional.empty(), Optional.empty(), Optional.empty(), NoticeWish.USUAL_GATHER),
                    "is told as the configuration says");
        }
    }

    private static int give(Asking asking, NoticesCommand command, String done) {
        ManagementClient client = asking.client();
        CommandAnswer answer = asking.patiently(() -> command.giveTo(client));
        Changing.say(asking, answer, done);
        return Exit.OK.code();
    }

    /** Whether it arrives. */
    @Command(name = "test", description = "Send a test to everybody who is told of a slice.", sortOptions = false, footer = {
        "", "It leaves after ten seconds; 'orca notices letters --all' shows what became of it."})
    static final class Test implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "SLICE", description = "Of which.")
        private String slice;

        @Mixin
        private final Changing changing = new Changing();
        @Mixin
        private final Asking asking;

        Test(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            NoticesCommand.Test command = new NoticesCommand.Test(
                    changing.requestId(), changing.dryRun(), asking.actor(), Words.name("SLICE", slice));
            ManagementClient client = asking.client();
            CommandAnswer answer = asking.patiently(() -> command.giveTo(client));
            Changing.say(asking, answer, "is tested");
            return Exit.OK.code();
        }
    }

    /** The calendar of a slice. */
    @Command(name = "feed", sortOptions = false, description = {
        "Show an address under which calendar programs find the slice's leases.",
        "Whoever has it can read them. It is shown once; asking again makes another, and this one useless."})
    static final class Feed implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "SLICE", description = "Of which.")
        private String slice;

        @Option(names = "--close", description = "Offer the calendar to nobody any more.")
        private boolean close;

        @Mixin
        private final Asking asking;

        Feed(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            FeedCommand command = new FeedCommand(asking.actor(), Words.name("SLICE", slice), !close);
            ManagementClient client = asking.client();
            FeedCommand.Answer answer = asking.patiently(() -> command.giveTo(client));
            if (!asking.wrote(answer)) {
                asking.terminal().say(answer.url().orElse("The calendar of " + slice + " is offered to nobody."));
            }
            return Exit.OK.code();
        }
    }

    /** What a receiver checks letters by. */
    @Command(name = "key", description = "Show the key that letters to a web hook are signed with.", sortOptions = false)
    static final class HookKey implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "URL", description = "Its address, as in 'hook:URL'.")
        private String url;

        @Mixin
        private final Asking asking;

        HookKey(Terminal terminal) {
            asking = new Asking(terminal);
        }

        @Override
        public Integer call() {
            String plain = url.startsWith("hook:") ? url.substring("hook:".length()) : url;
            if (!plain.startsWith("http")) {
                throw new Failure(Exit.USAGE, "URL: must be one, got " + Names.quoted(url));
            }
            ManagementClient client = asking.client();
            NoticesCommand.Key key = asking.patiently(() -> new NoticesCommand.HookKey(plain).askOf(client));
            if (!asking.wrote(key)) {
                asking.terminal().say(key.key());
            }
            return Exit.OK.code();
        }
    }
}
