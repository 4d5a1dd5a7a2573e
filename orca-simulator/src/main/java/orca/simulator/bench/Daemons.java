package orca.simulator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts and ends the daemons that others are measured with. */
final class Daemons {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_MILLIS = 50;

    private Daemons() {}

    /** Whether it is up. */
    @FunctionalInterface
    interface Sign {
        boolean seen() throws IOException, InterruptedException;
    }

    /** Starts a program whose output goes to a file, and waits until it is up. */
    static Process begin(Path log, String debian, List<String> command, Sign sign) throws IOException, InterruptedException {
        Process process = start(log, debian, command);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!sign.seen()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IOException(command.get(0) + " did not come up: " + Files.readString(log));
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return process;
    }

    private static Process start(Path log, String debian, List<String> command) throws IOException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        } catch (IOException missing) {
            throw new IOException(command.get(0) + " cannot be started; is Debian's package " + debian + " installed? "
                    + missing.getMessage(), missing);
        }
    }

    static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException hurry) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
