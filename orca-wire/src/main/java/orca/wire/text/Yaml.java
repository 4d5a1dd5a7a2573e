package orca.wire.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Pattern;

/** Documents as YAML: blocks of names and values, words in double quotes wherever a reader could take them for something else. */
public final class Yaml {
    /** Words that every YAML reader takes for words. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9 _./-]*[A-Za-z0-9]|[A-Za-z]");
    private static final Pattern TAKEN = Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null|nan|inf");

    private Yaml() {}

    /** The one document in {@code yaml}. @throws Tree.Malformed when it is none */
    public static Tree parse(String yaml) {
        return Reading.parse(yaml);
    }

    /** A class of its own, so that whoever only writes does not wait for the reader. */
    private static final class Reading {
        static Tree parse(String yaml) {
            try (JsonParser in = new YAMLFactory().createParser(yaml)) {
                return Tree.parse(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** {@code tree} as text, with a line's end at its end. */
    public static String write(Tree tree) {
        StringBuilder text = new StringBuilder();
        switch (tree) {
            case Tree.Branch branch when !branch.fields().isEmpty() -> branch(branch, 0, text);
            case Tree.Row row when !row.items().isEmpty() -> row(row, 0, text);
            case Tree other -> text.append(scalar(other)).append('\n');
        }
        return text.toString();
    }

    private static void branch(Tree.Branch branch, int depth, StringBuilder text) {
        boolean first = true;
        for (Map.Entry<String, Tree> field : branch.fields().entrySet()) {
            // The first name of a row's item stands behind its dash.
            if (!first || text.isEmpty() || text.charAt(text.length() - 1) == '\n') {
                text.append("  ".repeat(depth));
            }
            first = false;
            text.append(words(field.getKey())).append(':');
            switch (field.getValue()) {
                case Tree.Branch inner when !inner.fields().isEmpty() -> {
                    text.append('\n');
                    branch(inner, depth + 1, text);
                }
                case Tree.Row inner when !inner.items().isEmpty() -> {
                    text.append('\n');
                    row(inner, depth, text);
                }
                case Tree other -> text.append(' ').append(scalar(other)).append('\n');
            }
        }
    }

    private static void row(Tree.Row row, int depth, StringBuilder text) {
        for (Tree item : row.items()) {
            text.append("  ".repeat(depth)).append("- ");
            switch (item) {
                case Tree.Branch inner when !inner.fields().isEmpty() -> branch(inner, depth + 1, text);
                case Tree.Row inner when !inner.items().isEmpty() -> {
                    text.append('\n');
                    row(inner, depth + 1, text);
                }
                case Tree other -> text.append(scalar(other)).append('\n');
            }
        }
    }

    private static String scalar(Tree tree) {
        return switch (tree) {
            case Tree.Branch branch -> "{}";
            case Tree.Row row -> "[]";
            case Tree.Text text -> words(text.value());
            case Tree.Number number -> number.value();
            case Tree.Flag flag -> Boolean.toString(flag.value());
            case Tree.Nothing nothing -> "null";
        };
    }

    private static String words(String words) {
        if (PLAIN.matcher(words).matches() && !TAKEN.matcher(words).matches()) {
            return words;
        }
        StringBuilder quoted = new StringBuilder("\"");
        words.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (Character.isISOControl(c)) {
                        quoted.append(String.format("\\x%02x", c));
                    } else {
                        quoted.appendCodePoint(c);
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }
}
