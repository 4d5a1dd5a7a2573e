package orca.wire.xmlrpc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import orca.wire.call.CallRefused;

/**
 * Takes messages in: each is bounded, and so are all together while they are read and understood, so that many who send at
 * once, or slowly, do not fill the memory.
 */
final class Intake {
    private static final int CHUNK = 64 * 1024;
    /** How many of the largest size there may be at once. */
    private static final int AT_ONCE = 8;
    private final int mostBytes;
    private final Semaphore chunks;

    Intake(int mostBytes) {
        this.mostBytes = mostBytes;
        this.chunks = new Semaphore(AT_ONCE * (mostBytes / CHUNK + 1));
    }

    /** What is made of a message. */
    @FunctionalInterface
    interface Use<T> {
        T of(byte[] message) throws RpcReader.Unreadable;
    }

    /**
     * @throws CallRefused when the message is not read to its end
     * @throws RpcReader.Unreadable when it is, and is none
     */
    <T> T read(InputStream in, Use<T> use) throws CallRefused, RpcReader.Unreadable, IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        int taken = 0;
        try {
            while (true) {
                if (!chunks.tryAcquire()) {
                    throw new CallRefused(CallRefused.Kind.BUSY, "too many messages are being read");
                }
                taken++;
                byte[] part = in.readNBytes(CHUNK);
                if (part.length > mostBytes - message.size()) {
                    throw new CallRefused(CallRefused.Kind.MALFORMED, "message: must have at most " + mostBytes + " bytes");
                }
                message.write(part, 0, part.length);
                if (part.length < CHUNK) {
                    return use.of(message.toByteArray());
                }
            }
        } finally {
            chunks.release(taken);
        }
    }
}
