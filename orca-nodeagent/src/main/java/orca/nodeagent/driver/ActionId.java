package orca.nodeagent.driver;

import java.util.Objects;

/**
 * The name under which somebody asks for an action. Who repeats a request repeats its id, and gets the answer of the first.
 *
 * @param value 1 to {@link #MAX_LENGTH} printable ASCII characters
 */
public record ActionId(String value) {
    /** The longest id, in characters. */
    public static final int MAX_LENGTH = 256;

    public ActionId {
        Objects.requireNonNull(value, "action.id");
        if (value.isEmpty() || value.length() > MAX_LENGTH || value.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException(
                    "action.id: must be 1 to " + MAX_LENGTH + " printable characters without spaces, got " + value.length());
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
