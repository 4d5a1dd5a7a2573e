package orca.runtime.remote;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import orca.broker.Broker;
import orca.core.contract.Principal;
import orca.core.resource.PropertyList;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.TicketChain;
import orca.runtime.hosting.Directory;
import orca.runtime.hosting.HostedActor;
import orca.runtime.loop.LoopException;
import orca.servicemanager.ServiceManager;
import orca.wire.call.CallRefused;
import orca.wire.call.Line;
import orca.wire.call.Operation;
import orca.wire.protocol.Collecting;
import orca.wire.protocol.MessageForm;
import orca.wire.text.Tree;
import orca.wire.trust.Role;

/**
 * Fetches what a service manager's brokers and authorities have for it, with calls that they may answer late; so that nobody
 * needs a way in to a guest. The same for a broker at the sites that never met it, whose inventory it sells a part of. One call
 * at a time to each of them.
 */
public final class Collector implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final HostedActor actor;
    private final Directory directory;
    private final MessageForm form;
    private final Switchboard switchboard;
    private final Rights rights;
    private final Map<Principal, Thread> collecting = new ConcurrentHashMap<>();
    private final Thread looking;
    private volatile boolean closed;

    public Collector(HostedActor actor, Directory directory, MessageForm form, Switchboard switchboard) {
        this.actor = actor;
        this.directory = directory;
        this.form = form;
        this.switchboard = switchboard;
        this.rights = new Rights(actor.role(), directory);
        this.looking = Thread.ofVirtual().name("orca-collect-" + actor.name()).unstarted(this::look);
    }

    public void start() {
        looking.start();
    }

    /** A site that a reservation or a holding depends on, and what the site signed. */
    private record Site(Principal authority, PropertyList signed) {}

    private void look() {
        try {
            while (!closed) {
                Set<Principal> peers = new LinkedHashSet<>();
                if (actor.role() == HostedActor.Role.SERVICE_MANAGER) {
                    directory.peers(Role.BROKER).forEach(peer -> peers.add(peer.principal()));
                }
                for (Site site : sites()) {
                    switchboard.learn(actor.principal(), site.authority(), site.signed());
                    peers.add(site.authority());
                }
                peers.stream().filter(peer -> switchboard.line(actor.principal(), peer).isPresent())
                        .forEach(peer -> collecting.compute(peer, (p, thread) -> thread != null && thread.isAlive() ? thread
                                : Thread.ofVirtual().name("orca-collect-" + actor.name() + "-" + directory.name(p))
                                        .start(() -> collect(p))));
                Thread.sleep(LOOK.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Set<Site> sites() {
        try {
            return switch (actor.role()) {
                case SERVICE_MANAGER -> actor.read(ServiceManager.class, (guest, now) -> sites(guest.reservations().stream()
                        .filter(r -> !r.state().isEnd()).flatMap(r -> r.chain().stream()).map(TicketChain::root)));
                case BROKER -> actor.read(Broker.class, (broker, now) -> sites(broker.holdings().stream()
                        .map(h -> h.image().chain()).filter(chain -> chain.links().size() > 1).map(DelegationChain::root)));
                case AUTHORITY -> Set.of();
            };
        } catch (LoopException e) {
            return Set.of(); // it is starting, stopped or busy; the next look may find it otherwise
        }
    }

    private static Set<Site> sites(Stream<Delegation> roots) {
        Set<Site> sites = new LinkedHashSet<>();
        roots.forEach(root -> sites.add(new Site(root.issuer(), root.properties())));
        return sites;
    }

    private void collect(Principal peer) {
        Duration backOff = Duration.ZERO;
        try {
            while (!closed) {
                try {
                    fetch(peer);
                    backOff = Duration.ZERO;
                } catch (IOException | CallRefused | IllegalArgumentException e) {
                    System.getLogger(Collector.class.getName()).log(System.Logger.Level.DEBUG,
                            actor.name() + " collects from " + directory.name(peer) + ": " + e.getMessage());
                    backOff = Patience.next(backOff);
                    double dice = ThreadLocalRandom.current().nextDouble();
                    Optional<Duration> told = e instanceof CallRefused refused ? refused.after() : Optional.empty();
                    Thread.sleep(told.isPresent() ? Patience.heeding(told.get(), dice) : Patience.within(backOff, dice));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void fetch(Principal peer) throws IOException, CallRefused, InterruptedException {
        Optional<Line> line = switchboard.line(actor.principal(), peer);
        if (line.isEmpty()) {
            Thread.sleep(LOOK.toMillis());
            return;
        }
        Tree.Branch body;
        try {
            body = line.get().call(Operation.COLLECT, new Collecting(
                    switchboard.longestCollection(actor.principal(), peer), true).write());
        } catch (IOException e) {
            switchboard.silent(actor.principal(), peer, line.get());
            throw e;
        }
        var taken = form.readAll(body).messages().stream().filter(m -> rights.objection(peer, m).isEmpty()).toList();
        switchboard.called(taken.size());
        if (!taken.isEmpty()) {
            actor.loop().arrived(peer, taken);
        }
    }

    @Override
    public void close() {
        closed = true;
        looking.interrupt();
        collecting.values().forEach(Thread::interrupt);
    }
}
