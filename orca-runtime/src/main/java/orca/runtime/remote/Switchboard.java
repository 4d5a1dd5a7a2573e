package orca.runtime.remote;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import orca.core.contract.Principal;
import orca.core.protocol.Message;
import orca.core.resource.PropertyList;
import orca.runtime.hosting.Directory;
import orca.runtime.loop.Rank;
import orca.runtime.transport.InProcessTransport;
import orca.runtime.transport.Slot;
import orca.runtime.transport.Transport;
import orca.wire.call.CallRefused;
import orca.wire.call.Line;
import orca.wire.call.Operation;
import orca.wire.protocol.MessageForm;
import orca.wire.trust.Endpoint;
import orca.wire.trust.Identity;
import orca.wire.trust.Peer;

/**
 * Sends to actors here at once, and to those elsewhere on threads of its own: one for each pair, one call at a time, so that
 * what comes while a call is under way goes together in the next. Who has no address collects what waits.
 */
public final class Switchboard implements Transport, AutoCloseable {
    /** The most messages in one call. */
    static final int MOST_AT_ONCE = 512;
    /** The most addresses of a peer that are tried in turn. */
    static final int MOST_ADDRESSES = 4;
    /** How long an answer is waited for. */
    private static final Duration ONE_PATIENCE = Duration.ofMinutes(1);
    private static final Duration ONE_COLLECTION = Duration.ofSeconds(25);
    /** The same where it can be asked for at another address: who says nothing there may be asleep, and replaced by now. */
    private static final Duration EACH_PATIENCE = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final InProcessTransport local;
    private final Directory directory;
    private final MessageForm form;
    private final Lines lines;
    private final Outboxes outboxes = new Outboxes();
    private final Map<Way, Sender> senders = new ConcurrentHashMap<>();
    private final Map<Way, List<Endpoint>> learned = new ConcurrentHashMap<>();
    private final Map<Reach, Line> open = new ConcurrentHashMap<>();
    /** Which of a peer's addresses is called; another when that one gives no answer. */
    private final Map<Way, Integer> turns = new ConcurrentHashMap<>();
    private final Map<Way, List<Expectation>> expectations = new ConcurrentHashMap<>();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong heldBack = new AtomicLong();
    private volatile boolean closed;

    public Switchboard(InProcessTransport local, Directory directory, MessageForm form, Lines lines) {
        this.local = local;
        this.directory = directory;
        this.form = form;
        this.lines = lines;
    }

    private record Reach(Way way, Endpoint endpoint) {}

    /**
     * Somebody who waits for what an actor says to a peer.
     *
     * @param about which messages count
     * @param enough which of them ends the waiting
     */
    static final class Expectation {
        private final Predicate<Message> about;
        private final Predicate<Message> enough;
        private Optional<Message> latest = Optional.empty();
        private boolean done;

        Expectation(Predicate<Message> about, Predicate<Message> enough) {
            this.about = about;
            this.enough = enough;
        }

        private synchronized boolean heard(Message message) {
            if (!about.test(message)) {
                return false;
            }
            latest = Optional.of(message);
            done |= enough.test(message);
            notifyAll();
            return true;
        }

        /** What was said until it was enough, or until it took too long. */
        synchronized Optional<Message> await(Duration longest) throws InterruptedException {
            long until = System.nanoTime() + longest.toNanos();
            for (long left = longest.toMillis(); !done && left > 0; left = (until - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
            return latest;
        }
    }

    @Override
    public void send(Principal from, Principal to, List<Message> messages) {
        if (local.knows(to)) {
            local.send(from, to, messages);
            return;
        }
        Way way = new Way(from, to);
        messages.forEach(message -> learn(way, message));
        List<Expectation> waiting = expectations.getOrDefault(way, List.of());
        List<Message> rest = new ArrayList<>(messages.size());
        for (Message message : messages) {
            boolean heard = false;
            for (Expectation one : waiting) {
                heard |= one.heard(message);
            }
            if (!heard) {
                rest.add(message);
            }
        }
        if (!rest.isEmpty() && !closed) {
            outboxes.put(way, rest);
            if (!endpoints(way).isEmpty()) {
                senders.compute(way, (w, sender) -> sender != null && sender.alive() ? sender : new Sender(w));
            }
        }
    }

    /** A guest, or a broker that another broker gave something, finds its way to a site by what the site signed. */
    private void learn(Way way, Message message) {
        if (message instanceof Message.TicketStanding standing) {
            learn(way.from(), standing.rights().root().issuer(), standing.rights().root().properties());
        }
        if (message instanceof Message.LeaseDemand demand && demand.chain().isPresent()) {
            learn(way.from(), demand.chain().get().root().issuer(), demand.chain().get().root().properties());
        }
    }

    /** {@code authority} says in what it signed where it is called. */
    void learn(Principal from, Principal authority, PropertyList signed) {
        List<Endpoint> said = signed.text(Directory.ENDPOINT).stream().flatMap(text -> Stream.of(text.split(" ")))
                .limit(MOST_ADDRESSES).flatMap(text -> endpoint(text).stream()).toList();
        if (!said.isEmpty()) {
            learned.put(new Way(from, authority), said);
        }
    }

    private static Optional<Endpoint> endpoint(String text) {
        try {
            return Optional.of(Endpoint.parse(text)).filter(Endpoint::isActors);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // it is the site's own fault, and nobody else's trouble
        }
    }

    /** Where a peer may be called: at the first, or where a standby has taken over. */
    private List<Endpoint> endpoints(Way way) {
        List<Endpoint> known = directory.peer(way.to()).map(Peer::endpoints).orElse(List.of()).stream()
                .filter(Endpoint::isActors).toList();
        return known.isEmpty() ? learned.getOrDefault(way, List.of()) : known;
    }

    /** The line from an actor here to a peer, when there is a way to reach it. */
    Optional<Line> line(Principal from, Principal to) {
        Way way = new Way(from, to);
        Optional<Identity> own = directory.identity(from);
        List<Endpoint> all = endpoints(way);
        return own.isEmpty() || all.isEmpty() ? Optional.empty() : Optional.of(open.computeIfAbsent(reach(way, all),
                reach -> lines.open(own.get(), directory.expected(to), reach.endpoint(),
                        all.size() == 1 ? ONE_PATIENCE : EACH_PATIENCE)));
    }

    private Reach reach(Way way, List<Endpoint> all) {
        return new Reach(way, all.get(turns.getOrDefault(way, 0) % all.size()));
    }

    /** How long a peer may be asked to wait before it says that there is nothing to collect. */
    Duration longestCollection(Principal from, Principal to) {
        return endpoints(new Way(from, to)).size() < 2 ? ONE_COLLECTION : EACH_PATIENCE.dividedBy(2);
    }

    /**
     * A call on {@code line} got no answer. Where there is another address it is the next one's turn; and whoever still waits for
     * an answer on this line waits in vain.
     */
    void silent(Principal from, Principal to, Line line) {
        Way way = new Way(from, to);
        List<Endpoint> all = endpoints(way);
        if (all.size() < 2) {
            return;
        }
        Reach now = reach(way, all);
        if (open.remove(now, line)) {
            turns.merge(way, 1, Integer::sum);
            line.close();
        }
    }

    /** Begins to wait for what {@code from} says to {@code to}; to be ended with {@link #forget}. */
    void expect(Principal from, Principal to, Expectation expectation) {
        expectations.computeIfAbsent(new Way(from, to), way -> new CopyOnWriteArrayList<>()).add(expectation);
    }

    void forget(Principal from, Principal to, Expectation expectation) {
        expectations.computeIfPresent(new Way(from, to), (way, list) -> {
            list.remove(expectation);
            return list.isEmpty() ? null : list;
        });
    }

    /** What {@code from} has for {@code to}, who collects it; waits for something. */
    List<Message> collect(Principal from, Principal to, Duration longest) throws InterruptedException {
        return outboxes.of(new Way(from, to)).collect(MOST_AT_ONCE, longest);
    }

    /** A call was made that carried so many messages, one way or the other. */
    void called(int carried) {
        calls.incrementAndGet();
        messages.addAndGet(carried);
    }

    /** How many messages wait for actors elsewhere, to be sent or collected. */
    public long waiting() {
        return outboxes.waiting();
    }

    /** What they take in memory, in bytes and roughly. */
    public long waitingBytes() {
        return outboxes.bytes();
    }

    /** How many were dropped so far since there was no room; their actors repeat them. */
    public long dropped() {
        return outboxes.dropped();
    }

    /** How often a peer said that it has no room. */
    public long heldBack() {
        return heldBack.get();
    }

    /** What was said to others and fetched from them so far. */
    public Traffic traffic() {
        return new Traffic(calls.get(), messages.get(), failed.get());
    }

    /**
     * What went over the lines of a container.
     *
     * @param calls that it made and that were answered
     * @param messages in them, one way or the other
     * @param failed calls that were not answered
     */
    public record Traffic(long calls, long messages, long failed) {}

    @Override
    public void close() {
        closed = true;
        senders.values().forEach(Sender::end);
        open.values().forEach(Line::close);
    }

    /** Calls one peer for one actor, as long as there is something to say. */
    private final class Sender {
        private final Way way;
        private final Thread thread;
        private Duration backOff = Duration.ZERO;

        Sender(Way way) {
            this.way = way;
            thread = Thread.ofVirtual().name("orca-wire-" + directory.name(way.from()) + "-" + directory.name(way.to()))
                    .start(this::run);
        }

        void end() {
            thread.interrupt();
        }

        boolean alive() {
            return thread.isAlive();
        }

        private void run() {
            try {
                while (!closed) {
                    List<Message> messages = outboxes.of(way).take(MOST_AT_ONCE, IDLE);
                    if (!messages.isEmpty()) {
                        call(messages);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void call(List<Message> messages) throws InterruptedException {
            Optional<Line> line = line(way.from(), way.to());
            if (line.isEmpty()) {
                outboxes.putBack(way, messages); // it is collected, if it is at all
                Thread.sleep(Patience.LONGEST);
                return;
            }
            MessageForm.Bundle bundle = form.writeShared(messages);
            bundle.kept().forEach((message, why) -> log("cannot send " + Slot.of(message), why));
            if (bundle.body().fields().isEmpty()) {
                return;
            }
            try {
                MessageForm.Receipt receipt = MessageForm.receipt(line.get().call(Operation.EXCHANGE, bundle.body()));
                called(messages.size());
                receipt.unread().forEach(one -> log("not taken: " + one.where(), one.why()));
                backOff = Duration.ZERO;
                heldBack(receipt.later(messages.stream().filter(m -> !bundle.kept().containsKey(m)).toList()), receipt.after());
            } catch (IOException e) {
                silent(way.from(), way.to(), line.get());
                trouble(messages, e, Duration.ZERO);
            } catch (IllegalArgumentException e) {
                trouble(messages, e, Duration.ZERO); // an answer that nobody understands
            } catch (CallRefused e) {
                if (e.kind().again()) {
                    trouble(messages, e, e.after().orElse(Duration.ZERO));
                } else {
                    log("refused", e.getMessage()); // saying the same again would not help; the actor may
                    Thread.sleep(200);
                }
            }
        }

        /** The peer has no room for these now. If it is new demands alone, all else may go on. */
        private void heldBack(List<Message> later, Duration after) throws InterruptedException {
            if (later.isEmpty()) {
                return;
            }
            heldBack.incrementAndGet();
            outboxes.putBack(way, later);
            Duration rest = Patience.heeding(after, ThreadLocalRandom.current().nextDouble());
            log("has no room for " + later.size() + " messages", "waits for " + rest.toMillis() + " ms");
            if (later.stream().allMatch(message -> Rank.of(message) == Rank.NEW)) {
                outboxes.of(way).restNew(rest);
            } else {
                Thread.sleep(rest);
            }
        }

        private void trouble(List<Message> messages, Exception e, Duration after) throws InterruptedException {
            failed.incrementAndGet();
            heldBack.addAndGet(after.isZero() ? 0 : 1);
            outboxes.putBack(way, messages);
            log("trouble, tried again", e.getMessage());
            double dice = ThreadLocalRandom.current().nextDouble();
            backOff = Patience.next(backOff);
            Duration rest = after.isZero() ? Patience.within(backOff, dice) : Patience.heeding(after, dice);
            Thread.sleep(rest);
        }

        private void log(String what, String why) {
            System.getLogger(Switchboard.class.getName()).log(System.Logger.Level.DEBUG,
                    directory.name(way.from()) + " to " + directory.name(way.to()) + ": " + what + ": " + why);
        }
    }
}
