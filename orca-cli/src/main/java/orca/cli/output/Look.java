package orca.cli.output;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import orca.cli.screen.Cell;
import orca.cli.screen.Moments;
import orca.cli.screen.Tone;
import orca.core.resource.PropertyList;
import orca.wire.management.TermView;

/**
 * How the usual things are shown.
 *
 * @param moments from when and where times are seen
 * @param wide whether there is room for everything
 */
public record Look(Moments moments, boolean wide) {
    private static final List<String> GOOD = List.of("active", "held", "ready", "ticketed", "running", "in");
    private static final List<String> BAD = List.of("failed", "refused", "quarantined", "stopped");
    private static final List<String> OVER = List.of("closed", "free", "out");

    public static Cell state(String state) {
        Tone tone = GOOD.contains(state) ? Tone.GOOD
                : BAD.contains(state) ? Tone.BAD
                : OVER.contains(state) ? Tone.FAINT
                : Tone.BUSY;
        return new Cell(state, tone);
    }

    public Cell at(Instant instant) {
        return Cell.of(wide ? moments.full(instant) : moments.at(instant));
    }

    public Cell start(Optional<TermView> term) {
        return term.map(t -> at(t.start())).orElse(Cell.of(""));
    }

    public Cell end(Optional<TermView> term) {
        return term.map(t -> at(t.end())).orElse(Cell.of(""));
    }

    /** What is left of a term: {@code in 1 h 58 m}, or when it was over; nothing where all is over in {@code state}. */
    public Cell left(String state, Optional<TermView> term) {
        return term.filter(t -> !OVER.contains(state) && !BAD.contains(state)).map(t -> new Cell(moments.distance(t.end()),
                t.end().isAfter(moments.now()) ? Tone.PLAIN : Tone.FAINT)).orElse(Cell.of(""));
    }

    /** {@code 3}, or {@code 2/3} where fewer are there than were asked for. */
    public static Cell units(Optional<Long> there, long asked) {
        boolean whole = there.isEmpty() || there.get() == asked;
        return Cell.of(whole ? Long.toString(asked) : there.get() + "/" + asked);
    }

    /** {@code cpu 1000, memory 512}. */
    public static String amounts(Map<String, Long> amounts) {
        return amounts.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).collect(Collectors.joining(", "));
    }

    public static String properties(PropertyList properties) {
        return properties.asMap().entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining(", "));
    }

    /** The reason, or else who has to act next where that is not the one who reads. */
    public static Cell reason(String reason, String waitsFor) {
        if (!reason.isBlank()) {
            return Cell.of(reason);
        }
        boolean ours = waitsFor.isBlank() || waitsFor.equals("nobody") || waitsFor.equals("the guest")
                || waitsFor.equals("the holder");
        return ours ? Cell.of("") : new Cell("waits for " + waitsFor, Tone.FAINT);
    }
}
