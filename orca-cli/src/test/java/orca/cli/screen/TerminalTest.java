package orca.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal = new Terminal(stream(out), stream(err), Map.of(), Path.of("/"), Clock.systemUTC(),
            ZoneOffset.UTC, true, 80, 24);

    private static PrintStream stream(ByteArrayOutputStream into) {
        return new PrintStream(into, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream from) {
        return from.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatOthersSaidIsNoCommandToAScreen() {
        terminal.say("name\u001b]0;title\u0007 \u001b[2Jgone\r\b\u009b1A");
        assertThat(text(out)).isEqualTo("name?]0;title? ?[2Jgone???1A\n");
        terminal.note("wait\u001bc");
        assertThat(text(err)).isEqualTo("wait?c\n");
    }

    @Test
    void linesTabsAndColoursStay() {
        String words = "a\tb\n\u001b[1;31mred\u001b[0m grün 日";
        assertThat(Terminal.harmless(words)).isEqualTo(words);
    }

    @Test
    void aScreenIsWrittenAnewByTheTerminalAlone() {
        terminal.redraw(2, List.of("one\u001b[9A"));
        assertThat(text(out)).isEqualTo("\u001b[2A\u001b[0Jone?[9A\n");
    }
}
