package orca.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Ports of this machine for somebody who has to name them before listening. They lie below those that systems give to outgoing
 * connections, so that no connection takes one meanwhile; each process begins elsewhere and takes none twice.
 */
public final class FreePort {
    private static final int FIRST = 20_000;
    private static final int COUNT = 12_000;
    private static int next = (int) (ProcessHandle.current().pid() * 41 % COUNT);

    private FreePort() {}

    /** One that nobody listens on at 127.0.0.1. */
    public static synchronized int take() {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + next;
            next = (next + 1) % COUNT;
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException e) {
                continue; // somebody has it
            }
        }
        throw new IllegalStateException("no port from " + FIRST + " on is free");
    }
}
