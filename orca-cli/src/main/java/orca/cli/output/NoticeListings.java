package orca.cli.output;

import static orca.cli.screen.Column.extra;
import static orca.cli.screen.Column.number;
import static orca.cli.screen.Column.whole;
import static orca.cli.screen.Column.words;

import java.util.List;
import java.util.stream.Collectors;
import orca.cli.output.Listing.Field;
import orca.cli.screen.Cell;
import orca.cli.screen.Tone;
import orca.wire.management.NoticeRow;
import orca.wire.text.Notation;

/** What is told to whom, and what became of it. */
public final class NoticeListings {
    public static final Listing<NoticeRow> NOTICES = new Listing<>(
            NoticeRow::of, row -> row.slice().orElse("(others)"), row -> row.actor() + "/" + row.slice().orElse(""), List.of(
            Field.of(whole("SLICE"), (n, look) -> n.slice().map(Cell::of).orElse(new Cell("(others)", Tone.FAINT))),
            Field.of(words("TO", 12, 0), (n, look) -> n.to().isEmpty() ? new Cell("nobody", Tone.FAINT)
                    : Cell.of(String.join(", ", n.to()))),
            Field.of(extra("BEFORE", 2), (n, look) -> Cell.of(
                    n.before().stream().map(Notation::show).collect(Collectors.joining(", ")))),
            Field.of(extra("GATHER", 3), (n, look) -> Cell.of(Notation.show(n.gather()))),
            Field.of(extra("CALENDAR", 4), (n, look) -> Cell.of(n.feed() ? "offered" : "")),
            Field.of(extra("BY", 5), (n, look) -> Cell.of(n.ordered() ? "operator" : "file")),
            Field.wide("GUEST", NoticeRow::actor),
            Field.of(words("ABOUT", 10, 1), (n, look) -> Cell.of(String.join(", ", n.about())))));

    public static final Listing<NoticeRow.Letter> LETTERS = new Listing<>(
            NoticeRow.Letter::of, NoticeRow.Letter::id, l -> l.actor() + "/" + l.id() + "/" + l.to(), List.of(
            Field.of(whole("LETTER"), (l, look) -> Cell.of(l.id())),
            Field.of(whole("STATE"), (l, look) -> state(l.state())),
            Field.of(words("TO", 12, 0), (l, look) -> Cell.of(l.to())),
            Field.of(number("NOTICES", 4), (l, look) -> Cell.of(Long.toString(l.notices()))),
            Field.of(extra("SINCE", 5), (l, look) -> look.at(l.at())),
            Field.of(extra("NEXT", 2), (l, look) -> l.next().map(look::at).orElse(Cell.of(""))),
            Field.of(number("TRIES", 6), (l, look) -> Cell.of(Integer.toString(l.tries()))),
            Field.wide("GUEST", NoticeRow.Letter::actor),
            Field.of(words("WHAT", 12, 1), (l, look) -> l.trouble().isEmpty() ? Cell.of(String.join("; ", l.text()))
                    : new Cell(l.trouble(), Tone.BAD))));

    private NoticeListings() {}

    private static Cell state(String state) {
        return new Cell(state, switch (state) {
            case "sent" -> Tone.GOOD;
            case "given-up" -> Tone.BAD;
            default -> Tone.BUSY;
        });
    }
}
