package orca.cli.screen;

/** How something is meant, for those who see colours; never the only sign of it. */
public enum Tone {
    PLAIN(""),
    /** A heading. */
    STRONG("1"),
    /** As it should be. */
    GOOD("32"),
    /** On its way. */
    BUSY("33"),
    /** Somebody should look. */
    BAD("31"),
    /** Over, or of little weight. */
    FAINT("2");

    private final String code;

    Tone(String code) {
        this.code = code;
    }

    /** {@code text} in this tone, if {@code colours} are wanted. */
    public String paint(String text, boolean colours) {
        return colours && !code.isEmpty() && !text.isBlank() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
