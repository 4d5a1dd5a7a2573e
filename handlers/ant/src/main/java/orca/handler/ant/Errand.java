package orca.handler.ant;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.tools.ant.BuildException;

/**
 * A task's work that waits for somebody else, in a thread of its own: the script's thread is told again and again that it was
 * cancelled, and this one must hear it once only, or it could not end in good order.
 */
final class Errand {
    private Errand() {}

    /**
     * Runs {@code work}. When the script is cancelled, {@code stop} is called, the work is interrupted, and its end awaited.
     *
     * @throws BuildException when the call was cancelled
     */
    static <T> T run(String name, Callable<T> work, Runnable stop) throws ExecutionException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = Thread.ofVirtual().name("orca-ant-" + name).start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            stop.run();
            thread.interrupt();
            end(thread);
            Thread.currentThread().interrupt();
            throw new BuildException(name + ": the call was cancelled", e);
        }
    }

    private static void end(Thread thread) {
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                continue; // it is ending already
            }
        }
    }
}
