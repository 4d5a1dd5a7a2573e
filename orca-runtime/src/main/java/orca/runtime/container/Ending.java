package orca.runtime.container;

import java.util.concurrent.CountDownLatch;

/**
 * How a process that runs a container comes to its end. Somebody asks for it with Ctrl-C or SIGTERM; the process then stays until
 * the container has closed in good order, and exits with the container's own code, which is 0 when all went well. Before the
 * container runs there is nothing to close, and the process may go at once.
 */
final class Ending {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean running;
    private volatile int code;

    /** From now on, an end must be waited for. */
    void begin() {
        running = true;
    }

    /** Returns when somebody has asked for the end. */
    void await() throws InterruptedException {
        asked.await();
    }

    /** Asks for the end. */
    void ask() {
        asked.countDown();
    }

    /** All is closed. */
    void finish(int exitCode) {
        code = exitCode;
        done.countDown();
    }

    /** What the Java machine does when it is told to end: exits with the code, where the default would be the signal's number. */
    void hook() {
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
