package orca.simulator.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import orca.authority.Authority;
import orca.authority.state.AuthorityRecord;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.AuthorityTables;
import orca.broker.Broker;
import orca.broker.ledger.BrokerRecord;
import orca.core.actor.Actor;
import orca.core.actor.Event;
import orca.core.actor.Outgoing;
import orca.core.contract.Principal;
import orca.core.contract.Refusal;
import orca.core.journal.Group;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.protocol.Message;
import orca.core.protocol.Reply;
import orca.servicemanager.GuestSettings;
import orca.servicemanager.GuestTables;
import orca.servicemanager.ServiceManager;
import orca.servicemanager.record.GuestRecord;
import orca.simulator.check.Books;
import orca.simulator.federation.Scene;
import orca.simulator.federation.Substrate;
import orca.simulator.federation.Watched;
import orca.simulator.federation.Watcher;

/**
 * A site, a broker and a guest for each user, real ones, in one process and in virtual time: whatever one says reaches the other
 * at once, and time passes when nobody has anything to do. {@link Books} are kept of every commit of site and broker; who comes
 * to what is told to whoever watches.
 */
final class Company implements Scene {
    static final Principal SITE = new Principal("site");
    static final Principal BROKER = new Principal("broker");
    private static final Principal STRANGER = new Principal("stranger");
    /** The most turns at one instant, so that actors that never come to rest are found out. */
    private static final int MOST_TURNS = 100_000;

    private final Map<Principal, Party> parties = new LinkedHashMap<>();
    private final Map<Principal, Party> guests = new LinkedHashMap<>();
    private final Substrate substrate = new Substrate();
    private final Books books = new Books();
    private final Deque<Party> ready = new ArrayDeque<>();
    private final PriorityQueue<Due> agenda = new PriorityQueue<>();
    private final Watcher watcher;
    private final Optional<Path> folder;
    private final BiConsumer<Principal, Message> ear;
    private final Party site;
    private final Party broker;
    private Instant now = MarketReplay.BEGIN;
    private long planned;
    private long moves;

    /** What happens later; what is planned first happens first. */
    private record Due(Instant at, long number, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    /**
     * @param folder where journals are kept; without one nothing is kept, and there are no replicas to be watched
     * @param ear hears what guests are told
     * @param as who stands in for the site's authority
     */
    Company(ProvisioningPolicy policy, AssignmentPolicy assignment, Watcher watcher, Optional<Path> folder,
            BiConsumer<Principal, Message> ear, Function<Authority, Actor> as) {
        this.watcher = watcher;
        this.folder = folder;
        this.ear = ear;
        this.site = new Party(this, SITE, () -> as.apply(new Authority(siteSettings(), AuthorityTables.STANDARD, 1)),
                view -> assignment.propose((AssignmentView) view, Budget.UNLIMITED),
                folder.map(f -> new Archive(f, SITE.value(), AuthorityRecord.class)));
        this.broker = new Party(this, BROKER, () -> new Broker(MarketReplay.market(BROKER)),
                view -> policy.propose((ProvisioningView) view, Budget.UNLIMITED),
                folder.map(f -> new Archive(f, BROKER.value(), BrokerRecord.class)));
        parties.put(SITE, site);
        parties.put(BROKER, broker);
    }

    /** Nothing comes late here, so what is over is forgotten at once. */
    private static AuthoritySettings siteSettings() {
        AuthoritySettings usual = AuthoritySettings.usual(SITE);
        return new AuthoritySettings(SITE, usual.name(), usual.limits(), usual.retries(), usual.answerWithin(), usual.askAgain(),
                Duration.ZERO);
    }

    private static GuestSettings guestSettings(Principal self) {
        GuestSettings.Times usual = GuestSettings.Times.USUAL;
        return GuestSettings.usual(self).with(
                new GuestSettings.Times(Duration.ZERO, usual.giveUp(), usual.hold(), Duration.ofMillis(1)));
    }

    Party site() {
        return site;
    }

    /** The guest of this name; a new one when there is none yet. */
    Party guest(Principal self) {
        return guests.computeIfAbsent(self, s -> {
            Party party = new Party(this, self, () -> new ServiceManager(guestSettings(self), GuestTables.STANDARD, 1),
                    view -> {
                        throw new IllegalStateException("no slice has a controller here");
                    },
                    folder.map(f -> new Archive(f, self.value(), GuestRecord.class)));
            parties.put(self, party);
            return party;
        });
    }

    Instant now() {
        return now;
    }

    Watcher watcher() {
        return watcher;
    }

    void ready(Party party) {
        if (!ready.contains(party)) {
            ready.add(party);
        }
    }

    void deliver(Party from, Outgoing outgoing) {
        Party to = parties.get(outgoing.to());
        if (to == null) {
            throw new IllegalStateException(from + " speaks to " + outgoing.to() + ", who is not there");
        }
        if (guests.containsKey(outgoing.to())) {
            ear.accept(outgoing.to(), outgoing.message());
        }
        to.put(new Event.Arrived(from.self(), outgoing.message()));
    }

    /** Everything that is ordered here can be done. */
    void replied(Party party, Event event, Reply reply) {
        if (reply instanceof Reply.Declined(Refusal refusal)) {
            throw new IllegalStateException(party + " declined " + event + ": " + refusal.reason());
        }
    }

    /** Somebody decided something; it is looked at before anything of it leaves. */
    void committed(Party party, Group group) {
        if (party == broker) {
            books.broker(group);
        } else if (party == site) {
            books.site(group);
        }
    }

    Books books() {
        return books;
    }

    /** A unit was moved to another host. */
    void moved() {
        moves++;
    }

    long moves() {
        return moves;
    }

    /** Plans {@code what}; what should have been by now happens when everybody is done with the present. */
    void at(Instant when, Runnable what) {
        agenda.add(new Due(when.isBefore(now) ? now : when, planned++, what));
    }

    /** Lets happen all that follows from what was put, now. */
    void settle() {
        for (int turns = 0; !ready.isEmpty(); turns++) {
            if (turns == MOST_TURNS) {
                throw new IllegalStateException("more than " + MOST_TURNS + " turns at " + now + ": " + ready.peek()
                        + " does not come to rest");
            }
            ready.poll().turn();
        }
    }

    /** Lets {@code event} reach somebody at {@code when}, and all happen that follows from it then. */
    void put(Party party, Event event, Instant when) {
        now = when;
        party.put(event);
        settle();
    }

    /** Lets the next thing happen that is planned for before {@code until}; says whether there was any. */
    boolean step(Instant until) {
        Due next = agenda.peek();
        if (next == null || !next.at().isBefore(until)) {
            return false;
        }
        agenda.poll();
        now = next.at();
        next.what().run();
        settle();
        return true;
    }

    /** Everybody dies, and comes back from the journal. */
    void restart() {
        agenda.clear();
        parties.values().forEach(party -> {
            party.restart();
            settle();
        });
    }

    void close() {
        parties.values().forEach(Party::close);
    }

    @Override
    public List<? extends Watched> sites() {
        return List.of(site);
    }

    @Override
    public List<? extends Watched> brokers() {
        return List.of(broker);
    }

    @Override
    public List<? extends Watched> guests() {
        return List.copyOf(guests.values());
    }

    @Override
    public Substrate substrate() {
        return substrate;
    }

    @Override
    public Principal stranger() {
        return STRANGER;
    }

    @Override
    public boolean keyed() {
        return false;
    }

    @Override
    public Set<Principal> forgers() {
        return Set.of();
    }
}
