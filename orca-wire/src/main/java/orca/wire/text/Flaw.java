package orca.wire.text;

import java.util.Objects;

/**
 * One thing that is wrong with a document.
 *
 * @param line where, or 0
 * @param path the names that lead there, such as {@code wishes[0].units}; empty for the whole
 * @param message the rule, and what was there instead
 */
public record Flaw(int line, String path, String message) {
    public Flaw {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(message, "message");
    }

    @Override
    public String toString() {
        return (line > 0 ? "line " + line + ": " : "") + (path.isEmpty() ? "" : path + ": ") + message;
    }
}
