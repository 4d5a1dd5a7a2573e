package orca.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import orca.cli.screen.Terminal;
import orca.cli.verb.Orca;
import orca.core.resource.PropertyList;
import orca.wire.management.CommandAnswer;
import orca.wire.management.ReservationView;
import orca.wire.management.Rows;
import orca.wire.management.TermView;
import orca.wire.text.RecordForm;

/**
 * Runs the usual verbs once against a socket of its own, so that the launcher can keep the classes that they need in an
 * archive. It asks no container and changes nothing.
 */
public final class Rehearsal {
    private static final String LENGTH = "Content-Length:";
    private static final String TOKEN = "0".repeat(64);

    private Rehearsal() {}

    /** Takes no arguments; what the verbs print goes nowhere. */
    public static void main(String[] args) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> answer(socket));
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
            String url = "http://127.0.0.1:" + socket.getLocalPort();
            Terminal terminal = new Terminal(nowhere, nowhere, Map.of("ORCA_CONTAINER", url, "ORCA_TOKEN", TOKEN),
                    Path.of("").toAbsolutePath(), Clock.systemUTC(), ZoneId.systemDefault(), true, Terminal.USUAL_COLUMNS, 24);
            Orca.run(terminal, "--help");
            Orca.run(terminal, "get", "--help");
            Orca.run(terminal, "get", "reservations");
            Orca.run(terminal, "get", "reservations", "-o", "json");
            Orca.run(terminal, "get", "reservations", "-o", "yaml");
            Orca.run(terminal, "request", "--type", "vm", "--units", "1..2", "--size", "cpu=1", "--for", "1h", "--dry-run");
            Orca.run(terminal, "extend", "rehearsal", "+1h");
            Orca.run(terminal, "resize", "rehearsal", "--cpu", "2");
            Orca.run(terminal, "close", "rehearsal");
            Orca.run(terminal, "wait", "rehearsal");
        }
        System.exit(0);
    }

    private static void answer(ServerSocket socket) {
        while (!socket.isClosed()) {
            try (Socket call = socket.accept();
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(call.getInputStream(), StandardCharsets.ISO_8859_1))) {
                boolean post = Optional.ofNullable(in.readLine()).orElse("").startsWith("POST");
                int length = 0;
                for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                    length = line.regionMatches(true, 0, LENGTH, 0, LENGTH.length())
                            ? Integer.parseInt(line.substring(LENGTH.length()).strip()) : length;
                }
                in.skip(length);
                byte[] body = RecordForm.json(post ? done() : rows()).getBytes(StandardCharsets.UTF_8);
                OutputStream out = call.getOutputStream();
                out.write(("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + body.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
                out.write(body);
                out.flush();
            } catch (IOException e) {
                // The rehearsal is over, or its call is; either way there is the next or none.
                continue;
            }
        }
    }

    private static CommandAnswer done() {
        return new CommandAnswer(false, List.of("rehearsal"), "");
    }

    private static Rows<ReservationView> rows() {
        Instant now = Instant.now();
        TermView term = new TermView(now, now.plusSeconds(3600));
        ReservationView view = new ReservationView("rehearsal", "guest", "default", "active", "the guest", "broker",
                Optional.of("site"), "vm", 2, 1, Optional.of(1L), Map.of("cpu", 1L), term, Optional.of(term), Optional.empty(),
                Optional.empty(), "", Optional.empty(), Optional.empty(), List.of(new ReservationView.MemberView(
                        "site-u1", "host", "ready", "in", Map.of("cpu", 1L), PropertyList.of("address", "none"))));
        return new Rows<>(1, List.of(view));
    }
}
