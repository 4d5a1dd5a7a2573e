package orca.wire.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody probably meant. */
public final class Nearest {
    private Nearest() {}

    /** {@code known}'s nearest name, when it is near enough to have been meant. */
    public static Optional<String> to(String name, Collection<String> known) {
        return known.stream()
                .filter(k -> distance(name, k) <= Math.max(1, Math.min(3, k.length() / 2)))
                .min(Comparator.<String>comparingInt(k -> distance(name, k)).thenComparing(Comparator.naturalOrder()));
    }

    /** A clause that suggests the nearest name, or lists them all when they are few, or nothing. */
    public static String hint(String name, Collection<String> known) {
        return to(name, known).map(n -> "; did you mean '" + n + "'?")
                .orElse(known.isEmpty() || known.size() > 12 ? "" : "; known are " + String.join(", ", known));
    }

    /** How many letters have to be put in, taken out or changed. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
