package orca.cli.verb;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import orca.cli.screen.Terminal;

/**
 * What somebody types at noon of a day in November in Berlin, and what comes of it.
 *
 * @param code the exit code
 * @param out what was asked for
 * @param err what else was said
 */
record Typing(int code, String out, String err) {
    static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    /** Types {@code args} for the container. */
    static Typing to(FakeContainer container, String... args) {
        return at(Path.of("").toAbsolutePath(),
                Map.of("ORCA_CONTAINER", container.url(), "ORCA_TOKEN", FakeContainer.TOKEN), args);
    }

    /** Types {@code args} in {@code folder} with the variables of {@code environment}. */
    static Typing at(Path folder, Map<String, String> environment, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
                new HashMap<>(environment), folder, Clock.fixed(NOON, ZoneOffset.UTC), ZoneId.of("Europe/Berlin"),
                false, 100, 24);
        int code = Orca.run(terminal, args);
        return new Typing(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
