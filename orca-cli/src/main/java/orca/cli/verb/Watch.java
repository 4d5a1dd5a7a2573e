package orca.cli.verb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import orca.cli.output.Format;
import orca.cli.output.Listing;
import orca.cli.screen.Table;
import orca.cli.screen.Terminal;
import orca.wire.management.ChangesView;
import orca.wire.management.Rows;
import orca.wire.text.RecordForm;

/**
 * Shows a listing again and again. On a screen the table is written over itself, once a second and at each change, so that
 * what is left of each term counts down; elsewhere each row is written when it is new or has changed.
 */
final class Watch<T> {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final Asking asking;
    private final Listing<T> listing;
    private final Map<String, T> shown = new LinkedHashMap<>();
    private String heading = "";
    private int drawn;

    Watch(Asking asking, Listing<T> listing) {
        this.asking = asking;
        this.listing = listing;
    }

    /**
     * Goes on until nobody reads any more, or {@code look} or {@code next} throws.
     *
     * @param look gets the rows
     * @param next waits until something changed since, but not longer than it is told
     */
    void run(Supplier<Rows<T>> look, BiFunction<Long, Duration, ChangesView> next) {
        Terminal terminal = asking.terminal();
        boolean table = asking.format() == Format.TABLE || asking.format() == Format.WIDE;
        boolean redraw = table && terminal.live();
        Rows<T> rows = look.get();
        while (true) {
            if (redraw) {
                redraw(terminal, rows.items());
            } else {
                append(terminal, rows.items(), table);
            }
            if (terminal.out().checkError()) {
                return;
            }
            long now = next.apply(rows.changes(), redraw ? TICK : LONGEST).changes();
            if (now != rows.changes()) {
                rows = look.get();
            }
        }
    }

    private void redraw(Terminal terminal, List<T> rows) {
        List<String> lines = listing.table(rows, asking.look()).lines(terminal.columns(), terminal.colours());
        int room = terminal.rows() - 1;
        if (lines.size() > room) {
            int left = lines.size() - room + 1;
            lines = new ArrayList<>(lines.subList(0, room - 1));
            lines.add("... and " + left + " more");
        }
        terminal.redraw(drawn, lines);
        drawn = lines.size();
    }

    private void append(Terminal terminal, List<T> rows, boolean table) {
        Map<String, T> now = new LinkedHashMap<>();
        rows.forEach(row -> now.put(listing.key().apply(row), row));
        List<T> changed = rows.stream().filter(row -> !row.equals(shown.get(listing.key().apply(row)))).toList();
        if (table) {
            lines(terminal, changed, rows);
            shown.forEach((key, row) -> {
                if (!now.containsKey(key)) {
                    terminal.say(listing.name().apply(row) + "  gone");
                }
            });
        } else {
            changed.forEach(row -> write(terminal, row));
        }
        shown.clear();
        shown.putAll(now);
    }

    private void lines(Terminal terminal, List<T> changed, List<T> rows) {
        Table whole = listing.table(rows, asking.look());
        List<String> lines = whole.lines(asking.look().wide() ? Integer.MAX_VALUE : terminal.columns(), terminal.colours());
        // Said again when other columns fit than before.
        String names = lines.getFirst().strip().replaceAll(" +", " ");
        if (!changed.isEmpty() && !names.equals(heading)) {
            heading = names;
            terminal.say(lines.getFirst());
        }
        for (int i = 0; i < rows.size(); i++) {
            if (changed.contains(rows.get(i))) {
                terminal.say(lines.get(i + 1));
            }
        }
    }

    /** One changed row: a line of JSON, a document of YAML, or a name. */
    private void write(Terminal terminal, T row) {
        switch (asking.format()) {
            case JSON -> terminal.say(RecordForm.json(row));
            case YAML -> terminal.out().print("---\n" + Listing.document(RecordForm.write(row), Format.YAML));
            case NAME, TABLE, WIDE -> terminal.say(listing.name().apply(row));
        }
    }
}
