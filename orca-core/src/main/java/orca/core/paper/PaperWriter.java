package orca.core.paper;

/**
 * Writes XML in the one form that papers have: an element to a line, indented by one space a level, no empty-element tags, no
 * comments, {@code & < >} and carriage returns escaped and nothing else. What XML 1.0 cannot carry is refused.
 */
final class PaperWriter {
    private final StringBuilder text = new StringBuilder(512);
    private final String root;
    private String open = "";
    private int depth = 1;

    PaperWriter(String root, int version) {
        this.root = root;
        text.append('<').append(root).append(" xmlns=\"").append(Paper.NAMESPACE).append("\" version=\"")
                .append(version).append("\">\n");
    }

    void leaf(String name, long value) {
        leaf(name, Long.toString(value));
    }

    void leaf(String name, String value) {
        indent().append('<').append(name).append('>');
        escaped(name, value).append("</").append(name).append(">\n");
    }

    /** With an attribute, whose value is a name and needs no escaping. */
    void leaf(String name, String value, String attribute, String says) {
        indent().append('<').append(name).append(' ').append(attribute).append("=\"").append(says).append("\">");
        escaped(says, value).append("</").append(name).append(">\n");
    }

    /** Begins an element with others inside; they are not nested deeper than that. */
    void begin(String name) {
        indent().append('<').append(name).append(">\n");
        open = name;
        depth++;
    }

    void close() {
        depth--;
        indent().append("</").append(open).append(">\n");
    }

    String end() {
        return text.append("</").append(root).append(">\n").toString();
    }

    private StringBuilder indent() {
        for (int i = 0; i < depth; i++) {
            text.append(' ');
        }
        return text;
    }

    private StringBuilder escaped(String field, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '\r' -> text.append("&#13;");
                default -> text.append(c);
            }
            if (Character.isHighSurrogate(c) && i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))) {
                text.append(value.charAt(++i));
            } else if (c < ' ' && c != '\t' && c != '\n' && c != '\r' || Character.isSurrogate(c) || c >= '\ufffe') {
                throw new IllegalArgumentException("paper." + field + ": character " + (int) c + " at index " + i
                        + " cannot be written");
            }
        }
        return text;
    }
}
