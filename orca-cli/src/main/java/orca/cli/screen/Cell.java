package orca.cli.screen;

import java.util.Objects;

/**
 * What stands at one place of a {@link Table}.
 *
 * @param text one line; control characters, which could move the cursor of who reads it, are shown as {@code ?}
 * @param tone how it is coloured, where there are colours
 */
public record Cell(String text, Tone tone) {
    public Cell {
        Objects.requireNonNull(tone, "tone");
        text = plain(text);
    }

    public static Cell of(String text) {
        return new Cell(text, Tone.PLAIN);
    }

    public static Cell of(long number) {
        return of(Long.toString(number));
    }

    /** {@code text} in one line and without what a terminal would obey. */
    public static String plain(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n' || c == '\t') {
                clean.append(' ');
            } else {
                clean.appendCodePoint(Character.isISOControl(c) ? '?' : c);
            }
        });
        return clean.toString();
    }

    int width() {
        return text.codePointCount(0, text.length());
    }
}
