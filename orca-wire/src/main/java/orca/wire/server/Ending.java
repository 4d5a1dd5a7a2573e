package orca.wire.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How a process that serves comes to its end. Somebody asks for it with Ctrl-C or SIGTERM; the process then stays until what it
 * runs, a container or an agent, has closed in good order, and exits with that one's own code, which is 0 when all went well.
 * Before it runs there is nothing to close, and the process may go at once.
 */
public final class Ending {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean running;
    private volatile int code;

    /** From now on, an end must be waited for. */
    public void begin() {
        running = true;
    }

    /** Returns when somebody has asked for the end. */
    public void await() throws InterruptedException {
        asked.await();
    }

    /** Returns whether somebody has asked for the end; after {@code longest} if not before. */
    public boolean await(Duration longest) throws InterruptedException {
        return asked.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Asks for the end. */
    public void ask() {
        asked.countDown();
    }

    /** All is closed. */
    public void finish(int exitCode) {
        code = exitCode;
        done.countDown();
    }

    /** What the Java machine does when it is told to end: exits with the code, where the default would be the signal's number. */
    public void hook() {
        ask();
        if (!running) {
            return;
        }
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code);
    }
}
