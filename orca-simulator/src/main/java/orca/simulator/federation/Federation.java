package orca.simulator.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import orca.core.actor.Actor;
import orca.core.actor.Outgoing;
import orca.core.contract.Principal;
import orca.core.policy.ProvisioningPolicy;
import orca.runtime.hosting.HostedActor;
import orca.servicemanager.record.LetterImage;
import orca.wire.trust.Identity;
import orca.wire.trust.Role;

/** Some sites, brokers and guests, everything between them, and a seed that decides what happens. */
public final class Federation implements Scene {
    /** When every simulation begins. */
    public static final Instant BEGINNING = Instant.parse("2030-01-01T00:00:00Z");
    /** The skew that every actor tolerates. */
    public static final Duration SKEW = Duration.ofSeconds(1);

    private final Timeline timeline = new Timeline(BEGINNING);
    private final Substrate substrate = new Substrate();
    private final Network network;
    private final Optional<Post> post;
    private final Principal liar;
    private final Principal fickle;
    private final Principal stranger;
    private final List<Identity> forgers;
    private final Map<Principal, Store> stores = new LinkedHashMap<>();
    private final List<Node> sites = new ArrayList<>();
    private final List<Node> brokers = new ArrayList<>();
    private final List<Node> guests = new ArrayList<>();
    private final Node.Surroundings around;
    private final int dealers;
    private Duration secondHand = Duration.ofSeconds(1);
    private Faults faults;

    /**
     * A federation whose shape is thrown by {@code dice}; nothing has happened yet.
     *
     * @param keys thrown for everybody's keys, and everything that is said crosses as signed bytes; without, names will do
     * @param markets whether every broker is a market at first
     * @param mortality thrown for when units die; without, none does
     */
    public Federation(Dice dice, Faults faults, Cast cast, Watcher watcher, Optional<Dice> keys, boolean markets,
            Optional<Dice> mortality) {
        this.faults = faults;
        this.post = keys.map(d -> new Post(d, cast.border(), timeline::now));
        this.network = new Network(timeline, dice.split(), faults, post);
        this.around = new Node.Surroundings(timeline, dice.split(), network, substrate, watcher, cast.haste(),
                mortality);
        for (int i = 1 + dice.index(2); i > 0; i--) {
            Principal self = actor("site" + i, Role.AUTHORITY, HostedActor.Role.AUTHORITY);
            sites.add(node(self, cast.authority(), Scenery.Records.AUTHORITY, new PolicyDesk(Scenery.assignment(dice))));
        }
        for (int i = 1 + dice.index(2); i > 0; i--) {
            ProvisioningPolicy policy = dice.chance(400) ? Scenery.askFirst(dice) : Scenery.provisioning(dice);
            brokers.add(node(broker("broker" + i), cast.broker(), Scenery.Records.BROKER,
                    new PolicyDesk(markets ? Scenery.market(brokers.size()) : policy)));
        }
        dealers = brokers.size();
        if (dice.chance(500)) {
            ProvisioningPolicy policy = Scenery.provisioning(dice);
            brokers.add(node(broker("reseller"), cast.broker(), Scenery.Records.BROKER,
                    new PolicyDesk(markets ? Scenery.market(brokers.size()) : policy)));
        }
        for (int i = 1 + dice.index(3); i > 0; i--) {
            Principal self = actor("guest" + i, Role.SERVICE_MANAGER, HostedActor.Role.SERVICE_MANAGER);
            guests.add(node(self, cast.guest(), Scenery.Records.GUEST,
                    new PolicyDesk(Scenery.keepCount(brokers.get(dealers - 1).self()))));
        }
        liar = outsider("liar", Role.BROKER);
        fickle = outsider("fickle", Role.SERVICE_MANAGER);
        stranger = outsider("stranger", Role.BROKER);
        forgers = post.map(p -> List.of(
                p.found("mallory", Optional.of(Role.SERVICE_MANAGER), Optional.empty()),
                p.found("trudy", Optional.of(Role.BROKER), Optional.empty()),
                p.found("nobody", Optional.empty(), Optional.empty()))).orElse(List.of());
    }

    private Principal actor(String name, Role role, HostedActor.Role here) {
        return post.map(p -> p.found(name, Optional.of(role), Optional.of(here)).principal())
                .orElseGet(() -> new Principal(name));
    }

    private Principal broker(String name) {
        return actor(name, Role.BROKER, HostedActor.Role.BROKER);
    }

    /** Somebody who is no actor and hears everybody; the others know it by {@code role}. */
    private Principal outsider(String name, Role role) {
        return post.map(p -> p.found(name, Optional.of(role), Optional.empty()).principal())
                .orElseGet(() -> new Principal(name));
    }

    private Node node(Principal self, Function<Birth, Actor> birth, Scenery.Records records, PolicyDesk desk) {
        Store store = new Store(records.codec(), BEGINNING);
        stores.put(self, store);
        Node node = new Node(self, epoch -> birth.apply(new Birth(self, epoch)), store, desk, faults, around);
        network.connect(node);
        return node;
    }

    /** Lets somebody who is no node take part: messages reach it, and it may {@link #say} something. */
    void connect(Peer outsider) {
        network.connect(outsider);
    }

    /** An outsider says something. */
    void say(Principal from, Outgoing outgoing) {
        around.watcher().said(from, outgoing);
        network.send(from, outgoing);
    }

    /** A courier begins to bring a guest's letter. */
    void posting(Node guest, LetterImage letter) {
        around.watcher().posting(guest, letter);
    }

    /** A courier has brought it. */
    void delivered(Node guest, LetterImage letter) {
        around.watcher().delivered(guest, letter);
    }

    /** An actor has another key from now on. @param told whether all know that, and hear the old one no more */
    void succeed(Node node, boolean told) {
        post.orElseThrow().succeed(node.self(), told);
    }

    /** Somebody lets bytes go that pretend to be a letter. */
    void send(Post.Letter letter) {
        network.send(letter);
    }

    /** A broker, and site, on whose word nothing can be built. */
    Principal liar() {
        return liar;
    }

    /** A holder who keeps to the protocol and to nothing else. */
    Principal fickle() {
        return fickle;
    }

    /** Who speaks, under its own good signature, of contracts that are none of its business. */
    @Override
    public Principal stranger() {
        return stranger;
    }

    /** Whether actors have keys, and what they say is signed. */
    @Override
    public boolean keyed() {
        return post.isPresent();
    }

    /** The keys of those who forge; none where there are no keys. */
    @Override
    public Set<Principal> forgers() {
        return forgers.stream().map(Identity::principal).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Who forges, with all three keys; nobody where there are none. */
    Optional<Forger> forger(Dice dice) {
        return post.map(p -> new Forger(this, p, forgers, dice));
    }

    public Timeline timeline() {
        return timeline;
    }

    @Override
    public Substrate substrate() {
        return substrate;
    }

    @Override
    public List<Node> sites() {
        return sites;
    }

    @Override
    public List<Node> brokers() {
        return brokers;
    }

    /** The brokers that sites know from the beginning; another has at first only what these give it. */
    public List<Node> dealers() {
        return brokers.subList(0, dealers);
    }

    @Override
    public List<Node> guests() {
        return guests;
    }

    @Override
    public Stream<Node> nodes() {
        return Stream.of(sites, brokers, guests).flatMap(List::stream);
    }

    /** Starts every node, and the second hand that disturbs clocks and network and lets the watcher look around. */
    public void start() {
        nodes().forEach(Node::start);
        timeline.after(Duration.ofSeconds(1), this::second);
    }

    private void second() {
        network.disturb();
        nodes().forEach(Node::disturbClock);
        nodes().filter(Node::isUp).forEach(around.watcher()::turned);
        timeline.after(secondHand, this::second);
    }

    /** Lets the second hand move only as often as this from its next tick on. */
    void slow(Duration step) {
        secondHand = step;
    }

    /** The world is as good or bad as {@code other} says from now on; nothing is repaired that is broken. */
    public void become(Faults other) {
        faults = other;
        network.become(other);
        nodes().forEach(node -> node.become(other));
    }

    /** Every cut wire is whole again, and who is away comes back. */
    public void heal() {
        network.heal();
        nodes().filter(node -> !node.isUp()).forEach(node -> node.crash(Duration.ofMillis(1)));
    }

    /** Lets things happen until {@code until}. */
    public void run(Instant until) {
        while (timeline.step(until)) {
            continue;
        }
    }

    /** How many leases sites have begun. */
    public long leases() {
        return sites.stream().filter(Node::isUp).mapToLong(site -> Actors.authority(site).site().leasesCounted()).sum();
    }

    /** What every node ever wrote down, as one line for each: the same in every run of the same seed. */
    public List<String> digests() {
        List<String> lines = new ArrayList<>();
        stores.forEach((self, store) -> lines.add(self + " " + store.sequence() + " " + store.records() + " " + store
                .finalDigest()));
        return lines;
    }
}
