package orca.wire.trust;

import java.util.Locale;
import java.util.Objects;
import orca.core.contract.Principal;
import orca.core.resource.Names;

/**
 * A principal as people write it down, read it to each other and compare it.
 *
 * @param principal 64 hexadecimal digits
 */
public record Fingerprint(Principal principal) {
    private static final int DIGITS = 64;
    private static final int GROUP = 4;
    private static final int BRIEF = 16;

    public Fingerprint {
        Objects.requireNonNull(principal, "fingerprint");
        if (!whole(principal.value())) {
            throw wrong(principal.value());
        }
    }

    /**
     * Reads 64 hexadecimal digits, small or capital, with any spaces, colons or dashes between them.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static Fingerprint parse(String text) {
        String digits = text.replaceAll("[\\s:-]", "").toLowerCase(Locale.ROOT);
        if (!whole(digits)) {
            throw wrong(text);
        }
        return new Fingerprint(new Principal(digits));
    }

    private static boolean whole(String digits) {
        return digits.length() == DIGITS && digits.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }

    private static IllegalArgumentException wrong(String text) {
        long digits = text.chars().filter(c -> Character.digit(c, 16) >= 0).count();
        return new IllegalArgumentException("must be " + DIGITS + " hexadecimal digits, got " + digits + " in "
                + Names.quoted(text));
    }

    /** For the telephone: 16 groups of four digits, in four lines. */
    public String groups() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < DIGITS; i += GROUP) {
            text.append(i == 0 ? "" : i % (GROUP * GROUP) == 0 ? "\n" : " ").append(principal.value(), i, i + GROUP);
        }
        return text.toString();
    }

    /** Enough of a principal to tell it from others that one looks at; never enough to trust it. */
    public static String brief(Principal principal) {
        return whole(principal.value()) ? principal.value().substring(0, BRIEF) + ".." : principal.value();
    }

    /** All digits in a row. */
    @Override
    public String toString() {
        return principal.value();
    }
}
