package orca.simulator.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import orca.cli.connect.Exit;
import orca.cli.screen.Terminal;
import orca.core.journal.Group;
import orca.core.journal.JournalRecord;
import orca.runtime.container.SaidJournals;
import orca.runtime.hosting.HostedActor.Role;
import orca.runtime.hosting.PastActor;
import orca.runtime.journal.JournalReading;
import orca.runtime.journal.RecordCodec;
import orca.wire.text.When;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code orca journal show}: the groups of journals, those of several actors in the order of time. A few groups of each
 * journal are in memory at a time.
 */
@Command(name = "show", sortOptions = false, description = {
    "Show what the journals of a container that does not run say: who decided what, when, about which contract,",
    "and what changed by it. What runs is asked with 'orca describe ID'."}, footer = {
    "", "For example: orca journal show --of r1, orca journal show site.yaml --actor duke --since 'today 3:00'",
    "Exit codes: 0 shown; 1 a journal is damaged; 2 there is none, or the words are wrong; 7 the container runs."})
final class ShowCommand implements Callable<Integer> {
    /** How many groups one page has when nobody says. */
    private static final int USUAL_LIMIT = 200;

    /** How groups are written. */
    enum Form { TABLE, WIDE, JSON }

    private final Terminal terminal;

    @Parameters(index = "0", arity = "0..1", paramLabel = "WHERE", description =
            "The container's configuration file or its folder, or a backup. Default: ${DEFAULT-VALUE}.")
    private String where = SaidJournals.USUAL;

    @Option(names = "--actor", paramLabel = "NAME", description = "Only this actor's.")
    private String actor;

    @Option(names = "--of", paramLabel = "NAME", description =
            "Only records in which this name stands: a reservation, a unit, a delegation, a host, a holder.")
    private String of;

    @Option(names = "--since", paramLabel = "TIME", description = "From then on.")
    private When since;

    @Option(names = "--until", paramLabel = "TIME", description = "Until then.")
    private When until;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many groups. Default: ${DEFAULT-VALUE}; 0 for all.")
    private long limit = USUAL_LIMIT;

    @Option(names = {"-o", "--output"}, paramLabel = "FORM", description =
            "table; wide, which has everything that changed; or json, a line for each group.")
    private Form form = Form.TABLE;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this.")
    private boolean help;

    ShowCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** One journal as it is read: the next group that is to be shown, if there is one. */
    private static final class Head {
        private final String actor;
        private final RecordCodec codec;
        private final Iterator<Group> groups;
        private final GroupText text;
        private Optional<Group> next = Optional.empty();

        Head(String actor, RecordCodec codec, Iterator<Group> groups, GroupText text) {
            this.actor = actor;
            this.codec = codec;
            this.groups = groups;
            this.text = text;
            advance();
        }

        final void advance() {
            next = groups.hasNext() ? Optional.of(groups.next()) : Optional.empty();
        }
    }

    @Override
    public Integer call() {
        if (limit < 0) {
            throw new TypeConversionException("--limit: must be 0 or more, got " + limit);
        }
        try (SaidJournals said = SaidJournals.of(where)) {
            SaidJournals meant = actor == null ? said : said.only(actor);
            List<JournalReading> open = new ArrayList<>();
            try {
                List<Head> heads = new ArrayList<>();
                for (String name : meant.actors()) {
                    meant.open(name).ifPresent(reading -> {
                        open.add(reading);
                        heads.add(head(meant, name, reading));
                    });
                }
                show(heads);
            } finally {
                open.forEach(JournalReading::close);
            }
        }
        return Exit.OK.code();
    }

    private Head head(SaidJournals said, String name, JournalReading reading) {
        long from = since == null ? reading.first() : reading.firstAt(JournalCommand.instant(since, terminal));
        Role role = reading.last() < reading.first() ? Role.BROKER : said.role(name, reading);
        RecordCodec codec = PastActor.codec(role);
        GroupText text = new GroupText(name, codec, said.directory(), terminal.moments(), form == Form.WIDE,
                form == Form.WIDE ? Integer.MAX_VALUE : terminal.columns());
        return new Head(name, codec, reading.groups(codec, from), text);
    }

    private void show(List<Head> heads) {
        Optional<Instant> end = Optional.ofNullable(until).map(u -> JournalCommand.instant(u, terminal));
        long shown = 0;
        while (true) {
            Head first = null;
            for (Head head : heads) {
                if (head.next.isPresent() && (first == null || at(head).isBefore(at(first)))) {
                    first = head;
                }
            }
            if (first == null || end.isPresent() && at(first).isAfter(end.get())) {
                break;
            }
            Group group = first.next.orElseThrow();
            List<JournalRecord> meant = meant(first, group);
            if (!meant.isEmpty() && limit > 0 && shown == limit) {
                terminal.note(terminal.typed("there is more; go on with 'orca journal show' ... --since "
                        + group.stampedAt() + ", or --limit 0 for all"));
                break;
            }
            if (!meant.isEmpty()) {
                shown++;
                write(first, group, meant);
            }
            first.advance();
        }
        if (shown == 0) {
            terminal.note("nothing of that is in the journals");
        }
    }

    private static Instant at(Head head) {
        return head.next.orElseThrow().stampedAt();
    }

    private List<JournalRecord> meant(Head head, Group group) {
        if (of == null) {
            return group.records();
        }
        return group.records().stream().filter(record -> Leaves.of(head.codec, record).containsValue(of)).toList();
    }

    private void write(Head head, Group group, List<JournalRecord> meant) {
        if (form != Form.JSON) {
            head.text.lines(group, meant).forEach(terminal::say);
            return;
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("actor", "\"" + head.actor + "\"");
        fields.put("sequence", Long.toString(group.sequence()));
        fields.put("epoch", Long.toString(group.epoch()));
        fields.put("at", "\"" + group.stampedAt() + "\"");
        fields.put("records", "[" + String.join(",", meant.stream().map(head.codec::toJson).toList()) + "]");
        terminal.say("{" + String.join(",", fields.entrySet().stream()
                .map(e -> "\"" + e.getKey() + "\":" + e.getValue()).toList()) + "}");
    }
}
