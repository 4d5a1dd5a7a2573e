package orca.wire.call;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The bytes of messages while they are read: each is bounded, and so are all together, so that many callers who send at once, or
 * slowly, do not fill the memory.
 */
public final class Bodies {
    private static final int CHUNK = 64 * 1024;
    /** How many of the largest size there may be at once. */
    private static final int AT_ONCE = 8;
    /** How long one waits for others to be read. */
    private static final long PATIENCE_MS = 2_000;
    private final int mostBytes;
    private final Semaphore chunks;

    /** @param mostBytes of one message */
    public Bodies(int mostBytes) {
        this.mostBytes = mostBytes;
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
     * @throws CallRefused when it is too long, or too much is being read already
     */
    public <T, X extends Exception> T read(InputStream in, Use<T, X> use)
            throws X, CallRefused, IOException, InterruptedException {
        List<byte[]> parts = new ArrayList<>();
        int taken = 0;
        try {
            int length = 0;
            while (true) {
                if (!chunks.tryAcquire(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
                    throw new CallRefused(CallRefused.Kind.BUSY, "too many messages are being read");
                }
                taken++;
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
            chunks.release(taken);
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
