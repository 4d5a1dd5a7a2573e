package orca.cli.output;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.cli.connect.Failure;
import orca.cli.screen.Cell;
import orca.cli.screen.Column;
import orca.cli.screen.Fold;
import orca.cli.screen.Moments;
import orca.cli.screen.Table;
import orca.cli.screen.Tone;
import orca.wire.management.Problem;
import orca.wire.management.ReservationView;
import orca.wire.management.Story;
import orca.wire.management.TermView;

/**
 * The story of one reservation as lines: how it stands at each actor, its units, and what happened, oldest first.
 *
 * @param look how the usual things are shown
 * @param width the most characters of a line; sentences go on in the next one
 * @param colours whether to colour
 */
public record StoryText(Look look, int width, boolean colours) {
    private static final List<Column> COLUMNS = List.of(
            Column.whole("WHEN"), Column.words("ACTOR", 6, 1), Column.words("SUBJECT", 8, 2), Column.whole("STATE"),
            Column.words("WHAT", 8, 3));

    public List<String> lines(Story story) {
        List<String> lines = new ArrayList<>();
        story.reservations().forEach(r -> reservation(r, lines));
        if (!story.tickets().isEmpty()) {
            section("Ticket, at the broker", Listings.TICKETS.table(story.tickets(), look), lines);
        }
        if (!story.leases().isEmpty()) {
            section("Lease, at the authority", Listings.LEASES.table(story.leases(), look), lines);
        }
        if (!story.units().isEmpty()) {
            section("Units", Listings.UNITS.table(story.units(), look), lines);
        }
        happened(story, lines);
        return lines;
    }

    private void reservation(ReservationView r, List<String> lines) {
        lines.add(Tone.STRONG.paint("Reservation " + r.id(), colours) + ": "
                + Look.state(r.state()).tone().paint(r.state(), colours));
        fact("what", r.granted().orElse(r.asked()) + " x " + r.type()
                + (r.sliver().isEmpty() ? "" : ", each " + Look.amounts(r.sliver())), lines);
        if (r.minUnits() < r.asked() || r.granted().filter(g -> g != r.asked()).isPresent()) {
            fact("asked for", r.asked() + " units, at least " + r.minUnits(), lines);
        }
        fact("for", r.actor() + ", slice " + r.slice(), lines);
        fact("from", r.broker() + r.authority().map(a -> ", at " + a).orElse(""), lines);
        term(r.term().isPresent() ? "term" : "wanted", r.term().orElse(r.wanted()), lines);
        r.renewUntil().ifPresent(until -> fact("renewed until", look.moments().full(until), lines));
        r.estimate().ifPresent(e -> fact("may start", look.moments().full(e) + ", which may move", lines));
        Optional.of(r.reason()).filter(s -> !s.isBlank()).ifPresent(s -> fact("reason", s, lines));
        Optional.of(r.waitsFor()).filter(s -> !s.isBlank()).ifPresent(s -> fact("next to act", s, lines));
        r.refusal().ifPresent(p -> refusal(p, lines));
        for (ReservationView.MemberView unit : r.units()) {
            fact(unit.id(), unit.state() + " on " + unit.host()
                    + (unit.member().isEmpty() ? "" : ", in the guest " + unit.member())
                    + (unit.properties().isEmpty() ? "" : "; " + Look.properties(unit.properties())), lines);
        }
    }

    private void term(String name, TermView term, List<String> lines) {
        Moments moments = look.moments();
        fact(name, moments.full(term.start()) + " until " + moments.full(term.end()) + ", "
                + Moments.length(Duration.between(term.start(), term.end())) + " long, ends "
                + moments.distance(term.end()), lines);
    }

    private void refusal(Problem problem, List<String> lines) {
        fact("last refused", problem.message(), lines);
        problem.alternative().ifPresent(a -> Failure.alternatives(a, look.moments()).forEach(l -> fact("instead", l, lines)));
    }

    private void fact(String name, String text, List<String> lines) {
        String label = "  " + name + " ".repeat(Math.max(1, 15 - name.length()));
        lines.addAll(Fold.lines(label, " ".repeat(17), Cell.plain(text), width));
    }

    private void section(String title, Table table, List<String> lines) {
        lines.add("");
        lines.add(Tone.STRONG.paint(title, colours));
        lines.addAll(table.lines(width, colours));
    }

    private void happened(Story story, List<String> lines) {
        if (story.lines().isEmpty()) {
            return;
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (Story.Line line : story.lines()) {
            rows.add(List.of(look.at(line.at()), Cell.of(line.actor()), Cell.of(line.subject()), Look.state(line.state()),
                    Cell.of(line.what())));
        }
        lines.add("");
        lines.add(Tone.STRONG.paint("What happened", colours)
                + (story.cut() ? " (older lines were left out)" : ""));
        List<String> table = new Table(COLUMNS, rows).lines(width, colours);
        lines.add(table.getFirst());
        for (int i = 0; i < rows.size(); i++) {
            lines.add(table.get(i + 1));
            String why = story.lines().get(i).why();
            if (!why.isBlank()) {
                lines.addAll(Fold.lines("    ", "    ", Cell.plain(why), width));
            }
        }
    }
}
