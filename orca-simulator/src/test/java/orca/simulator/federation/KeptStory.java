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
import java.util.stream.IntStream;
import orca.core.actor.Actor;
import orca.broker.ledger.ClaimGone;
import orca.broker.ledger.ClaimImage;
import orca.core.actor.Duties;
import orca.core.actor.Engine;
import orca.core.actor.Event;
import orca.core.actor.Outgoing;
import orca.core.contract.Assurance;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.journal.Group;
import orca.core.notice.NoticeKind;
import orca.core.notice.NoticeWish;
import orca.core.notice.Receiver;
import orca.core.policy.GuestView;
import orca.core.protocol.Command;
import orca.core.protocol.Enrolling;
import orca.core.protocol.HostAgent;
import orca.core.protocol.HostOffer;
import orca.core.protocol.PolicyChoice;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Demand;
import orca.core.time.Term;
import orca.runtime.hosting.HostedActor.Role;
import orca.servicemanager.GuestSettings;
import orca.servicemanager.GuestTables;
import orca.servicemanager.ServiceManager;
import orca.servicemanager.controller.Controllers;

/**
 * Eight minutes of one site, two brokers and two guests with keys of their own, in which everything happens that is written down:
 * for a while what people do in storms, and what they do by a script. Hosts are invited, join and leave, something is sold twice,
 * actors are put back to backups and settled, a unit dies and is replaced. Of one seed it is always the same, as long as the
 * actors decide the same.
 */
public final class KeptStory implements Watcher {
    private static final Duration ACTS = Duration.ofSeconds(90);
    private static final Duration FORGETS = Duration.ofSeconds(400);
    private static final Faults FAULTS =
            new Faults(20, 20, Duration.ofMillis(300), 0, 1, 60, 30, 10, 10, 10, 50, Federation.SKEW);
    private static final String SENSOR = "load";
    private static final long MOST_SEEDS = 300;
    /** The guest that is never put back. */
    public static final String OTHER = "other";
    private static final String TOLD = "told";
    private static final long LETTERS = 13;
    private static final PropertyList ASKING = PropertyList.NONE.with("units-above", 1)
            .with("longer-than", new PropertyValue.Span(Duration.ofMinutes(1)))
            .with("answer-within", new PropertyValue.Span(Duration.ofSeconds(30)));
    private static final ResourceType GOLD = type("gold");
    private static final ResourceType SILVER = type("silver");

    private final Federation federation;
    private final Desk desk;
    private final Dice dice;
    private final Node dealer;
    private final Node a;
    private final Node b;
    private final Map<Watched, List<Group>> written = new LinkedHashMap<>();

    private KeptStory(long seed) {
        dice = new Dice(seed);
        Cast cast = new Cast(Scenery::authority, Scenery::broker, KeptStory::guest);
        federation = new Federation(dice.split(), FAULTS, cast, this, Optional.of(new Dice(~seed)), true,
                Optional.of(new Dice(~seed - 1)));
        desk = new Desk(federation.timeline());
        dealer = federation.brokers().get(federation.brokers().size() - 1);
        a = federation.guests().get(0);
        b = federation.guests().get(federation.guests().size() - 1);
    }

    private static ResourceType type(String name) {
        return new ResourceType(new TypeName(name), List.of(), Scenery.LICENCE.turnaround());
    }

    /**
     * The first story of the right shape that has every one of {@code kinds}, not counting the journal of {@link #OTHER}.
     *
     * @throws IllegalStateException when none of many has; the message says what the last ones lacked
     */
    public static List<KeptWriting> told(Set<Class<?>> kinds) {
        List<String> lacked = new ArrayList<>();
        for (long seed = 0; seed < MOST_SEEDS; seed++) {
            KeptStory story = new KeptStory(seed);
            if (story.federation.sites().size() == 1 && story.federation.brokers().size() == 2
                    && story.federation.guests().size() == 2) {
                List<KeptWriting> all = story.tell();
                Set<Class<?>> missing = new LinkedHashSet<>(kinds);
                all.stream().filter(one -> !one.name().equals(OTHER)).forEach(one -> missing.removeAll(one.kinds()));
                boolean replaced = all.stream().anyMatch(KeptWriting::replaced);
                if (missing.isEmpty() && replaced) {
                    return all;
                }
                lacked.add(seed + ": " + missing.stream().map(Class::getName).toList()
                        + (replaced ? "" : ", a unit in the place of one that died"));
            }
        }
        throw new IllegalStateException("no story has all kinds of record; have them happen in its script. Lacked:\n"
                + String.join("\n", lacked));
    }

    /** The actor that writes a journal of {@code role}, knowing nothing yet. */
    public static Actor born(Role role, Principal self, long epoch) {
        Birth birth = new Birth(self, epoch);
        return switch (role) {
            case AUTHORITY -> Scenery.authority(birth);
            case BROKER -> Scenery.broker(birth);
            case SERVICE_MANAGER -> guest(birth);
        };
    }

    private static Actor guest(Birth born) {
        GuestSettings usual = Scenery.guestSettings(born.self());
        Controllers controllers = usual.controllers().withSensor(SENSOR, Scenery.KEPT);
        return new ServiceManager(usual.with(controllers), GuestTables.STANDARD, born.epoch());
    }

    private List<KeptWriting> tell() {
        Operators operators = new Operators(federation, dice.split(), desk, true);
        Guests guests = new Guests(federation, dice.split(), desk);
        Fickle fickle = new Fickle(federation, federation.fickle(), dice.split());
        Stranger stranger = new Stranger(federation, federation.stranger(), dice.split());
        Janitors janitors = new Janitors(federation, dice.split(), desk);
        Couriers couriers = new Couriers(federation, dice.split(), desk);
        List.of(fickle, stranger).forEach(federation::connect);
        federation.start();
        operators.start();
        guests.start();
        fickle.start();
        stranger.start();
        janitors.start();
        couriers.start();
        script();
        Instant end = Federation.BEGINNING.plus(ACTS);
        federation.run(end);
        operators.stop();
        guests.stop();
        fickle.stop();
        stranger.stop();
        janitors.stop();
        couriers.stop();
        federation.become(Faults.none(Federation.SKEW));
        federation.heal();
        federation.run(end.plus(FORGETS));
        List<KeptWriting> all = new ArrayList<>();
        add(all, "site", Role.AUTHORITY, federation.sites().get(0));
        add(all, "market", Role.BROKER, federation.brokers().get(0));
        add(all, "dealer", Role.BROKER, dealer);
        add(all, "guest", Role.SERVICE_MANAGER, a);
        add(all, OTHER, Role.SERVICE_MANAGER, b);
        return all;
    }

    private void add(List<KeptWriting> all, String name, Role role, Node node) {
        List<Group> groups = new ArrayList<>(written.getOrDefault(node, List.of()));
        if (role == Role.BROKER) {
            forgotten(node).ifPresent(groups::add);
        }
        all.add(new KeptWriting(name, role, node.self(), groups));
    }

    /** What a market writes only when it has more claims than it may keep, which are thousands: that one that is over goes. */
    private static Optional<Group> forgotten(Node market) {
        Engine engine = market.engine();
        return Actors.broker(market).image().stream().filter(ClaimImage.class::isInstance).map(ClaimImage.class::cast)
                .filter(claim -> claim.chain().ticket().term().end().isBefore(engine.stamp())).findFirst()
                .map(claim -> new Group(engine.sequence() + 1, engine.epoch(), engine.stamp(),
                        List.of(new ClaimGone(claim.subject()))));
    }

    private void at(long second, Runnable action) {
        federation.timeline().at(Federation.BEGINNING.plusSeconds(second), action);
    }

    private void script() {
        Node site = federation.sites().get(0);
        Node market = federation.brokers().get(0);
        enrolments(site);
        given(site, market);
        wished();
        putBack(market, 60, 80, 25);
        putBack(site, 90, 105, 25);
        putBack(a, 118, 126, 25);
        at(130, () -> want(b, "d", SILVER, "s0", Duration.ofHours(5)));
        at(142, () -> dies(site, "d"));
        soldTwice(site);
        putBack(site, 350, 365, 65);
        at(352, () -> want(b, "x", SILVER, "s0", Duration.ofHours(3)));
        putBack(a, 434, 452, 25);
        at(436, () -> want(a, "y", SILVER, "s0", Duration.ofHours(3)));
        at(451, () -> federation.timeline().after(Duration.ofMillis(950), () -> desk.insist(a, extension("y"))));
        at(456, () -> desk.insist(a, new Command.SetNotices(TOLD, Optional.empty())));
        at(475, () -> comes(site, "e3"));
        at(480, () -> leaves(site, "e3"));
        at(476, () -> desk.insist(site, invitation("e4")));
    }

    private void enrolments(Node site) {
        at(20, () -> comes(site, "e1"));
        at(27, () -> leaves(site, "e1"));
        at(40, () -> desk.insist(site, new Enrolling.Dismissed(agent("e1").key())));
        at(24, () -> desk.insist(site, invitation("e2")));
        at(30, () -> desk.insist(site, new Enrolling.Uninvite(lock("e2"))));
    }

    /** Delegations for the script's own types, some of them short, and policies that are chosen. */
    private void given(Node site, Node market) {
        for (ResourceType type : List.of(GOLD, SILVER)) {
            at(1, () -> desk.insist(site, new Command.DefineType(type, "simulated")));
            at(2, () -> desk.insist(site, new Command.SetHost(type.name() + "-pool", type.name(),
                    Amounts.of(type == GOLD ? 1 : 6), PropertyList.NONE, true)));
            at(5, () -> desk.insist(site, give("long-" + type.name(), type, type == GOLD ? 1 : 4, Duration.ofHours(30))));
        }
        at(20, () -> desk.insist(site, give("short", SILVER, 1, Duration.ofSeconds(30))));
        at(25, () -> desk.insist(market, new Command.Delegate(Optional.of(new DelegationId("part")), dealer.self(),
                Scenery.VM.name(), Amounts.of(1, 500, 1024), Amounts.of(500, 1024), Term.of(now(), Duration.ofSeconds(30)), 100,
                PropertyList.NONE)));
        at(3, () -> desk.insist(dealer, policy(Optional.empty(), "first-come")));
        approved();
        at(155, () -> desk.insist(site, policy(Optional.empty(), "least-fragments")));
        for (long second : List.of(31L, 33L, 35L)) {
            at(second, this::sensed);
        }
        at(36, () -> desk.insist(a, policy(Optional.of(Scenery.KEPT), "replace-lost")));
    }

    /** For a while the dealer asks its operator. */
    private void approved() {
        at(54, () -> desk.insist(dealer, new Command.SetPolicy(Optional.empty(),
                new PolicyChoice("ask-first", ASKING), true)));
        at(57, () -> want(a, "w", SILVER, "s0", Duration.ofMinutes(4)));
        at(63, () -> desk.insist(dealer, new Command.Approve(new ContractKey(a.self(), new ReservationId("w")), "why not")));
        at(75, () -> desk.insist(dealer, policy(Optional.empty(), "first-come")));
    }

    private Command give(String id, ResourceType type, long units, Duration length) {
        return new Command.Delegate(Optional.of(new DelegationId(id)), dealer.self(), type.name(), Amounts.of(units),
                Amounts.EMPTY, Term.of(now(), length), 100, PropertyList.NONE);
    }

    private static Command policy(Optional<String> slice, String name) {
        return new Command.SetPolicy(slice, new PolicyChoice(name, PropertyList.NONE), true);
    }

    private Instant now() {
        return Term.grain(federation.timeline().now());
    }

    /** What one guest wants, and is told of. */
    private void wished() {
        NoticeWish wish = new NoticeWish(IntStream.rangeClosed(1, NoticeWish.MOST_RECEIVERS)
                .mapToObj(i -> Receiver.parse("mail:ann" + i + "@example.org")).toList(), List.of(Duration.ofMinutes(10)),
                List.of(NoticeKind.values()), Duration.ofSeconds(1));
        at(8, () -> desk.insist(a, new Command.SetNotices(TOLD, Optional.of(wish))));
        at(12, () -> {
            List<Command.Wish> both = List.of(wish("p", SILVER, Duration.ofHours(2)), wish("q", SILVER, Duration.ofHours(2)));
            desk.insist(a, new Command.Request(Optional.empty(), TOLD, both, true, Optional.of(now().plusSeconds(60))));
        });
        at(50, () -> desk.insist(a, new Command.Close(new ReservationId("p"))));
        at(51, () -> desk.insist(a, new Command.Close(new ReservationId("q"))));
        for (long i = 0; i < LETTERS; i++) {
            at(212 + i * 20, () -> desk.insist(a, new Command.TestNotices(TOLD)));
        }
    }

    private Command.Wish wish(String id, ResourceType type, Duration length) {
        Demand demand = new Demand(type.name(), 1, 1, Amounts.EMPTY, Term.of(now(), length), now().plusSeconds(600),
                Optional.empty(), Assurance.RESERVED, Optional.empty(), PropertyList.NONE);
        return new Command.Wish(Optional.of(new ReservationId(id)), dealer.self(), demand, Optional.empty(), List.of(),
                List.of());
    }

    private static Command extension(String id) {
        return new Command.Change(Optional.empty(), new ReservationId(id), Optional.empty(), Optional.of(Duration.ofHours(1)),
                Optional.empty(), Optional.empty(), List.of());
    }

    private void want(Node guest, String id, ResourceType type, String slice, Duration length) {
        desk.insist(guest, new Command.Request(Optional.empty(), slice, List.of(wish(id, type, length)), false,
                Optional.empty()));
    }

    /** A broker that was put back sells again what it has forgotten, while its holder and the site are away. */
    private void soldTwice(Node site) {
        putBack(dealer, 160, 176, 2);
        at(162, () -> want(a, "g", GOLD, TOLD, Duration.ofHours(3)));
        at(175, () -> a.crash(Duration.ofSeconds(35)));
        at(179, () -> site.crash(Duration.ofSeconds(120)));
        at(181, () -> want(b, "h", GOLD, "s0", Duration.ofHours(4)));
    }

    private static String lock(String host) {
        return Integer.toHexString(host.hashCode() & 0xf).repeat(64);
    }

    private static HostAgent agent(String host) {
        return new HostAgent(new Principal("a9" + lock(host).substring(2)), "http://" + host + ".example:7500/soap/agent");
    }

    private static Command invitation(String host) {
        return new Enrolling.Invite(lock(host), new HostOffer(Scenery.VM.name(), Optional.empty(), Optional.empty(),
                PropertyList.NONE, PropertyList.of("rack", "r9"), "native", PropertyList.NONE),
                Federation.BEGINNING.plus(Duration.ofHours(1)));
    }

    private void comes(Node site, String host) {
        desk.insist(site, invitation(host), ids -> desk.insist(site, new Enrolling.Join(lock(host), host, agent(host)),
                joined -> desk.insist(site, new Enrolling.Enrol(lock(host), Scenery.HOST),
                        there -> desk.insist(site, new Command.Drain(host, true, "it is to leave again")))));
    }

    private void leaves(Node site, String host) {
        desk.insist(site, new Enrolling.RemoveHost(host));
    }

    /** The machine behind a lease is dead, which its site finds out, and puts another one in its place. */
    private void dies(Node site, String lease) {
        if (site.isUp()) {
            Actors.authority(site).units().stream().filter(unit -> unit.lease().id().value().equals(lease))
                    .forEach(unit -> federation.substrate().die(unit.id()));
        }
    }

    /** The guest's controller is shown a sample, which is written with what it decides next. */
    private void sensed() {
        if (a.isUp()) {
            a.engine().offer(new Event.Sensed(new GuestView.Sample(SENSOR, a.clock(), 0.5)), a.clock());
        }
    }

    /** Its operator puts it back to how it was at {@code second}, and settles it {@code after} so many, whatever is open. */
    private void putBack(Node node, long second, long later, long after) {
        at(second, () -> {
            Store.Backup backup = node.backup();
            at(later, () -> node.restore(backup));
            at(later + after, () -> desk.insist(node, new Command.Settle(true, "looked at")));
        });
    }

    @Override
    public void committed(Watched node, Group group) {
        List<Group> groups = written.computeIfAbsent(node, n -> new ArrayList<>());
        // What came after the backup that it was put back to is lost.
        groups.removeIf(old -> old.sequence() >= group.sequence());
        groups.add(group);
    }

    @Override
    public void turned(Watched node) {
        // only what is written counts
    }

    @Override
    public void sending(Watched node, Outgoing outgoing) {
        // only what is written counts
    }

    @Override
    public void starting(Watched node, Duties.Run run) {
        // only what is written counts
    }

    @Override
    public void restarted(Watched node) {
        // only what is written counts
    }
}
