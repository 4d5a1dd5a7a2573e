package orca.handler.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import orca.testkit.FreePort;
import org.opentest4j.TestAbortedException;

/** A real daemon in a folder of its own, which the test starts, ends, stops still and lets go on. */
public final class Daemon {
    private static final long PATIENCE_SECONDS = 60;

    private final Path log;
    private final List<String> command;
    private Process process;

    /** @param command with the program's whole path */
    public Daemon(Path log, List<String> command) {
        this.log = log;
        this.command = command;
    }

    /**
     * The program, or what is said where its package is not installed: a failure under {@code CI=true}, else a reason to
     * skip.
     */
    public static String program(String name, String debianPackage) {
        for (String folder : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(":")) {
            if (Files.isExecutable(Path.of(folder, name))) {
                return Path.of(folder, name).toString();
            }
        }
        String words = "this package is missing: " + debianPackage;
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(words);
        }
        throw new TestAbortedException(words);
    }

    /** A port of the loopback that nobody listens at just now. */
    public static int freePort() {
        return FreePort.take();
    }

    /** Starts it and waits until {@code ready} says so; false when it ended before. */
    public boolean start(Callable<Boolean> ready) throws Exception {
        process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        long deadline = deadline();
        while (!ready.call()) {
            if (!process.isAlive()) {
                return false;
            }
            assertThat(System.nanoTime() - deadline).as(() -> "waited too long for " + command + ": " + words()).isNegative();
            Thread.onSpinWait();
        }
        return process.isAlive();
    }

    /** Whether somebody takes connections there. */
    public static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What it said. */
    public String words() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** It stays there and does nothing. */
    public void pause() throws Exception {
        signal("STOP");
        long deadline = deadline();
        while (!Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat")).contains(") T ")) {
            assertThat(System.nanoTime() - deadline).as("stopped").isNegative();
        }
    }

    public void resume() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()).isZero();
    }

    /** Ends it in good order. */
    public void stop() throws Exception {
        process.destroy();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("ended: %s", words()).isTrue();
    }

    private static long deadline() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    }

    /** Ends it at once. */
    public void end() throws Exception {
        if (process != null) {
            process.destroyForcibly().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
