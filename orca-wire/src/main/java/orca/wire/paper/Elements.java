package orca.wire.paper;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import orca.core.paper.Paper;
import orca.core.resource.Names;

/**
 * Walks over the elements of a paper in order. It knows the one form that papers have and nothing else of XML: an element to a
 * line, at most one attribute, four escapes. So there are no definitions, entities, comments or encodings to be fooled by; and
 * what it lets pass, white space at the beginning of a line say, is found when the paper is written again.
 */
final class Elements {
    private static final String HEAD = head(Paper.VERSION);
    private static final String WITH_BINS = head(Paper.WITH_BINS);
    private static final String ATTRIBUTE = " name=\"";

    private final String text;
    /** The names of the elements that we are inside of, the innermost first. */
    private final Deque<String> open = new ArrayDeque<>();
    /** Where the tag is that is looked at; the end of the text when there is none. */
    private int at;
    /** Behind that tag. */
    private int behind;
    /** What it begins; null where something ends. */
    private String name;
    /** The value of its attribute; null when it has none. */
    private String attribute;

    private Elements(String text) {
        this.text = text;
    }

    /** At the root element. */
    static Elements of(String text) throws PaperException {
        if (text.length() > Paper.MAX_LENGTH) {
            throw new PaperException("paper: at most " + Paper.MAX_LENGTH + " characters, got " + text.length());
        }
        Elements elements = new Elements(text);
        int end = elements.word(1);
        if (!text.startsWith("<") || end == 1 || !text.startsWith(HEAD, end) && !text.startsWith(WITH_BINS, end)) {
            throw elements.no("must begin with <KIND" + HEAD);
        }
        elements.name = text.substring(1, end);
        elements.behind = end + HEAD.length();
        return elements;
    }

    private static String head(int version) {
        return " xmlns=\"" + Paper.NAMESPACE + "\" version=\"" + version + "\">";
    }

    PaperException no(String what) {
        long line = text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
        return new PaperException("paper, line " + line + ": " + what);
    }

    /** The name of the element that begins here; empty where one ends. */
    Optional<String> name() {
        return Optional.ofNullable(name);
    }

    boolean at(String name) {
        return name.equals(this.name);
    }

    /** Goes inside the element {@code name}, which must begin here. */
    void enter(String name) throws PaperException {
        require(name);
        if (attribute != null) {
            throw no("element '" + name + "' has no attributes");
        }
        open.push(name);
        nextLine();
    }

    /** Goes behind the end of the element that we are inside of, which must end here. */
    void leave() throws PaperException {
        if (name != null) {
            throw no("unexpected element " + Names.quoted(name));
        }
        String end = "</" + open.pop() + ">";
        if (!text.startsWith(end, at)) {
            throw no("'" + end + "' is due");
        }
        behind = at + end.length();
        nextLine();
    }

    /** The text of the element {@code name}, which must begin here; goes behind it. */
    String leaf(String name) throws PaperException {
        require(name);
        String end = "</" + name + ">";
        int close = text.indexOf('<', behind);
        if (close < 0 || !text.startsWith(end, close)) {
            throw no("element '" + name + "' must hold text and end with " + end);
        }
        String raw = text.substring(behind, close);
        behind = close + end.length();
        String content = raw.indexOf('&') < 0 ? raw : unescaped(raw);
        nextLine();
        return content;
    }

    private String unescaped(String raw) throws PaperException {
        StringBuilder plain = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) != '&') {
                plain.append(raw.charAt(i));
                continue;
            }
            int end = raw.indexOf(';', i);
            switch (end < 0 ? "" : raw.substring(i, end + 1)) {
                case "&amp;" -> plain.append('&');
                case "&lt;" -> plain.append('<');
                case "&gt;" -> plain.append('>');
                case "&#13;" -> plain.append('\r');
                default -> throw no("'&' may begin &amp;, &lt;, &gt; and &#13; only");
            }
            i = end;
        }
        return plain.toString();
    }

    /** The attribute of the element that begins here. */
    String attribute() throws PaperException {
        if (attribute == null) {
            throw no("element '" + name + "' needs the attribute 'name'");
        }
        return attribute;
    }

    private void require(String name) throws PaperException {
        if (!at(name)) {
            throw no("element '" + name + "' is due" + name().map(n -> ", found " + Names.quoted(n)).orElse(""));
        }
    }

    /** To the tag on the next line, which what was looked at must end. */
    private void nextLine() throws PaperException {
        if (!text.startsWith("\n", behind)) {
            at = Math.min(behind, text.length());
            throw no("a line must end here");
        }
        at = behind + 1;
        while (text.startsWith(" ", at)) {
            at++;
        }
        name = null;
        attribute = null;
        if (at == text.length() || text.startsWith("</", at)) {
            return;
        }
        int end = word(at + 1);
        if (text.charAt(at) != '<' || end == at + 1) {
            throw no("an element is due");
        }
        int close = end;
        if (text.startsWith(ATTRIBUTE, end)) {
            int from = end + ATTRIBUTE.length();
            close = text.indexOf('"', from) + 1;
            if (close == 0) {
                throw no("the attribute does not end");
            }
            attribute = text.substring(from, close - 1);
        }
        if (!text.startsWith(">", close)) {
            throw no("the tag of '" + text.substring(at + 1, end) + "' is not as it should be");
        }
        name = text.substring(at + 1, end);
        behind = close + 1;
    }

    /** The end of the small letters from {@code from} on. */
    private int word(int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= 'a' && text.charAt(end) <= 'z') {
            end++;
        }
        return end;
    }
}
