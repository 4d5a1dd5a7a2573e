package orca.cli.screen;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Rows under headings, made to fit a width. A line is never wider and never wraps: first columns in which nothing stands are
 * left out, then the widest of the cells that may be cut are cut, then columns are left out by rank, and only a screen too
 * narrow for the names themselves cuts those.
 *
 * @param columns from left to right
 * @param rows each with a cell for each column
 */
public record Table(List<Column> columns, List<List<Cell>> rows) {
    /** What stands between two columns. */
    private static final String GAP = "  ";
    /** What stands at the end of what was cut. */
    private static final String CUT = "..";

    public Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<Cell> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException("row: must have " + columns.size() + " cells, got " + row.size());
            }
        }
    }

    /**
     * The heading and the rows as lines.
     *
     * @param width the most characters of a line; {@link Integer#MAX_VALUE} for as many as it takes
     * @param colours whether to colour them
     */
    public List<String> lines(int width, boolean colours) {
        List<Integer> shown = new ArrayList<>(IntStream.range(0, columns.size()).boxed().toList());
        int[] widths = widths();
        if (sum(shown, widths) > width) {
            shown.removeIf(c -> columns.get(c).rank() > 0 && rows.stream().allMatch(row -> row.get(c).text().isEmpty()));
        }
        while (!squeeze(shown, widths, width)) {
            Optional<Integer> out = shown.stream()
                    .filter(c -> columns.get(c).rank() > 0)
                    .max(Comparator.comparingInt(c -> columns.get(c).rank()));
            if (out.isEmpty()) {
                break;
            }
            shown.remove(out.get());
            widths = widths();
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(columns.stream().map(c -> new Cell(c.name(), Tone.STRONG)).toList(), shown, widths, width, colours));
        for (List<Cell> row : rows) {
            lines.add(line(row, shown, widths, width, colours));
        }
        return lines;
    }

    private int[] widths() {
        int[] widths = new int[columns.size()];
        for (int c = 0; c < widths.length; c++) {
            int column = c;
            widths[c] = Math.max(columns.get(c).name().length(),
                    rows.stream().mapToInt(row -> row.get(column).width()).max().orElse(0));
        }
        return widths;
    }

    private static long sum(List<Integer> shown, int[] widths) {
        return shown.stream().mapToLong(c -> widths[c]).sum() + (long) GAP.length() * (shown.size() - 1);
    }

    /** Narrows {@code widths} until the shown columns fit, one character of the widest at a time; whether they then do. */
    private boolean squeeze(List<Integer> shown, int[] widths, int width) {
        while (true) {
            if (sum(shown, widths) <= width) {
                return true;
            }
            Optional<Integer> widest = shown.stream()
                    .filter(c -> columns.get(c).least() > 0)
                    .filter(c -> widths[c] > Math.max(columns.get(c).least(), columns.get(c).name().length()))
                    .max(Comparator.comparingInt(c -> widths[c]));
            if (widest.isEmpty()) {
                return false;
            }
            widths[widest.get()]--;
        }
    }

    private String line(List<Cell> cells, List<Integer> shown, int[] widths, int width, boolean colours) {
        StringBuilder line = new StringBuilder();
        int room = width;
        for (int i = 0; i < shown.size() && room > 0; i++) {
            int c = shown.get(i);
            String text = cut(cells.get(c).text(), Math.min(widths[c], room));
            int length = text.codePointCount(0, text.length());
            boolean last = i == shown.size() - 1;
            String pad = " ".repeat(Math.max(0, Math.min(widths[c], room) - length));
            String painted = cells.get(c).tone().paint(text, colours);
            line.append(columns.get(c).right() ? pad + painted : last ? painted : painted + pad);
            room -= Math.min(widths[c], room);
            if (!last && room > 0) {
                line.append(GAP, 0, Math.min(GAP.length(), room));
                room -= Math.min(GAP.length(), room);
            }
        }
        return colours ? line.toString() : line.toString().stripTrailing();
    }

    /** {@code text}, or as much of it as {@code width} characters hold, with a sign that there was more. */
    public static String cut(String text, int width) {
        int length = text.codePointCount(0, text.length());
        if (length <= width) {
            return text;
        }
        return width <= CUT.length() ? text.substring(0, text.offsetByCodePoints(0, width))
                : text.substring(0, text.offsetByCodePoints(0, width - CUT.length())) + CUT;
    }
}
