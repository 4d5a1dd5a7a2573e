package orca.cli.screen;

import java.util.ArrayList;
import java.util.List;

/** Sentences that are longer than a line. */
public final class Fold {
    private Fold() {}

    /**
     * {@code text} in lines of at most {@code width} characters, broken between words; a word that is longer than a line is cut.
     *
     * @param label what stands before the first line
     * @param indent what stands before the others
     */
    public static List<String> lines(String label, String indent, String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(label);
        boolean empty = true;
        for (String word : text.split(" ", -1)) {
            if (!empty && (long) line.length() + 1 + word.length() > width) {
                lines.add(Table.cut(line.toString(), width));
                line = new StringBuilder(indent);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        lines.add(Table.cut(line.toString(), width));
        return lines;
    }
}
