package orca.wire.soap;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import orca.wire.call.CallRefused;

/**
 * The bytes of messages while they are read: each is bounded, and so are all together, so that many callers who send at once, or
 * slowly, do not fill the memory.
 */
final class Bodies {
    private static final int CHUNK = 64 * 1024;
    /** How many of the largest size there may be at once. */
    private static final int AT_ONCE = 8;
    /** How long one waits for others to be read. */
    private static final long PATIENCE_MS = 2_000;
    private final int mostBytes;
    private final Semaphore chunks;

    Bodies(int mostBytes) {
        this.mostBytes = mostBytes;
        this.chunks = new Semaphore(AT_ONCE * (mostBytes / CHUNK + 1));
    }

    /** What is done with a message. */
    @FunctionalInterface
    interface Use<T> {
        T of(byte[] message) throws CallRefused, InterruptedException;
    }

    /** Reads {@code in} to its end and has it used; its bytes count until then. */
    <T> T read(InputStream in, Use<T> use) throws CallRefused, IOException, InterruptedException {
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
                    throw new CallRefused(CallRefused.Kind.MALFORMED, "Envelope: must have at most " + mostBytes + " bytes");
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
    void passOver(InputStream in) throws IOException {
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
