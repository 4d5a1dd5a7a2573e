package orca.simulator.federation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How often each row of the tables is taken, and by how many storms. For one storm after another. */
public final class RowCount {
    private final Map<String, Count> counts = new LinkedHashMap<>();
    private final Set<String> takenNow = new LinkedHashSet<>();
    private int storms;

    /** How often one row was taken, and by how many storms. */
    private static final class Count {
        private final String row;
        private long times;
        private int storms;

        Count(String row) {
            this.row = row;
        }
    }

    public RowCount() {
        Tables.STANDARD.all().forEach(table -> table.rows()
                .forEach(row -> counts.put(Tables.cell(table, row), new Count(table.name() + ": " + row))));
    }

    /** The actors as they are, for the next storm; each row that they take is counted. */
    public Cast cast() {
        storms++;
        takenNow.clear();
        return Tables.STANDARD.watchedBy(this::taken).cast();
    }

    private void taken(String cell) {
        Count count = counts.get(cell);
        count.times++;
        if (takenNow.add(cell)) {
            count.storms++;
        }
    }

    /** The rows that nothing took so far. */
    public List<String> unvisited() {
        return counts.values().stream().filter(count -> count.times == 0).map(count -> count.row).toList();
    }

    /** A line for each row: how often it was taken, by how many storms, and what it says. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        counts.values().forEach(count ->
                lines.add(String.format("%9d times in %4d of %d  %s", count.times, count.storms, storms, count.row)));
        return lines;
    }
}
