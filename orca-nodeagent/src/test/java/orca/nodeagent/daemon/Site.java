package orca.nodeagent.daemon;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.core.time.Term;
import orca.nodeagent.client.RemoteClient;
import orca.nodeagent.driver.ActionId;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.FoundUnit;
import orca.nodeagent.driver.Order;
import orca.nodeagent.driver.Repeat;
import orca.nodeagent.driver.Room;
import orca.nodeagent.keeper.HostClock;
import orca.nodeagent.term.LastWill;
import orca.nodeagent.term.Mandate;
import orca.wire.call.CallRefused;
import orca.wire.call.Line;
import orca.wire.call.Operation;
import orca.wire.metrics.MetricsConfig;
import orca.wire.server.Listen;
import orca.wire.soap.SoapLine;
import orca.wire.soap.SoapSettings;
import orca.wire.text.Tree;
import orca.wire.trust.AddressBook;
import orca.wire.trust.Expected;
import orca.wire.trust.Fingerprint;
import orca.wire.trust.Identity;
import orca.wire.trust.Limits;
import orca.wire.trust.Peer;
import orca.wire.trust.Role;
import orca.wire.trust.TrustException;

/** An agent on a real socket, whose host has clocks that a test moves, and those who call it. */
final class Site implements AutoCloseable, HostClock {
    /** An address of its own, so that no connection to another takes the port while the agent is started again. */
    private static final String HOST = "127.0.7.5";
    final Identity authority = Identity.generate();
    final Shop shop = new Shop();
    private final Path folder;
    private final Optional<MetricsConfig> metrics;
    private AddressBook book = AddressBook.EMPTY;
    private int changes;
    private int port;
    private volatile Duration moved = Duration.ZERO;
    AgentDaemon daemon;

    Site(Path folder) throws Exception {
        this(folder, Optional.empty());
    }

    /** @param metrics where the agent offers its figures */
    Site(Path folder, Optional<MetricsConfig> metrics) throws Exception {
        this.folder = folder;
        this.metrics = metrics;
        know("west", Role.AUTHORITY, authority);
        start();
    }

    /** Starts the agent, at the port where it was before. */
    void start() throws IOException, InterruptedException {
        AgentConfig config = new AgentConfig("h1", new Listen(HOST, port), Optional.empty(), "data", "keys/agent.key", ".",
                Duration.ofMinutes(1), Duration.ofSeconds(30),
                metrics, Optional.empty(), Map.of("shop", PropertyList.NONE,
                "sample", PropertyList.of("units", folder.resolve("units").toString())));
        daemon = new AgentDaemon(folder.resolve("agent.yaml"), config, List.of(shop), this, SoapSettings.USUAL);
        port = daemon.address().getPort();
    }

    void know(String name, Role role, Identity who) throws TrustException, IOException {
        write(book.with(new Peer(name, role, new Fingerprint(who.principal()), List.of(), Limits.NONE, "", Optional.empty())));
    }

    void forget(String name) throws TrustException, IOException {
        write(book.without(name));
    }

    private void write(AddressBook changed) throws IOException {
        book = changed;
        Path file = folder.resolve(AddressBook.NAME);
        Files.writeString(file, book.toFile());
        // Several changes may fall into one tick of the file system.
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(changes++)));
    }

    /** Time passes on the host. */
    void pass(Duration time) {
        moved = moved.plus(time);
        daemon.keeper().tick();
    }

    @Override
    public Instant wall() {
        return Instant.now().plus(moved);
    }

    @Override
    public Duration up() {
        return Duration.ofNanos(System.nanoTime()).plus(moved);
    }

    @Override
    public String boot() {
        return "boot";
    }

    Line line(Identity caller) {
        return new SoapLine(daemon.address(), Expected.of(daemon.own().principal()), caller, SoapSettings.USUAL,
                Clock.systemUTC());
    }

    RemoteClient client(Identity caller) {
        return new RemoteClient("h1", line(caller));
    }

    URI address() {
        return daemon.address();
    }

    static Order order(String id, String action, String unit) {
        return new Order(new ActionId(id), action, new UnitId(unit), PropertyList.of("colour", "red\nblue"), List.of("a b", ""),
                Duration.ofSeconds(30));
    }

    static Mandate hold() {
        return new Mandate(Mandate.Purpose.HOLD, Term.of(Term.grain(Instant.now()), Duration.ofHours(1)), 1,
                Optional.of(LastWill.of("remove", Duration.ofSeconds(20))));
    }

    static Mandate end() {
        return new Mandate(Mandate.Purpose.END, hold().term(), 1, Optional.empty());
    }

    @Override
    public void close() throws IOException {
        daemon.close();
    }

    /** Hears what a call says. */
    static final class Words implements CallContext {
        final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void say(String line) {
            lines.add(line);
        }

        @Override
        public boolean cancelled() {
            return false;
        }
    }

    /** A line that may lose what is said, or what is answered. */
    static final class Weak implements Line {
        private final Line inner;
        final AtomicInteger callsToLose = new AtomicInteger();
        final AtomicInteger answersToLose = new AtomicInteger();
        final AtomicInteger lost = new AtomicInteger();

        Weak(Line inner) {
            this.inner = inner;
        }

        private void lose(AtomicInteger which) throws IOException {
            if (which.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                lost.incrementAndGet();
                throw new IOException("lost");
            }
        }

        @Override
        public Tree.Branch call(Operation operation, Tree.Branch body) throws CallRefused, IOException, InterruptedException {
            lose(callsToLose);
            Tree.Branch answer = inner.call(operation, body);
            lose(answersToLose);
            return answer;
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    /** A driver with units in memory, and with actions that take as long as a test likes. */
    static final class Shop implements Driver {
        final Set<String> units = new ConcurrentSkipListSet<>();
        final AtomicInteger runs = new AtomicInteger();
        volatile CountDownLatch begun = new CountDownLatch(1);
        volatile CountDownLatch gate = new CountDownLatch(1);
        final CountDownLatch interrupted = new CountDownLatch(1);
        volatile Order last;
        /** What it knows of the host; nothing: it cannot say. */
        volatile Optional<Room> room = Optional.of(Room.UNSAID);

        @Override
        public Room room() throws IOException {
            return room.orElseThrow(() -> new IOException("the shop is shut"));
        }

        @Override
        public String name() {
            return "shop";
        }

        @Override
        public Map<String, Repeat> actions() {
            return Map.of("make", Repeat.ANSWERED, "remove", Repeat.ANSWERED, "slow", Repeat.ANSWERED, "chat", Repeat.RUN_AGAIN,
                    "fail", Repeat.ANSWERED);
        }

        @Override
        public Outcome run(Order order, CallContext context) throws Exception {
            last = order;
            runs.incrementAndGet();
            switch (order.action()) {
                case "make" -> units.add(order.unit().value());
                case "remove" -> units.remove(order.unit().value());
                case "slow" -> {
                    context.say("slowly");
                    begun.countDown();
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                    units.add(order.unit().value());
                }
                case "fail" -> throw new IllegalStateException("it fell off");
                default -> {
                    for (int i = 0; i < 1_000_000; i++) {
                        context.say("line " + i + " " + "x".repeat(1000));
                    }
                }
            }
            context.say(order.action() + " " + order.unit());
            return new Outcome.Done(PropertyList.of("made", "of\nwood"));
        }

        @Override
        public List<FoundUnit> units() {
            List<FoundUnit> found = new ArrayList<>();
            units.forEach(unit -> found.add(new FoundUnit(name(), new UnitId(unit), true, PropertyList.of("size", "2"))));
            return found;
        }
    }
}
