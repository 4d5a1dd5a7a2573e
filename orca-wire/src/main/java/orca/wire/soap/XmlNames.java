package orca.wire.soap;

/**
 * Names of fields as names of elements. Most are the same; what XML does not take where it stands is written {@code _xHHHH_}
 * after its number in hexadecimal, as many programs do, and so is a {@code _} that begins something of that look.
 */
final class XmlNames {
    private static final int LENGTH = "_xHHHH_".length();

    private XmlNames() {}

    static String written(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("field: must have a name");
        }
        StringBuilder out = null;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (fits(c, i == 0) && !(c == '_' && looksWritten(name, i))) {
                if (out != null) {
                    out.append(c);
                }
            } else {
                if (out == null) {
                    out = new StringBuilder(name.length() + 2 * LENGTH).append(name, 0, i);
                }
                out.append("_x");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(Character.toUpperCase(Character.forDigit(c >> shift & 0xf, 16)));
                }
                out.append('_');
            }
        }
        return out == null ? name : out.toString();
    }

    static String read(String element) {
        if (!element.contains("_x")) {
            return element;
        }
        StringBuilder out = new StringBuilder(element.length());
        int i = 0;
        while (i < element.length()) {
            if (looksWritten(element, i)) {
                out.append((char) Integer.parseInt(element, i + 2, i + 6, 16));
                i += LENGTH;
            } else {
                out.append(element.charAt(i++));
            }
        }
        return out.toString();
    }

    private static boolean looksWritten(String text, int at) {
        if (at + LENGTH > text.length() || text.charAt(at) != '_' || text.charAt(at + 1) != 'x' || text.charAt(at + 6) != '_') {
            return false;
        }
        for (int i = at + 2; i < at + 6; i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'A' && c <= 'F')) {
                return false;
            }
        }
        return true;
    }

    /** Whether every XML parser takes it there; some letters of XML's are left out, which costs nothing. */
    static boolean fits(char c, boolean first) {
        boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
        return letter || !first && (c >= '0' && c <= '9' || c == '-' || c == '.');
    }
}
