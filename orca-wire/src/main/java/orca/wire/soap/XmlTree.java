package orca.wire.soap;

import java.util.List;
import java.util.Map;
import orca.wire.text.Tree;

/**
 * Names and values as XML: an element for each field, in the namespace {@value #NAMESPACE}; an element for each item of a row;
 * words, numbers and flags as text. What has no value is not written. So a row of one cannot be told from one value, a row of
 * none from nothing, nor a branch without fields from empty words: whoever reads takes each for the other where it fits.
 *
 * <p>It is written in the form that exclusive canonical XML gives it, so it may be signed as it is. Characters that XML cannot
 * carry become U+FFFD; there are none in names, keys and papers.
 */
public final class XmlTree {
    public static final String NAMESPACE = "urn:orca:wire";
    private static final char NO_CHARACTER = '\ufffd';

    private XmlTree() {}

    /**
     * The element {@code name} with the fields of {@code body}.
     *
     * @throws IllegalArgumentException when a name is empty, or a row stands in a row, or it nests deeper than
     *     {@link Tree#MOST_DEPTH}
     */
    public static String write(String name, Tree.Branch body) {
        StringBuilder out = new StringBuilder(512);
        write(out, name, body);
        return out.toString();
    }

    static void write(StringBuilder out, String name, Tree.Branch body) {
        String element = XmlNames.written(name);
        out.append('<').append(element).append(" xmlns=\"").append(NAMESPACE).append("\">");
        fields(out, body, 1);
        out.append("</").append(element).append('>');
    }

    private static void fields(StringBuilder out, Tree.Branch branch, int depth) {
        if (depth > Tree.MOST_DEPTH) {
            throw new IllegalArgumentException("body: nested deeper than " + Tree.MOST_DEPTH);
        }
        for (Map.Entry<String, Tree> field : branch.fields().entrySet()) {
            String element = XmlNames.written(field.getKey());
            if (field.getValue() instanceof Tree.Row(int line, List<Tree> items)) {
                for (Tree item : items) {
                    if (item instanceof Tree.Row || item instanceof Tree.Nothing) {
                        throw new IllegalArgumentException(field.getKey() + ": " + item.kind() + " in a list cannot be written");
                    }
                    field(out, element, item, depth);
                }
            } else {
                field(out, element, field.getValue(), depth);
            }
        }
    }

    private static void field(StringBuilder out, String element, Tree value, int depth) {
        if (value instanceof Tree.Nothing) {
            return;
        }
        out.append('<').append(element).append('>');
        switch (value) {
            case Tree.Branch branch -> fields(out, branch, depth + 1);
            case Tree.Text text -> escape(out, text.value());
            case Tree.Number number -> escape(out, number.value());
            case Tree.Flag flag -> out.append(flag.value());
            case Tree.Row row -> throw new IllegalStateException("rows are written by their items");
            case Tree.Nothing nothing -> throw new IllegalStateException("nothing is not written");
        }
        out.append("</").append(element).append('>');
    }

    /** Text as canonical XML has it. Most of it is written as it is, and copied as a whole. */
    static void escape(StringBuilder out, String text) {
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < '\ud800' && c != '&' && c != '<' && c != '>') {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            out.append(text, plain, i);
            plain = i + 1;
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\r' -> out.append("&#xD;");
                default -> out.append(isCharacter(c) ? c : NO_CHARACTER);
            }
        }
        out.append(text, plain, text.length());
    }

    /** XML 1.0, section 2.2, without what needs two. */
    private static boolean isCharacter(char c) {
        return c >= ' ' && c < '\ud800' || c == '\t' || c == '\n' || c > '\udfff' && c < '\ufffe';
    }
}
