package orca.wire.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.wire.call.Operation;
import orca.wire.soap.SoapLine;
import orca.wire.soap.SoapSettings;
import orca.wire.text.Tree;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What callers do to the sockets, before anybody knows who they are. */
@Timeout(120)
class WireServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private final Identity site = Identity.generate();
    private final Identity guest = Identity.generate();
    private final Tree.Branch nothing = new Tree.Branch(0, Map.of());
    private final List<Socket> sockets = new ArrayList<>();
    private WireServer server;

    @BeforeEach
    void listen() {
        WireServer.Ports ports = new WireServer.Ports(Optional.of(new Listen("127.0.0.1", 0)), Optional.empty(),
                Optional.empty());
        server = new WireServer(ports, List.of(new WireServer.Called("site", site, (caller, operation, body) -> nothing)),
                SoapSettings.USUAL);
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    /** A connection that comes from {@code address}, of which a machine has many on its loopback. */
    private Socket from(String address) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.base().orElseThrow().getPort(), InetAddress.getByName(address), 0);
        sockets.add(socket);
        return socket;
    }

    private static byte[] head(int length) {
        return ("POST /soap/site HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: " + length
                + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether the other side ended the connection, or said something, within {@code millis}. */
    private static boolean ended(Socket socket, int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            InputStream in = socket.getInputStream();
            return in.read() >= -1;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true; // reset
        }
    }

    private int open() throws IOException {
        int open = 0;
        for (Socket socket : List.copyOf(sockets)) {
            open += ended(socket, 5) ? 0 : 1;
        }
        return open;
    }

    @Test
    void thousandsOfConnectionsFromOneAddressDoNotKeepAnotherOut() throws Exception {
        for (int i = 0; i < 1000; i++) {
            from("127.0.0.2");
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int open = open();
        // The server ends those that are too many as it comes to them.
        while (open > AddressLimit.MOST && System.nanoTime() < deadline) {
            open = open();
        }
        assertThat(open).as("connections of one address that stay").isLessThanOrEqualTo(AddressLimit.MOST);
        URI url = server.base().orElseThrow().resolve("/soap/site");
        try (SoapLine line = new SoapLine(url, Expected.of(site.principal()), guest, SoapSettings.USUAL, Clock.systemUTC())) {
            assertThat(line.call(Operation.QUERY, nothing)).isEqualTo(nothing);
        }
    }

    @Test
    void whoComesAgainAndAgainAndIsKilledEachTimeIsStillHeard() throws Exception {
        URI url = server.base().orElseThrow().resolve("/soap/site");
        for (int i = 0; i < 2 * AddressLimit.MOST; i++) {
            try (Socket killed = new Socket("127.0.0.1", url.getPort())) {
                killed.getOutputStream().write(head(100_000));
                // In the middle of a message, without a word.
                killed.setSoLinger(true, i % 2 == 0 ? 0 : 1);
            }
        }
        boolean heard = false;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!heard && System.nanoTime() < deadline) {
            try (SoapLine line = new SoapLine(url, Expected.of(site.principal()), guest, SoapSettings.USUAL, Clock.systemUTC())) {
                heard = line.call(Operation.QUERY, nothing).equals(nothing);
            } catch (IOException stillCounted) {
                Thread.onSpinWait(); // the server may not have noticed all of them yet
            }
        }
        assertThat(heard).isTrue();
    }

    @Test
    void whoSendsTooSlowlyIsCutOff() throws Exception {
        Socket socket = from("127.0.0.2");
        OutputStream out = socket.getOutputStream();
        out.write(head(100_000));
        boolean over = false;
        for (int i = 0; i < 300 && !over; i++) {
            try {
                out.write('x');
                out.flush();
            } catch (IOException e) {
                over = true;
            }
            over |= ended(socket, 100); // which also paces it: ten bytes a second
        }
        assertThat(over).isTrue();
    }

    @Test
    void whoIsNoActorHereIsNotFound() throws Exception {
        Socket socket = from("127.0.0.1");
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.getOutputStream().write("GET /soap/nobody?wsdl HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 404");
    }
}
