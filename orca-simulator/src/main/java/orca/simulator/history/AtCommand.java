package orca.simulator.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import orca.authority.Authority;
import orca.broker.Broker;
import orca.cli.connect.Exit;
import orca.cli.output.Format;
import orca.cli.output.Listing;
import orca.cli.output.Listings;
import orca.cli.output.Look;
import orca.cli.screen.Moments;
import orca.cli.screen.Terminal;
import orca.core.actor.Actor;
import orca.runtime.config.Vocabulary;
import orca.runtime.container.SaidJournals;
import orca.runtime.hosting.Directory;
import orca.runtime.hosting.HostedActor.Role;
import orca.runtime.hosting.PastActor;
import orca.runtime.journal.JournalReading;
import orca.runtime.management.PastTables;
import orca.wire.text.Nearest;
import orca.wire.text.RecordForm;
import orca.wire.text.Tree;
import orca.wire.text.When;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code orca journal at}: what {@code orca get} would have listed at a moment, by the journals up to then. */
@Command(name = "at", sortOptions = false, description = {
    "Show the state as of a moment, as 'orca get' would have listed it then: by replaying the journals of a",
    "container that does not run up to the last group that is not after TIME. Nothing is changed."}, footer = {
    "", "For example: orca journal at 'today 3:00', orca journal at now-2h site.yaml --get leases -o json",
    "Exit codes: 0 shown; 1 a journal is damaged; 2 there is none, or the words are wrong; 7 the container runs."})
final class AtCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "TIME", description = "Such as 2026-12-24T18:00:00Z, 'today 3:00' or now-2h.")
    private When time;

    @Parameters(index = "1", arity = "0..1", paramLabel = "WHERE", description =
            "The container's configuration file or its folder, or a backup. Default: ${DEFAULT-VALUE}.")
    private String where = SaidJournals.USUAL;

    @Option(names = "--get", paramLabel = "WHAT", description =
            "reservations, tickets, leases, units, delegations, hosts or slices; all of them when it is left out.")
    private String what;

    @Option(names = "--actor", paramLabel = "NAME", description = "Only this actor's.")
    private String actor;

    @Option(names = {"-a", "--all"}, description = "Also what was over.")
    private boolean all;

    @Option(names = {"-o", "--output"}, paramLabel = "FORM", description = "table, wide, json or yaml.")
    private Format format = Format.TABLE;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this.")
    private boolean help;

    AtCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (what != null && !PastTables.NAMES.contains(what)) {
            throw new TypeConversionException("--get: must be one of " + String.join(", ", PastTables.NAMES) + ", got '" + what
                    + "'" + Nearest.hint(what, PastTables.NAMES));
        }
        Instant at = JournalCommand.instant(time, terminal);
        try (SaidJournals said = SaidJournals.of(where)) {
            SaidJournals meant = actor == null ? said : said.only(actor);
            Directory directory = meant.directory();
            Vocabulary vocabulary = meant.vocabulary();
            List<PastActor> then = new ArrayList<>();
            for (String name : meant.actors()) {
                past(meant, name, at, directory).ifPresent(then::add);
            }
            then.forEach(past -> learn(past.actor(), vocabulary));
            show(new PastTables(then, vocabulary, directory), at);
        }
        return Exit.OK.code();
    }

    private Optional<PastActor> past(SaidJournals said, String name, Instant at, Directory directory) {
        Optional<JournalReading> found = said.open(name);
        if (found.isEmpty() || found.get().last() == 0) {
            found.ifPresent(JournalReading::close);
            terminal.note(name + ": has written nothing");
            return Optional.empty();
        }
        try (JournalReading reading = found.get()) {
            Role role = said.role(name, reading);
            Actor born = PastActor.born(role, directory.self(name));
            Optional<JournalReading.Reached> reached = reading.replay(PastActor.codec(role), at, PastActor.into(born));
            if (reached.isEmpty()) {
                terminal.note(name + ": its journal begins later");
                return Optional.empty();
            }
            terminal.note(name + ": as of group " + reached.get().sequence() + " of " + terminal.moments().at(reached.get()
                    .stampedAt()) + (reached.get().sequence() == reading.last() ? ", its last" : ""));
            return Optional.of(new PastActor(name, role, born, at));
        }
    }

    /** What their records say of types is enough to name amounts by. */
    private static void learn(Actor actor, Vocabulary vocabulary) {
        if (actor instanceof Authority site) {
            site.types().forEach(type -> vocabulary.learn(type.type()));
        }
        if (actor instanceof Broker market) {
            market.holdings().forEach(held -> vocabulary.learn(held.image().delegation().type()));
        }
    }

    private void show(PastTables tables, Instant at) {
        Look look = new Look(new Moments(at, terminal.zone()), format == Format.WIDE);
        List<String> names = what == null ? PastTables.NAMES : List.of(what);
        Map<String, Tree> whole = new LinkedHashMap<>();
        boolean some = false;
        for (String name : names) {
            List<?> rows = tables.rows(name, all);
            if (format.isWhole()) {
                whole.put(name, RecordForm.write(rows));
            } else if (!rows.isEmpty()) {
                if (what == null) {
                    terminal.say((some ? "\n" : "") + name);
                }
                some = true;
                write(Listings.named(name).orElseThrow(), rows, look);
            }
        }
        if (format.isWhole()) {
            Tree tree = what == null ? new Tree.Branch(0, whole) : whole.get(what);
            terminal.out().print(Listing.document(tree, format));
        } else if (!some) {
            terminal.note("none" + (all ? "" : "; --all shows also what was over"));
        }
    }

    /** The rows of a table are of the type that the listing of the same name lists. */
    @SuppressWarnings("unchecked")
    private <T> void write(Listing<T> listing, List<?> rows, Look look) {
        List<T> typed = (List<T>) rows;
        if (format == Format.NAME) {
            typed.stream().map(listing.name()).forEach(terminal::say);
        } else {
            terminal.show(listing.table(typed, look), look.wide());
        }
    }
}
