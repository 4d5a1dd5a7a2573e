package orca.simulator.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import orca.cli.output.Listings;
import orca.cli.output.Look;
import orca.cli.screen.Cell;
import orca.cli.screen.Fold;
import orca.cli.screen.Moments;
import orca.cli.screen.Terminal;
import orca.cli.screen.Tone;
import orca.wire.management.Filter;
import orca.wire.management.ManagementClient;
import orca.wire.management.ReservationView;
import orca.wire.management.Rows;

/**
 * What the audience sees: sentences, and below them the table of reservations. On a screen the table is written over itself
 * as it changes; elsewhere each row is written when it is new or has changed.
 */
final class Stage {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Terminal terminal;
    private final ManagementClient client;
    private final BooleanSupplier wanted;
    private final Map<String, ReservationView> shown = new LinkedHashMap<>();
    private int drawn;
    private int steps;

    /** @param wanted whether somebody still watches; when not, waiting ends with a {@link Sentence} */
    Stage(Terminal terminal, ManagementClient client, BooleanSupplier wanted) {
        this.terminal = terminal;
        this.client = client;
        this.wanted = wanted;
    }

    /** Begins the next step: what is about to happen, and why. */
    void step(String title, String explanation) {
        steps++;
        say(Tone.PLAIN, "", "", "");
        say(Tone.STRONG, steps + ". ", "   ", title);
        say(Tone.PLAIN, "   ", "   ", explanation);
    }

    /** What somebody would type for what happens now. */
    void typed(String command) {
        say(Tone.FAINT, "   $ " + terminal.command() + " ", "       ", command);
    }

    /** A line that a guest or an actor said. */
    void heard(String line) {
        say(Tone.PLAIN, "   | ", "   | ", Cell.plain(line));
    }

    /** Something that was looked at and is so. */
    void checked(String fact) {
        say(Tone.GOOD, "   ok  ", "       ", fact);
    }

    /** Writes {@code text} above the table, in as many lines as it takes. */
    private void say(Tone tone, String label, String indent, String text) {
        List<String> lines = Fold.lines(label, indent, text, terminal.columns()).stream()
                .map(line -> tone.paint(line, terminal.colours())).toList();
        if (terminal.live()) {
            terminal.redraw(drawn, lines);
            drawn = 0;
        } else {
            lines.forEach(terminal::say);
            terminal.out().flush();
        }
    }

    /** Shows the table as it is now. */
    Rows<ReservationView> look() {
        Rows<ReservationView> rows = client.reservations(Filter.ALL);
        if (terminal.live()) {
            List<String> lines = new ArrayList<>();
            if (!rows.items().isEmpty()) {
                lines.add("");
                lines.addAll(table(rows.items()));
            }
            terminal.redraw(drawn, lines);
            drawn = lines.size();
        } else {
            append(rows.items());
        }
        return rows;
    }

    private List<String> table(List<ReservationView> rows) {
        return Listings.RESERVATIONS.table(rows, new Look(terminal.moments(), false))
                .lines(terminal.columns() - 3, terminal.colours()).stream().map(line -> "   " + line).toList();
    }

    private void append(List<ReservationView> rows) {
        for (ReservationView row : rows) {
            ReservationView before = shown.put(row.id(), row);
            if (before == null || !before.state().equals(row.state()) || !before.term().equals(row.term())) {
                String line = String.format("   %-9s %-17s %2d x %-8s", row.id(), row.state(), row.granted().orElse(row.asked()),
                        row.type());
                String until = row.term().map(t -> "until " + terminal.moments().at(t.end())).orElse("");
                terminal.say((line + until + where(row)).stripTrailing());
            }
        }
    }

    private static String where(ReservationView row) {
        return row.units().isEmpty() ? "" : "  on " + String.join(", ",
                row.units().stream().map(ReservationView.MemberView::host).distinct().toList());
    }

    /**
     * Shows the table until {@code what} finds something in it.
     *
     * @param patience how long at most
     * @param hope what is waited for, for the sentence when it does not come
     */
    <T> T until(Duration patience, String hope, Function<List<ReservationView>, Optional<T>> what) {
        Instant deadline = terminal.now().plus(patience);
        while (true) {
            Rows<ReservationView> rows = look();
            Optional<T> found = what.apply(rows.items());
            if (found.isPresent()) {
                return found.get();
            }
            if (terminal.now().isAfter(deadline)) {
                throw new Sentence("Within " + Moments.length(patience) + " it did not come about that " + hope + ".");
            }
            doze(rows, TICK);
        }
    }

    private void doze(Rows<ReservationView> rows, Duration longest) {
        if (!wanted.getAsBoolean()) {
            throw new Sentence("The demo was ended; what it had leased is given back.");
        }
        client.changes(rows.changes(), longest);
    }

    /** Shows the table until the reservation {@code id} is as {@code wanted}, or is over without having been. */
    ReservationView until(Duration patience, String id, String hope, Predicate<ReservationView> wanted) {
        ReservationView found = until(patience, hope, rows -> rows.stream().filter(r -> r.id().equals(id))
                .filter(r -> wanted.test(r) || r.state().equals("failed") || r.state().equals("closed")).findFirst());
        if (!wanted.test(found)) {
            throw new Sentence("It did not come about that " + hope + ": " + id + " is " + found.state()
                    + (found.reason().isBlank() ? "" : ", " + found.reason()) + ".");
        }
        return found;
    }

    /** Gives somebody at a screen the time to read. */
    void pause(Duration length) {
        if (terminal.live()) {
            Instant end = terminal.now().plus(length);
            while (terminal.now().isBefore(end)) {
                Rows<ReservationView> rows = look();
                doze(rows, length.compareTo(TICK) < 0 ? length : TICK);
            }
        }
    }
}
