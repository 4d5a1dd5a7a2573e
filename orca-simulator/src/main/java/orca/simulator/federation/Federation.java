package orca.simulator.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import orca.core.actor.Actor;
import orca.core.actor.Outgoing;
import orca.core.contract.Principal;
import orca.core.policy.ProvisioningPolicy;
import orca.policies.assignment.BestFit;
import orca.policies.provisioning.FirstComeCalendar;

/** Some sites, brokers and guests, everything between them, and a seed that decides what happens. */
public final class Federation {
    /** When every simulation begins. */
    public static final Instant BEGINNING = Instant.parse("2030-01-01T00:00:00Z");
    /** The skew that every actor tolerates. */
    public static final Duration SKEW = Duration.ofSeconds(1);

    /** Who speaks of contracts that are none of its business. */
    public static final Principal STRANGER = Stranger.SELF;

    private final Timeline timeline = new Timeline(BEGINNING);
    private final Substrate substrate = new Substrate();
    private final Network network;
    private final Map<Principal, Store> stores = new LinkedHashMap<>();
    private final List<Node> sites = new ArrayList<>();
    private final List<Node> brokers = new ArrayList<>();
    private final List<Node> guests = new ArrayList<>();
    private final Node.Surroundings around;
    private final int dealers;
    private Duration secondHand = Duration.ofSeconds(1);
    private Faults faults;

    /** A federation whose shape is thrown by {@code dice}; nothing has happened yet. */
    public Federation(Dice dice, Faults faults, Cast cast, Watcher watcher) {
        this.faults = faults;
        this.network = new Network(timeline, dice.split(), faults);
        this.around = new Node.Surroundings(timeline, dice.split(), network, substrate, watcher, cast.haste());
        for (int i = 1 + dice.index(2); i > 0; i--) {
            sites.add(node("site" + i, cast.authority(), Scenery.Records.AUTHORITY, PolicyDesk.authority(new BestFit())));
        }
        for (int i = 1 + dice.index(2); i > 0; i--) {
            ProvisioningPolicy policy = dice.chance(400) ? Scenery.askFirst(dice) : new FirstComeCalendar();
            brokers.add(node("broker" + i, cast.broker(), Scenery.Records.BROKER, PolicyDesk.broker(policy)));
        }
        dealers = brokers.size();
        if (dice.chance(500)) {
            brokers.add(node("reseller", cast.broker(), Scenery.Records.BROKER, PolicyDesk.broker(new FirstComeCalendar())));
        }
        for (int i = 1 + dice.index(3); i > 0; i--) {
            guests.add(node("guest" + i, cast.guest(), Scenery.Records.GUEST, PolicyDesk.guest(Scenery.keepCount())));
        }
    }

    private Node node(String name, Function<Principal, Actor> birth, Scenery.Records records, PolicyDesk desk) {
        Principal self = new Principal(name);
        Store store = new Store(records.codec(), BEGINNING);
        stores.put(self, store);
        Node node = new Node(self, epoch -> birth.apply(self), store, desk, faults, around);
        network.connect(node);
        return node;
    }

    /** Lets somebody who is no node take part: messages reach it, and it may {@link #say} something. */
    void connect(Peer outsider) {
        network.connect(outsider);
    }

    /** An outsider says something. */
    void say(Principal from, Outgoing outgoing) {
        network.send(from, outgoing);
    }

    public Timeline timeline() {
        return timeline;
    }

    public Substrate substrate() {
        return substrate;
    }

    public List<Node> sites() {
        return sites;
    }

    public List<Node> brokers() {
        return brokers;
    }

    /** The brokers that sites know from the beginning; another has at first only what these give it. */
    public List<Node> dealers() {
        return brokers.subList(0, dealers);
    }

    public List<Node> guests() {
        return guests;
    }

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
