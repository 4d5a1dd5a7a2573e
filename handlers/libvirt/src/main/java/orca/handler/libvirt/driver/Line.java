package orca.handler.libvirt.driver;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.Error;
import org.libvirt.LibvirtException;
import org.libvirt.jna.Libvirt;

/**
 * The line to one daemon of libvirt.
 *
 * <p>Its calls are native and cannot be interrupted, so each runs on a thread of its own and the caller waits for it: for at
 * most a limit, and after an interruption only a moment more, so that what was asked does not happen behind the back of whoever
 * comes next. A daemon that went away is asked again until {@link #PATIENCE} is over, so what is asked must be such that it
 * may be asked twice.
 *
 * <p>Soft: the connection. A daemon that was restarted is connected to anew.
 */
final class Line {
    /** How long a call may take when nothing else is said. */
    static final Duration LIMIT = Duration.ofSeconds(60);
    /** How long a daemon that was there before may be away. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration LINGER = Duration.ofSeconds(8);
    private static final long AGAIN_MILLIS = 200;
    /** The library would write every refusal to standard error; each comes as an exception as well. */
    private static final Libvirt.VirErrorCallback SILENT = (data, error) -> { };
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("libvirt-", 0).factory());

    private final String name;
    private final String uri;
    /** Only one connects at a time; nobody else waits for it. */
    private final ReentrantLock opening = new ReentrantLock();
    private volatile Optional<Connect> connection = Optional.empty();
    private volatile boolean known;

    /**
     * A line that is not used yet.
     *
     * @param name what the site calls the host
     * @param uri where its daemon is, in the words of libvirt
     */
    Line(String name, String uri) {
        this.name = name;
        this.uri = uri;
    }

    String name() {
        return name;
    }

    String uri() {
        return uri;
    }

    /** What somebody asks of the daemon; may be run again on another connection. */
    interface Call<T> {
        T on(Connect connect) throws LibvirtException, IOException;
    }

    <T> T ask(Call<T> call) throws IOException, InterruptedException {
        return ask(LIMIT, call);
    }

    <T> T ask(Duration limit, Call<T> call) throws IOException, InterruptedException {
        return ask(limit, call, () -> { });
    }

    /** @param unwanted run when the caller is interrupted, before the call's end is awaited */
    <T> T ask(Duration limit, Call<T> call, Runnable unwanted) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return await(limit, new FutureTask<>(() -> call.on(connected())), unwanted);
            } catch (HypervisorException failed) {
                if (!failed.away() || !known || System.nanoTime() - deadline > 0) {
                    throw failed;
                }
                Thread.sleep(AGAIN_MILLIS);
            }
        }
    }

    private <T> T await(Duration limit, FutureTask<T> task, Runnable unwanted) throws IOException, InterruptedException {
        THREADS.execute(task);
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            unwanted.run();
            linger(task);
            throw stopped;
        } catch (TimeoutException late) {
            forget();
            throw new HypervisorException(name + ": the daemon at " + uri + " did not answer within " + limit.toSeconds() + " s",
                    false, late);
        } catch (ExecutionException thrown) {
            throw reason(thrown);
        }
    }

    /** What was asked may still happen; nobody else is to see the unit before it did. */
    private static void linger(FutureTask<?> task) {
        long deadline = System.nanoTime() + LINGER.toNanos();
        while (!task.isDone() && System.nanoTime() - deadline < 0) {
            try {
                task.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException again) {
                continue;
            } catch (ExecutionException | TimeoutException over) {
                return;
            }
        }
    }

    private IOException reason(ExecutionException thrown) {
        return switch (thrown.getCause()) {
            case LibvirtException refused -> {
                boolean gone = lost(refused);
                yield new HypervisorException((gone ? name + " (" + uri + "): " : name + ": ") + words(refused), gone, refused);
            }
            case IOException failed -> failed;
            // The library is missing, or is not what it should be: no fault of this program's.
            case LinkageError missing -> new HypervisorException("libvirt's library cannot be loaded (Debian's package is"
                    + " libvirt0): " + firstLine(missing), false, missing);
            case RuntimeException fault -> throw fault;
            case java.lang.Error fault -> throw fault;
            case Throwable other -> new IOException(other);
        };
    }

    private static String firstLine(Throwable thrown) {
        String words = String.valueOf(thrown.getMessage());
        return words.lines().findFirst().orElse("");
    }

    private static String words(LibvirtException refused) {
        String words = refused.getMessage();
        return words == null ? "libvirt gave no reason" : words.strip();
    }

    /** Whether the connection is gone; it is then forgotten. */
    private boolean lost(LibvirtException refused) {
        Optional<Connect> now = connection;
        if (now.isEmpty()) {
            return true; // it was not even connected
        }
        Optional<Error> error = Optional.ofNullable(refused.getError());
        boolean gone = error.isPresent() && (error.get().getCode() == Error.ErrorNumber.VIR_ERR_NO_CONNECT
                || error.get().getCode() == Error.ErrorNumber.VIR_ERR_RPC);
        if (!gone) {
            try {
                gone = !now.get().isAlive();
            } catch (LibvirtException dead) {
                gone = true;
            }
        }
        if (gone) {
            forget();
        }
        return gone;
    }

    private void forget() {
        connection = Optional.empty();
    }

    private Connect connected() throws LibvirtException {
        opening.lock();
        try {
            if (connection.isEmpty()) {
                Connect.setErrorCallback(SILENT);
                connection = Optional.of(new Connect(uri));
                known = true;
            }
            return connection.get();
        } finally {
            opening.unlock();
        }
    }

    /** The domain called {@code uuid}, if the daemon knows it; whoever gets it frees it. */
    static Optional<Domain> domain(Connect connect, String uuid) throws LibvirtException {
        try {
            return Optional.ofNullable(connect.domainLookupByUUIDString(uuid));
        } catch (LibvirtException refused) {
            if (gone(refused)) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /** Whether the daemon says that its hypervisor has no such thing. */
    static boolean unsupported(LibvirtException refused) {
        return refused.getError() != null && refused.getError().getCode() == Error.ErrorNumber.VIR_ERR_NO_SUPPORT;
    }

    /** Whether the daemon says that there is no such machine. */
    static boolean gone(LibvirtException refused) {
        return refused.getError() != null && refused.getError().getCode() == Error.ErrorNumber.VIR_ERR_NO_DOMAIN;
    }
}
