package orca.runtime.container;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import orca.runtime.hosting.ChangeCounter;
import orca.runtime.hosting.HostingException;
import orca.runtime.loop.LoopException;

/**
 * Delegations of the file that a broker could not give when its container started, because it did not hold enough. They are
 * tried again whenever something changed, though not more often than a broker can bear, and now and then for the time alone.
 */
final class LateDelegations implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final System.Logger LOG = System.getLogger(LateDelegations.class.getName());

    private final ChangeCounter changes;
    private final List<Late> late = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("late-delegations").unstarted(this::run);

    private record Late(String what, Supplier<ConfigDelegations.Outcome> attempt) {}

    LateDelegations(ChangeCounter changes) {
        this.changes = changes;
    }

    /** To be called before {@link #start}. */
    void add(String what, Supplier<ConfigDelegations.Outcome> attempt) {
        late.add(new Late(what, attempt));
    }

    void start() {
        if (!late.isEmpty()) {
            thread.start();
        }
    }

    private void run() {
        try {
            long seen = changes.get();
            while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                late.removeIf(LateDelegations::settled);
                if (late.isEmpty()) {
                    return;
                }
                seen = changes.await(seen, LONGEST);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the container ends
        }
    }

    private static boolean settled(Late one) {
        try {
            ConfigDelegations.Outcome outcome = one.attempt().get();
            if (!outcome.again()) {
                LOG.log(System.Logger.Level.INFO, outcome.said().orElse(one.what() + " is given now, as the file says"));
            }
            return !outcome.again();
        } catch (HostingException e) {
            LOG.log(System.Logger.Level.WARNING, e.getMessage());
            return true;
        } catch (LoopException e) {
            return false; // it is busy, or being started anew
        }
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }
}
