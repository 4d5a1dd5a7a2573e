package orca.wire.call;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The bytes of messages while they are read: each is bounded, and so are all together, so that many callers who send at once, or
 * slowly, do not fill the memory. Who calls is not proved before a message is read, so where it comes from has to do: one
 * neighbourhood has at most a quarter of all.
 */
public final class Bodies {
    private static final int CHUNK = 64 * 1024;
    /** How many of the largest size there may be at once. */
    private static final int AT_ONCE = 8;
    /** How long one waits for others to be read. */
    private static final long PATIENCE_MS = 2_000;
    private static final int NEIGHBOURS = 4;
    private final int mostBytes;
    private final int mostOfOne;
    private final Semaphore chunks;
    private final Map<Neighbourhood, Integer> taken = new ConcurrentHashMap<>();

    /** @param mostBytes of one message */
    public Bodies(int mostBytes) {
        this.mostBytes = mostBytes;
        this.mostOfOne = AT_ONCE / NEIGHBOURS * (mostBytes / CHUNK + 1);
        this.chunks = new Semaphore(AT_ONCE * (mostBytes / CHUNK + 1));
    }

    /**
     * What is made of a message.
     *
     * @param <X> why nothing can be
     */
    @FunctionalInterface
    public interface Use<T, X extends Exception> {
        T of(byte[] message) throws X, CallRefused, InterruptedException;
    }

    /**
     * Reads {@code in} to its end and has it used; its bytes count until then.
     *
     * @param from where it comes from
     * @throws CallRefused when it is too long, or too much is being read already
     */
    public <T, X extends Exception> T read(Neighbourhood from, InputStream in, Use<T, X> use)
            throws X, CallRefused, IOException, InterruptedException {
        List<byte[]> parts = new ArrayList<>();
        int held = 0;
        try {
            int length = 0;
            while (true) {
                take(from);
                held++;
                byte[] part = in.readNBytes(CHUNK);
                length += part.length;
                if (length > mostBytes) {
                    throw new CallRefused(CallRefused.Kind.MALFORMED, "message: must have at most " + mostBytes + " bytes");
                }
                parts.add(part);
                if (part.length < CHUNK) {
                    return use.of(joined(parts, length));
                }
            }
        } finally {
            int back = held;
            taken.computeIfPresent(from, (who, count) -> count == back ? null : count - back);
            chunks.release(held);
        }
    }

    private void take(Neighbourhood from) throws CallRefused, InterruptedException {
        if (taken.merge(from, 1, Integer::sum) > mostOfOne || !chunks.tryAcquire(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
            taken.computeIfPresent(from, (who, count) -> count == 1 ? null : count - 1);
            throw CallRefused.busy("too many messages are being read", Duration.ofSeconds(1));
        }
    }

    /** Reads on, as much as a message may have, and forgets it. */
    public void passOver(InputStream in) throws IOException {
        byte[] part = new byte[CHUNK];
        long left = mostBytes;
        int read = 0;
        while (left > 0 && read >= 0) {
            read = in.read(part);
            left -= read;
        }
    }

    private static byte[] joined(List<byte[]> parts, int length) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
