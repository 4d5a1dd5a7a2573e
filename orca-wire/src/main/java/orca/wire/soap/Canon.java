package orca.wire.soap;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import orca.wire.text.Tree;

/**
 * Walks over bytes that should be XML just as we write it: no attributes, prefixes, comments, white space or escapes but those of
 * our own templates and {@link XmlTree}. Whatever else there is, be it XML or not, is somebody else's form.
 */
final class Canon {
    /** It is not in our own form; that is all there is to say, so it costs nothing. */
    static final class OtherForm extends Exception {
        private static final long serialVersionUID = 1;
        private static final OtherForm IT = new OtherForm();

        private OtherForm() {
            super("is not in our own form", null, false, false);
        }
    }

    /** The JDK's parser takes names up to a thousand characters. */
    private static final int MOST_NAME = 500;
    private final byte[] bytes;
    private int at;

    Canon(byte[] bytes) {
        this.bytes = bytes;
    }

    static OtherForm other() {
        return OtherForm.IT;
    }

    int at() {
        return at;
    }

    boolean ended() {
        return at == bytes.length;
    }

    /** Whether {@code literal} stands here; goes behind it. */
    boolean passes(byte[] literal) {
        int end = at + literal.length;
        if (end > bytes.length || !java.util.Arrays.equals(bytes, at, end, literal, 0, literal.length)) {
            return false;
        }
        at = end;
        return true;
    }

    void pass(byte[] literal) throws OtherForm {
        if (!passes(literal)) {
            throw OtherForm.IT;
        }
    }

    /** Printable ASCII without anything that XML escapes, up to the next {@code <} or {@code "}. */
    String word() throws OtherForm {
        int from = at;
        while (at < bytes.length && bytes[at] != '<' && bytes[at] != '"') {
            byte b = bytes[at++];
            if (b <= ' ' || b > '~' || b == '&' || b == '>') {
                throw OtherForm.IT;
            }
        }
        return new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
    }

    /** Text up to the next {@code <}, as canonical XML writes it. */
    String text() throws OtherForm {
        int from = at;
        boolean plain = true;
        while (at < bytes.length && bytes[at] != '<') {
            byte b = bytes[at++];
            plain &= b >= ' ' && b <= '~' && b != '&' && b != '>';
        }
        if (plain) {
            return new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
        }
        try {
            CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
            CharBuffer decoded = decoder.decode(ByteBuffer.wrap(bytes, from, at - from));
            String text = unescaped(decoded.toString());
            StringBuilder again = new StringBuilder(decoded.length());
            XmlTree.escape(again, text);
            if (!again.toString().contentEquals(decoded)) {
                throw OtherForm.IT;
            }
            return text;
        } catch (CharacterCodingException e) {
            throw OtherForm.IT;
        }
    }

    /** Only right where writing it again gives the same. */
    private static String unescaped(String text) {
        return text.indexOf('&') < 0 ? text
                : text.replace("&lt;", "<").replace("&gt;", ">").replace("&#xD;", "\r").replace("&amp;", "&");
    }

    /** The element that begins here, as {@link XmlTree} writes a body. */
    XmlReading.Content content() throws OtherForm {
        String name = begin();
        if (!passes(NAMESPACE)) {
            throw OtherForm.IT;
        }
        Tree value = inside(name, 0);
        return switch (value) {
            case Tree.Branch branch -> new XmlReading.Content(XmlTree.NAMESPACE, XmlNames.read(name), branch);
            case Tree.Text text when text.value().isEmpty() ->
                    new XmlReading.Content(XmlTree.NAMESPACE, XmlNames.read(name), new Tree.Branch(0, Map.of()));
            case Tree.Text text -> throw OtherForm.IT;
            case Tree.Row row -> throw new IllegalStateException("an element is no row");
            case Tree.Number number -> throw new IllegalStateException("XML has no numbers");
            case Tree.Flag flag -> throw new IllegalStateException("XML has no flags");
            case Tree.Nothing nothing -> throw new IllegalStateException("an element is something");
        };
    }

    private static final byte[] NAMESPACE = (" xmlns=\"" + XmlTree.NAMESPACE + "\">").getBytes(StandardCharsets.US_ASCII);

    /** The name of the tag that begins here, without what follows it. */
    private String begin() throws OtherForm {
        if (at >= bytes.length || bytes[at] != '<') {
            throw OtherForm.IT;
        }
        int from = ++at;
        while (at < bytes.length && XmlNames.fits((char) (bytes[at] & 0xff), at == from)) {
            at++;
        }
        if (at == from || at == bytes.length || at - from > MOST_NAME) {
            throw OtherForm.IT;
        }
        return new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
    }

    /** What is in the element {@code name}, up to behind its end. */
    private Tree inside(String name, int depth) throws OtherForm {
        if (depth > Tree.MOST_DEPTH) {
            throw OtherForm.IT;
        }
        String text = text();
        Map<String, Object> fields = null;
        while (true) {
            if (at + 1 >= bytes.length) {
                throw OtherForm.IT;
            }
            if (bytes[at + 1] == '/') {
                end(name);
                return fields == null ? new Tree.Text(0, text) : branch(fields);
            }
            if (!text.isEmpty()) {
                throw OtherForm.IT; // white space, or text where none belongs
            }
            String child = begin();
            if (bytes[at++] != '>') {
                throw OtherForm.IT;
            }
            if (fields == null) {
                fields = new LinkedHashMap<>();
            }
            add(fields, XmlNames.read(child), inside(child, depth + 1));
            if (at >= bytes.length || bytes[at] != '<') {
                throw OtherForm.IT;
            }
        }
    }

    private void end(String name) throws OtherForm {
        at += 2;
        for (int i = 0; i < name.length(); i++) {
            if (at >= bytes.length || bytes[at++] != name.charAt(i)) {
                throw OtherForm.IT;
            }
        }
        if (at >= bytes.length || bytes[at++] != '>') {
            throw OtherForm.IT;
        }
    }

    /** One value stands for itself, several become a list. */
    private static void add(Map<String, Object> fields, String name, Tree value) {
        Object before = fields.putIfAbsent(name, value);
        if (before instanceof Several several) {
            several.items().add(value);
        } else if (before instanceof Tree first) {
            List<Tree> items = new ArrayList<>();
            items.add(first);
            items.add(value);
            fields.put(name, new Several(items));
        }
    }

    private record Several(List<Tree> items) {}

    private static Tree.Branch branch(Map<String, Object> fields) {
        Map<String, Tree> values = new LinkedHashMap<>();
        fields.forEach((name, value) ->
                values.put(name, value instanceof Several several ? new Tree.Row(0, several.items()) : (Tree) value));
        return new Tree.Branch(0, values);
    }
}
