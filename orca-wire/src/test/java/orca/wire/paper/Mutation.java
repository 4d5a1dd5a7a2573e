package orca.wire.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes a text a little, as somebody would who wants to get past a reader. */
final class Mutation {
    private static final List<String> TROUBLE = List.of(
            "", "0", "-1", "9223372036854775808", "1e9", "true", "vm", "PT-1S", "+1000000000-01-01T00:00:00Z", " ", "\t", "\r\n",
            "&lt;", "&amp;", "&#0;", "&#13;", "&a;", "]]>", "<![CDATA[", "<!--", "-->", "<?x?>", "<!DOCTYPE a>", "<x/>", "</x>",
            "xmlns:x=\"y\"", "\" ", "'", "\u0000", "\ud83d", "\u2028");

    private Mutation() {}

    static String of(String text, List<String> others, Random dice) {
        StringBuilder changed = new StringBuilder(text);
        for (int times = 1 + dice.nextInt(3); times > 0; times--) {
            int at = dice.nextInt(changed.length() + 1);
            int to = Math.min(changed.length(), at + dice.nextInt(20));
            String trouble = TROUBLE.get(dice.nextInt(TROUBLE.size()));
            switch (dice.nextInt(7)) {
                case 0 -> changed.delete(at, to);
                case 1 -> changed.insert(at, trouble);
                case 2 -> changed.replace(at, to, trouble);
                case 3 -> changed.insert(at, changed.substring(at, to));
                case 4 -> changed.replace(at, to, piece(others.get(dice.nextInt(others.size())), dice));
                case 5 -> number(changed, dice);
                default -> line(changed, dice);
            }
            if (changed.isEmpty()) {
                return "";
            }
        }
        return changed.toString();
    }

    private static String piece(String text, Random dice) {
        int at = dice.nextInt(text.length());
        return text.substring(at, Math.min(text.length(), at + 1 + dice.nextInt(40)));
    }

    /** Another digit for one that is there. */
    private static void number(StringBuilder text, Random dice) {
        int from = dice.nextInt(text.length());
        for (int i = from; i < text.length(); i++) {
            if (Character.isDigit(text.charAt(i))) {
                text.setCharAt(i, (char) ('0' + dice.nextInt(10)));
                return;
            }
        }
    }

    /** A line goes somewhere else. */
    private static void line(StringBuilder text, Random dice) {
        List<String> lines = new ArrayList<>(text.toString().lines().toList());
        if (lines.size() > 1) {
            String moved = lines.remove(dice.nextInt(lines.size()));
            lines.add(dice.nextInt(lines.size() + 1), moved);
            text.setLength(0);
            lines.forEach(one -> text.append(one).append('\n'));
        }
    }
}
