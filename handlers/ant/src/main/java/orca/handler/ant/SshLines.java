package orca.handler.ant;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/** What a command prints: said line by line, and the beginning of it kept. */
final class SshLines extends OutputStream {
    /** Longer lines are broken. */
    private static final int LONGEST = 1000;

    private final int most;
    private final Consumer<String> say;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder kept = new StringBuilder();

    SshLines(int most, Consumer<String> say) {
        this.most = most;
        this.say = say;
    }

    @Override
    public synchronized void write(int octet) {
        if (octet == '\n') {
            end(true);
            return;
        }
        if (octet == '\r') {
            return; // a terminal's way to end a line
        }
        line.write(octet);
        if (line.size() == LONGEST) {
            end(false);
        }
    }

    @Override
    public synchronized void write(byte[] octets, int from, int length) {
        for (int i = from; i < from + length; i++) {
            write(octets[i]);
        }
    }

    private void end(boolean newline) {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        say.accept(text);
        String more = newline ? text + "\n" : text;
        kept.append(more, 0, Math.min(more.length(), most - kept.length()));
    }

    /** The beginning of all that was printed, without the newlines at its end. */
    synchronized String finished() {
        if (line.size() > 0) {
            end(false);
        }
        return kept.toString().stripTrailing();
    }
}
