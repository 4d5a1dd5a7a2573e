package orca.cli.screen;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a command was typed: its streams, its variables, its clock, and how much fits on a line.
 *
 * @param out for what was asked for
 * @param err for progress and for what went wrong
 * @param environment variables by name
 * @param folder where it was typed
 * @param clock what time it is there
 * @param zone in which times are shown
 * @param live whether {@code out} is a screen, on which lines may be written anew
 * @param columns how many characters a line may have
 * @param rows how many lines a live screen has
 */
public record Terminal(
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        Path folder,
        Clock clock,
        ZoneId zone,
        boolean live,
        int columns,
        int rows) {
    /** The width where there is no screen, or none that says its own. */
    public static final int USUAL_COLUMNS = 100;
    /** The narrowest width that is believed. */
    public static final int LEAST_COLUMNS = 20;
    private static final int USUAL_ROWS = 24;
    private static final int LEAST_ROWS = 4;
    private static final Pattern COMMANDS =
            Pattern.compile("\u001b(?!\\[[0-9;]*m)|[\\p{Cntrl}&&[^\n\t\u001b]]|[\u0080-\u009f]");
    private static final String UP = "\u001b[%dA";
    private static final String ERASE_BELOW = "\u001b[0J";

    public Terminal {
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(err, "err");
        environment = Map.copyOf(environment);
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(zone, "zone");
        columns = Math.max(LEAST_COLUMNS, columns);
        rows = Math.max(LEAST_ROWS, rows);
    }

    /**
     * The one of this process. The launcher looks whether there is a screen and how wide it is, and says so in the properties
     * {@code orca.screen} (true or false), {@code orca.columns} and {@code orca.rows}; without a launcher there is none.
     */
    public static Terminal own() {
        boolean live = Boolean.getBoolean("orca.screen");
        int columns = Integer.getInteger("orca.columns", 0);
        return new Terminal(System.out, System.err, System.getenv(), Path.of("").toAbsolutePath(), Clock.systemUTC(),
                ZoneId.systemDefault(), live, columns > 0 ? columns : USUAL_COLUMNS,
                Integer.getInteger("orca.rows", USUAL_ROWS));
    }

    /** Whether to colour: on a screen, unless {@code NO_COLOR} is set or the screen is a dumb one. */
    public boolean colours() {
        return live && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.get("TERM"));
    }

    /** What was typed to start this program: what the launcher says in {@code ORCA_COMMAND}, ready for a shell. */
    public String command() {
        String command = environment.getOrDefault("ORCA_COMMAND", "orca");
        return command.matches("[A-Za-z0-9_./~@%+=:,-]+") ? command : "\"" + command.replaceAll("([\"$`\\\\])", "\\\\$1") + "\"";
    }

    /** {@code advice} with its commands as they can be typed here: {@code 'orca get'} becomes {@code './orca get'}. */
    public String typed(String advice) {
        return advice.replaceAll("(?<='|: )orca (?=[a-z])", Matcher.quoteReplacement(command() + " "));
    }

    public Moments moments() {
        return new Moments(now(), zone);
    }

    public Instant now() {
        return clock.instant();
    }

    /**
     * {@code text} without what a terminal would take for commands: much of what is shown was said by others, hosts and guests
     * among them. Lines, tabs and colours stay.
     */
    static String harmless(String text) {
        return COMMANDS.matcher(text).replaceAll("?");
    }

    public void say(String line) {
        out.println(harmless(line));
    }

    /** A line for who waits, which is not what was asked for. */
    public void note(String line) {
        err.println(harmless(line));
    }

    public void show(Table table, boolean whole) {
        table.lines(whole ? Integer.MAX_VALUE : columns, colours()).forEach(this::say);
        out.flush();
    }

    /** Writes {@code lines} over the last {@code before} lines of a live screen. */
    public void redraw(int before, List<String> lines) {
        if (before > 0) {
            out.printf(UP, before);
        }
        out.print(ERASE_BELOW);
        lines.forEach(this::say);
        out.flush();
    }
}
