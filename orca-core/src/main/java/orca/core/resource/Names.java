package orca.core.resource;

import java.util.Objects;

/** The one rule for names that people type and files carry: short, lower case, no spaces. */
public final class Names {
    /** The longest name. */
    public static final int MAX_LENGTH = 64;

    private Names() {}

    /**
     * Gives back {@code name} if it has 1 to {@value #MAX_LENGTH} characters out of {@code a-z 0-9 . _ -}, starting with a
     * letter or digit; otherwise throws {@link IllegalArgumentException} naming {@code field}.
     */
    public static String check(String field, String name) {
        Objects.requireNonNull(name, field);
        boolean good = !name.isEmpty() && name.length() <= MAX_LENGTH && letterOrDigit(name.charAt(0));
        for (int i = 1; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = letterOrDigit(c) || c == '.' || c == '_' || c == '-';
        }
        if (!good) {
            throw new IllegalArgumentException(field + ": must be 1 to " + MAX_LENGTH
                    + " characters of a-z, 0-9, '.', '_', '-' and start with a letter or digit, got " + quoted(name));
        }
        return name;
    }

    /** What may stand in an error message: {@code text} between quotes, without control characters and not for ever. */
    public static String quoted(String text) {
        String shown = text.length() > 80 ? text.substring(0, 77) + "..." : text;
        StringBuilder clean = new StringBuilder(shown.length() + 2).append('\'');
        shown.chars().forEach(c -> clean.append(c < ' ' || c == 0x7f ? '?' : (char) c));
        return clean.append('\'').toString();
    }

    private static boolean letterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
    }
}
