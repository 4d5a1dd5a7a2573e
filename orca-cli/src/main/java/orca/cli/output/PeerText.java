package orca.cli.output;

import static orca.cli.screen.Column.extra;
import static orca.cli.screen.Column.whole;
import static orca.cli.screen.Column.words;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import orca.cli.output.Listing.Field;
import orca.cli.screen.Cell;
import orca.cli.screen.Column;
import orca.cli.screen.Table;
import orca.wire.trust.Endpoint;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Peer;

/** Whom a container knows, as people read it. */
public final class PeerText {
    private static final List<Field<Peer>> FIELDS = List.of(
            Field.of(whole("NAME"), (p, look) -> Cell.of(p.name())),
            Field.of(whole("ROLE"), (p, look) -> Cell.of(p.role().word())),
            Field.of(whole("KEY"), (p, look) -> Cell.of(look.wide() ? p.first().toString() : Fingerprint.brief(p.principal()))),
            Field.of(words("ENDPOINT", 12, 2), (p, look) -> Cell.of(
                    p.endpoints().stream().map(Endpoint::toString).collect(Collectors.joining(" ")))),
            Field.of(words("LIMITS", 8, 3), (p, look) -> Cell.of(p.limits().words())),
            Field.of(extra("PINNED", 5), (p, look) -> p.pinned().map(look::at).orElse(Cell.of(""))),
            Field.of(words("NOTE", 8, 4), (p, look) -> Cell.of(p.note())));

    private PeerText() {}

    public static Table table(List<Peer> peers, Look look) {
        List<Column> columns = FIELDS.stream().map(Field::column).toList();
        return new Table(columns, peers.stream().map(p -> FIELDS.stream().map(f -> f.cell().apply(p, look)).toList()).toList());
    }

    /** All that is written down about one. */
    public static List<String> lines(Peer peer, Look look) {
        List<String> lines = new ArrayList<>();
        lines.add(peer.name() + ", " + peer.role().word());
        peer.key().groups().lines().forEach(line -> lines.add("  " + line));
        peer.endpoints().forEach(endpoint -> lines.add("endpoint  " + endpoint));
        lines.add("limits    " + (peer.limits().words().isEmpty() ? "none" : peer.limits().words()));
        peer.pinned().ifPresent(at -> lines.add("pinned    " + look.moments().full(at)));
        if (!peer.note().isEmpty()) {
            lines.add("note      " + Cell.plain(peer.note()));
        }
        peer.lineage().steps().forEach(
                one -> lines.add("until     " + look.moments().full(one.at()) + " its key was " + one.old()));
        if (!peer.key().equals(peer.first())) {
            lines.add("contracts name it by its first key");
        }
        return lines;
    }
}
