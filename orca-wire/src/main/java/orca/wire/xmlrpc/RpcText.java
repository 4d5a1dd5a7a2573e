package orca.wire.xmlrpc;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import orca.wire.call.CallRefused;
import orca.wire.text.Tree;

/**
 * Writes messages: names and values are a struct, a row an array, whole numbers {@code int} or, beyond 32 bits, {@code i8},
 * other numbers {@code double}, flags {@code boolean}, words {@code string}. A field without a value is not written. Characters
 * that XML cannot carry become U+FFFD; there are none in names, keys and papers.
 */
public final class RpcText {
    private static final String HEAD = "<?xml version=\"1.0\"?>\n";
    private static final char NO_CHARACTER = '\ufffd';

    private final StringBuilder out = new StringBuilder(512).append(HEAD);

    private RpcText() {}

    /** A call of {@code method} with one parameter. */
    static byte[] call(String method, Tree.Branch body) {
        RpcText text = new RpcText();
        text.out.append("<methodCall><methodName>").append(method).append("</methodName><params><param>");
        text.value(body, 0);
        text.out.append("</param></params></methodCall>\n");
        return text.bytes();
    }

    /** An answer. */
    static byte[] answer(Tree.Branch body) {
        RpcText text = new RpcText();
        text.out.append("<methodResponse><params><param>");
        text.value(body, 0);
        text.out.append("</param></params></methodResponse>\n");
        return text.bytes();
    }

    /** A refusal. */
    static byte[] fault(CallRefused why) {
        RpcText text = new RpcText();
        text.out.append("<methodResponse><fault><value><struct>");
        text.open("faultCode");
        text.out.append("<value><int>").append(RpcFault.code(why.kind())).append("</int></value></member>");
        text.open("faultString");
        text.out.append("<value><string>");
        text.escape(why.getMessage());
        text.out.append("</string></value></member></struct></value></fault></methodResponse>\n");
        return text.bytes();
    }

    private byte[] bytes() {
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void open(String name) {
        out.append("<member><name>");
        escape(name);
        out.append("</name>");
    }

    private void value(Tree tree, int depth) {
        if (depth > Tree.MOST_DEPTH) {
            throw new IllegalArgumentException("body: nested deeper than " + Tree.MOST_DEPTH);
        }
        out.append("<value>");
        switch (tree) {
            case Tree.Branch branch -> {
                out.append("<struct>");
                for (Map.Entry<String, Tree> field : branch.fields().entrySet()) {
                    if (!(field.getValue() instanceof Tree.Nothing)) {
                        open(field.getKey());
                        value(field.getValue(), depth + 1);
                        out.append("</member>");
                    }
                }
                out.append("</struct>");
            }
            case Tree.Row row -> {
                out.append("<array><data>");
                row.items().forEach(item -> value(item, depth + 1));
                out.append("</data></array>");
            }
            case Tree.Text text -> {
                out.append("<string>");
                escape(text.value());
                out.append("</string>");
            }
            case Tree.Number number -> number(new BigDecimal(number.value()));
            case Tree.Flag flag -> out.append("<boolean>").append(flag.value() ? 1 : 0).append("</boolean>");
            case Tree.Nothing nothing -> out.append("<nil/>");
        }
        out.append("</value>");
    }

    private void number(BigDecimal number) {
        boolean whole = number.stripTrailingZeros().scale() <= 0
                && number.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
        String kind = !whole ? "double" : number.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0 ? "int" : "i8";
        String written = whole ? Long.toString(number.longValueExact()) : number.toPlainString();
        out.append('<').append(kind).append('>').append(written).append("</").append(kind).append('>');
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\r' -> out.append("&#13;");
                default -> {
                    if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                        out.append(c).append(text.charAt(++i));
                    } else {
                        out.append(isCharacter(c) ? c : NO_CHARACTER);
                    }
                }
            }
        }
    }

    /** XML 1.0, section 2.2, without what needs two. */
    private static boolean isCharacter(char c) {
        return c >= ' ' && c < '\ud800' || c == '\t' || c == '\n' || c > '\udfff' && c < '\ufffe';
    }
}
