package orca.handler.services;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** One of the host's programs, run to its end, which comes in time or is made to come. */
public final class Program {
    private static final int MOST_BYTES = 64 << 20;
    private static final int MOST_WORDS = 1_000;

    private Program() {}

    /**
     * What a program came to.
     *
     * @param code 0 when all went well
     * @param said its standard output
     * @param complained its standard error, at most some lines of it
     */
    public record Ran(int code, String said, String complained) {}

    /** It has not ended in time, and was ended. */
    public static final class Late extends Exception {
        private static final long serialVersionUID = 1;
    }

    /**
     * Runs {@code command}; whoever is interrupted ends it.
     *
     * @throws ServiceException when there is no such program
     * @throws Late when it took longer than {@code limit}
     */
    public static Ran run(Duration limit, List<String> command) throws ServiceException, Late, InterruptedException {
        return run(limit, MOST_BYTES, command);
    }

    /**
     * Runs {@code command}; whoever is interrupted ends it.
     *
     * @param most how many bytes of its standard output are kept; what comes after is not
     * @throws ServiceException when there is no such program
     * @throws Late when it took longer than {@code limit}
     */
    public static Ran run(Duration limit, int most, List<String> command) throws ServiceException, Late, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(new File("/dev/null"));
        builder.environment().put("LC_ALL", "C");
        builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
        Process process;
        try {
            process = builder.start();
        } catch (IOException none) {
            throw ServiceException.passing(command.getFirst() + " cannot be run here: " + none.getMessage(), none);
        }
        try {
            FutureTask<String> said = reading(process.getInputStream(), most);
            FutureTask<String> complained = reading(process.getErrorStream(), MOST_WORDS);
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new Late();
            }
            return new Ran(process.exitValue(), said.get(), complained.get().strip());
        } catch (ExecutionException broken) {
            throw ServiceException.passing(command.getFirst() + " cannot be heard: " + broken.getCause().getMessage(), broken);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Reads to the end, so that the program never waits, and keeps the beginning. */
    private static FutureTask<String> reading(InputStream from, int most) {
        FutureTask<String> reading = new FutureTask<>(() -> {
            try (InputStream in = from) {
                String kept = new String(in.readNBytes(most), StandardCharsets.UTF_8);
                in.transferTo(java.io.OutputStream.nullOutputStream());
                return kept;
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        });
        Thread.ofVirtual().start(reading);
        return reading;
    }
}
