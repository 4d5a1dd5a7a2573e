package orca.handler.sliver.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs one of the host's programs to its end. */
final class Tool {
    /** As much of its words as is kept. */
    private static final int MOST = 4_000;
    private static final long PATIENCE_SECONDS = 60;

    private Tool() {}

    /** How a program ended. */
    record End(int code, String words) {
        boolean well() {
            return code == 0;
        }
    }

    /** Runs {@code command}. @throws IOException when it cannot be started, takes a minute, or fails: with its words */
    static void run(String... command) throws IOException, InterruptedException {
        fed("", command);
    }

    /** The same with {@code input} to read. */
    static void fed(String input, String... command) throws IOException, InterruptedException {
        End end = tried(input, List.of(command));
        if (!end.well()) {
            String words = end.words().isEmpty() ? "ended with " + end.code() : end.words();
            throw new IOException(String.join(" ", List.of(command).subList(0, Math.min(4, command.length))) + ": " + words);
        }
    }

    /** Runs {@code command}, which may fail. It is killed when this thread is interrupted. */
    static End tried(String input, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException deaf) {
                // It ended without reading: its exit code says why.
                assert !input.isEmpty();
            }
            String words = words(process);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(command.get(0) + ": did not end within " + PATIENCE_SECONDS + " s");
            }
            return new End(process.exitValue(), words.strip());
        } finally {
            process.destroyForcibly();
        }
    }

    private static String words(Process process) throws IOException {
        try (InputStream out = process.getInputStream()) {
            byte[] beginning = out.readNBytes(MOST);
            out.transferTo(OutputStream.nullOutputStream());
            return new String(beginning, StandardCharsets.UTF_8);
        }
    }
}
