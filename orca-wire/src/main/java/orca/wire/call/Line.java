package orca.wire.call;

import java.io.IOException;
import java.time.Duration;
import orca.wire.text.Tree;

/** A way to one actor, for one caller. Keeps its connections. Safe for use by many threads. */
public interface Line extends AutoCloseable {
    /** A machine that is there takes a connection much sooner; how long it then thinks is another matter. */
    Duration CONNECT = Duration.ofSeconds(5);

    /**
     * Calls and waits for the answer, whose sender is proved to be the one that was called.
     *
     * @throws CallRefused when the other side says so
     * @throws IOException when no answer came, or none that could be believed; whether the call was taken is not known
     */
    Tree.Branch call(Operation operation, Tree.Branch body) throws CallRefused, IOException, InterruptedException;

    @Override
    void close();
}
