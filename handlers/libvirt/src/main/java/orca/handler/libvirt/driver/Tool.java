package orca.handler.libvirt.driver;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs one of the host's programs and gives up with its caller. */
final class Tool {
    private static final int MOST_WORDS = 1 << 20;
    private static final int MOST_TROUBLE = 2_000;

    private Tool() {}

    /**
     * Runs {@code command} to its end, and returns what it said, as far as the first {@value #MOST_WORDS} bytes go.
     *
     * @throws IOException with the program's words when it did not end well, or is not there
     */
    static String run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"));
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            String words;
            try (InputStream said = process.getInputStream()) {
                words = new String(said.readNBytes(MOST_WORDS), StandardCharsets.UTF_8).strip();
                said.transferTo(java.io.OutputStream.nullOutputStream());
            }
            if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException(command[0] + ": " + (words.isEmpty() ? "it failed without a word"
                        : words.substring(0, Math.min(words.length(), MOST_TROUBLE))));
            }
            return words;
        } finally {
            process.destroyForcibly();
        }
    }
}
