package orca.nodeagent.daemon;

import java.util.concurrent.CountDownLatch;

/**
 * How a process that runs an agent comes to its end: somebody asks for it with Ctrl-C or SIGTERM, the agent closes in good
 * order, and the process exits with the agent's own code. Before the agent runs there is nothing to close.
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
