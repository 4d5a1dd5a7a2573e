package orca.runtime.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import orca.core.contract.Assurance;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.TypeName;
import orca.core.ticket.Demand;
import orca.core.time.Term;
import orca.wire.call.CallRefused;
import orca.wire.call.Operation;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.Sealing;
import orca.wire.protocol.MessageForm;
import orca.wire.soap.SoapLine;
import orca.wire.soap.SoapSettings;
import orca.wire.text.Tree;
import orca.wire.trust.Expected;
import orca.wire.trust.Identity;
import orca.wire.trust.Seals;

/** Peers that do what no peer should: they say more than can be heard, do not wait when they are told to, hang, or dribble. */
final class Hostile implements AutoCloseable {
    private static final int PARCEL = 512;
    private static final int OK = 200;

    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final AtomicInteger names = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile boolean closed;

    /** How many messages were sent, taken, and sent away; how many calls were, and how many without being looked at. */
    final AtomicLong sent = new AtomicLong();
    final AtomicLong taken = new AtomicLong();
    final AtomicLong later = new AtomicLong();
    final AtomicLong busy = new AtomicLong();
    final AtomicLong unread = new AtomicLong();

    /** Something that is done again and again until the end, whatever comes of it. */
    private interface Deed {
        void again() throws Exception;
    }

    private void forEver(Deed deed) {
        threads.add(Thread.ofPlatform().daemon().name("hostile").start(() -> {
            while (!closed) {
                try {
                    deed.again();
                } catch (CallRefused e) {
                    busy.incrementAndGet();
                } catch (IOException e) {
                    unread.incrementAndGet(); // it is cut off, or not told which call is refused, and comes again
                } catch (Exception e) {
                    return;
                }
            }
        }));
    }

    static MessageForm form() {
        return new MessageForm(new Sealing(who -> Optional.empty()), new ChainCheck(new Seals()));
    }

    private static Message ask(String id, String type) {
        Instant now = Term.grain(Instant.now());
        return new Message.TicketDemand(new ReservationId(id), new Stamp(1, 1), true, new Demand(new TypeName(type), 1, 1,
                Amounts.EMPTY, Term.of(now, Duration.ofHours(1)), now.plusSeconds(600), Optional.empty(), Assurance.RESERVED,
                Optional.empty(), PropertyList.NONE), Stamp.NONE);
    }

    private static Message end(String id) {
        return new Message.LeaseDemand(new ReservationId(id), new Stamp(1, 1), false, Optional.empty(), PropertyList.NONE,
                List.of(), Stamp.NONE);
    }

    /** Sends 512 new demands in each call, one call after the other, each for another reservation, and heeds no answer. */
    void asksWithoutEnd(String url, Identity actor, Identity own, String type) {
        SoapLine line = line(url, actor, own);
        forEver(() -> say(line, IntStream.range(0, PARCEL).mapToObj(i -> ask("f" + names.incrementAndGet(), type)).toList()));
    }

    /** Any number of keys, each used for a few calls, that give up leases that never were. */
    void endsWhatNeverWas(String url, Identity actor) {
        forEver(() -> {
            try (SoapLine line = line(url, actor, Identity.generate())) {
                for (int call = 0; call < 4; call++) {
                    say(line, IntStream.range(0, PARCEL).mapToObj(i -> end("f" + names.incrementAndGet())).toList());
                }
            }
        });
    }

    private static SoapLine line(String url, Identity actor, Identity own) {
        return new SoapLine(URI.create(url), Expected.of(actor.principal()), own, SoapSettings.USUAL, Clock.systemUTC());
    }

    private void say(SoapLine line, List<Message> messages) throws IOException, CallRefused, InterruptedException {
        sent.addAndGet(messages.size());
        Tree.Branch answer = line.call(Operation.EXCHANGE, form().writeAll(messages).body());
        MessageForm.Receipt receipt = MessageForm.receipt(answer);
        taken.addAndGet(receipt.taken());
        later.addAndGet(receipt.later().size());
    }

    /** Connections from one address that each begin a call and say a byte of it now and then. */
    void dribblesAt(int port, String address, int connections) throws IOException {
        for (int i = 0; i < connections; i++) {
            Socket socket = new Socket("127.0.0.1", port, InetAddress.getByName(address), 0);
            open.add(socket);
            socket.getOutputStream().write(("POST /soap/market HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml; charset=utf-8\r\n"
                    + "Content-Length: 8000000\r\n\r\n" + "x".repeat(100_000)).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Accepts connections and never answers; its port. */
    int silent() throws IOException {
        return serving(socket -> { });
    }

    /** Accepts connections and answers a byte a second; its port. */
    int dribbling() throws IOException {
        return serving(socket -> {
            OutputStream out = socket.getOutputStream();
            out.write(("HTTP/1.1 " + OK + " OK\r\nContent-Type: text/xml\r\nContent-Length: 1000000\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            while (!closed) {
                out.write('x');
                out.flush();
                never.await(1, TimeUnit.SECONDS);
            }
        });
    }

    private interface Service {
        void of(Socket socket) throws Exception;
    }

    private int serving(Service service) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        open.add(server);
        forEver(() -> {
            Socket socket = server.accept();
            open.add(socket);
            threads.add(Thread.ofPlatform().daemon().start(() -> {
                try {
                    service.of(socket);
                    InputStream in = socket.getInputStream();
                    in.transferTo(OutputStream.nullOutputStream());
                } catch (Exception e) {
                    Thread.currentThread().interrupt(); // the caller has given up
                }
            }));
        });
        return server.getLocalPort();
    }

    @Override
    public void close() {
        closed = true;
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofSeconds(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
