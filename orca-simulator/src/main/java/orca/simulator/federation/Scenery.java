package orca.simulator.federation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import orca.authority.Authority;
import orca.authority.state.AuthorityRecord;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.AuthorityTables;
import orca.authority.state.Retries;
import orca.broker.Broker;
import orca.broker.ledger.BrokerRecord;
import orca.broker.ledger.BrokerSettings;
import orca.broker.ledger.BrokerTables;
import orca.core.actor.Actor;
import orca.core.contract.Principal;
import orca.core.journal.JournalRecord;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.GuestController;
import orca.core.policy.ProvisioningPolicy;
import orca.core.protocol.Command;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.Mobility;
import orca.core.resource.Promised;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.DelegationId;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.policies.assignment.BestFit;
import orca.policies.assignment.Consolidate;
import orca.policies.assignment.DotProduct;
import orca.policies.assignment.FirstFit;
import orca.policies.assignment.LeastFragments;
import orca.policies.assignment.WorstFit;
import orca.policies.guest.KeepCount;
import orca.policies.provisioning.AskFirst;
import orca.policies.provisioning.Auction;
import orca.policies.provisioning.ConservativeBackfill;
import orca.policies.provisioning.EarliestDeadline;
import orca.policies.provisioning.EasyBackfill;
import orca.policies.provisioning.FirstComeCalendar;
import orca.policies.provisioning.FixedShares;
import orca.policies.provisioning.PriorityClasses;
import orca.policies.provisioning.ShortestBackfill;
import orca.policies.provisioning.StrictLine;
import orca.policies.provisioning.Winks;
import orca.runtime.journal.RecordCodec;
import orca.servicemanager.GuestSettings;
import orca.servicemanager.GuestTables;
import orca.servicemanager.Purse;
import orca.servicemanager.ServiceManager;
import orca.servicemanager.controller.Controllers;
import orca.servicemanager.host.JoinHandler;
import orca.servicemanager.record.GuestRecord;

/** What the federation of a storm is made of: its types, hosts and delegations, and its actors with their settings. */
public final class Scenery {
    /** A type with two dimensions and a turnaround. */
    public static final ResourceType VM = new ResourceType(
            new TypeName("vm"),
            List.of(new Dimension("cpu", "milli-cores"), new Dimension("memory", "MiB")),
            new Turnaround(Duration.ofSeconds(5), Duration.ofSeconds(8), Duration.ofSeconds(1), Duration.ofSeconds(1)));
    /** A type that is only counted. */
    public static final ResourceType LICENCE = new ResourceType(
            new TypeName("licence"), List.of(),
            new Turnaround(Duration.ZERO, Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(1)));
    /** How long the delegations last. */
    static final Term SEASON = new Term(Federation.BEGINNING, Federation.BEGINNING.plus(Duration.ofDays(2)));

    /** What a host has, until its operator makes it smaller; and a pool of licences. */
    public static final Amounts HOST = Amounts.of(8, 4000, 8192);
    static final Amounts POOL = Amounts.of(6);
    /** How long everybody remembers what is over: longer than any message is on its way. */
    static final Duration TOMBSTONE = Duration.ofSeconds(80);

    /** How long after it was committed a credit is spendable again, where there is a market. */
    public static final Duration RECHARGE = Duration.ofMinutes(3);

    /** The slice of each guest that a controller rules. */
    static final String KEPT = "kept";

    /** What a policy of fixed shares is told. */
    static final PropertyList SHARES = PropertyList.of("shares", "guest1=40, guest2+guest3=30");

    /** How often guests remind their peers of what they have of them. */
    static final Duration REMIND = Duration.ofMinutes(1);

    private static final int LONGEST_NAME = 12;

    private Scenery() {}

    /** What an actor's hosts and units are called after, whether its principal is a word or the hash of a key. */
    static String name(Principal self) {
        String all = self.value();
        return all.length() <= LONGEST_NAME ? all : all.substring(0, LONGEST_NAME);
    }

    static Actor authority(Birth born) {
        return new Authority(site(born.self()), AuthorityTables.STANDARD, born.epoch());
    }

    static Actor broker(Birth born) {
        return new Broker(market(born.self()), BrokerTables.STANDARD, born.epoch());
    }

    static Actor guest(Birth born) {
        return new ServiceManager(guestSettings(born.self()), GuestTables.STANDARD, born.epoch());
    }

    /**
     * Settings of a site that is less patient than most, with its handlers, its policy and its memory, so that a storm sees the
     * end of its patience.
     */
    public static AuthoritySettings site(Principal self) {
        AuthoritySettings usual = AuthoritySettings.usual(self);
        Retries retries = new Retries(
                3, 5, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(10));
        return new AuthoritySettings(
                self, name(self), usual.limits(), retries, Duration.ofSeconds(20), Duration.ofSeconds(5), TOMBSTONE);
    }

    /** Settings of a broker that is as impatient. */
    public static BrokerSettings market(Principal self) {
        BrokerSettings usual = BrokerSettings.usual(self);
        return new BrokerSettings(self, Duration.ofSeconds(20), Duration.ofSeconds(4), usual.longestApproval(), TOMBSTONE,
                usual.mostTries(), usual.mostTickets(), usual.mostPerHolder(), usual.mostRemembered(), usual.mostHoldings());
    }

    /**
     * Settings of a guest whose machines are taken into service by a handler, and whose licences are not; that asks for a few
     * things at a time; and of whose slices one is ruled by a controller.
     */
    public static GuestSettings guestSettings(Principal self) {
        GuestSettings.Times usual = GuestSettings.Times.USUAL;
        return GuestSettings.usual(self)
                .joining(VM.name(), new JoinHandler("simulated", Duration.ofSeconds(30)))
                .with(new GuestSettings.Times(usual.margin(), usual.giveUp(), Duration.ofMinutes(1), Duration.ofMinutes(2),
                        REMIND))
                .with(new GuestSettings.Limits(1_000, 5, 200))
                .with(Controllers.of(KEPT, "keep-count").asking(Duration.ofSeconds(15)))
                .with(new Purse(Optional.of(Bank.credits(self)), Bank.LASTS, Optional.empty()));
    }

    /** The controller of the slice that each guest lets one rule. */
    static GuestController keepCount(Principal broker) {
        KeepCount policy = new KeepCount();
        policy.configure(keeping(broker));
        return policy;
    }

    /** What such a controller is told. */
    static PropertyList keeping(Principal broker) {
        return PropertyList.of("broker", broker.value()).with("type", VM.name().value()).with("count", 1)
                .with("sliver", "500,1024").with("length", new PropertyValue.Span(Duration.ofSeconds(70)))
                .with("retry", new PropertyValue.Span(Duration.ofSeconds(10)))
                .with("until", new PropertyValue.Moment(Federation.BEGINNING.plus(Storm.FAULTS)));
    }

    /** Any policy for brokers that asks nobody; half of them book ahead. */
    static ProvisioningPolicy provisioning(Dice dice) {
        return dice.chance(500) ? new FirstComeCalendar() : dice.pick(List.<Supplier<ProvisioningPolicy>>of(StrictLine::new,
                EasyBackfill::new, ShortestBackfill::new, ConservativeBackfill::new, EarliestDeadline::new, PriorityClasses::new,
                Winks::new, Scenery::shares, Scenery::auction, Scenery::purses)).get();
    }

    /** Shares of holders called as those of storms without keys are; with keys, all are others. */
    private static ProvisioningPolicy shares() {
        FixedShares policy = new FixedShares();
        policy.configure(SHARES);
        return policy;
    }

    /** A market in which most holders have soon spent all they have; it takes claims as well. */
    private static ProvisioningPolicy auction() {
        return auction(PropertyList.NONE.with("budget", 40).with("budgets", "guest1=90"));
    }

    /** A market in which nobody has anything but what it pays. */
    private static ProvisioningPolicy purses() {
        return auction(PropertyList.NONE.with("budget", 0));
    }

    /** One of the two. */
    static ProvisioningPolicy market(int number) {
        return number % 2 == 0 ? purses() : auction();
    }

    private static ProvisioningPolicy auction(PropertyList budgets) {
        Auction policy = new Auction();
        policy.configure(budgets.with("usual", 60).with("reserve", 20).with("bank", Bank.principal().value())
                .with("recharge", new PropertyValue.Span(RECHARGE)).with("round", new PropertyValue.Span(Duration.ofSeconds(5))));
        return policy;
    }

    /** Any policy for authorities. */
    static AssignmentPolicy assignment(Dice dice) {
        return dice.pick(List.<Supplier<AssignmentPolicy>>of(BestFit::new, FirstFit::new, WorstFit::new, DotProduct::new,
                LeastFragments::new, () -> consolidate(dice))).get();
    }

    private static AssignmentPolicy consolidate(Dice dice) {
        Consolidate policy = new Consolidate();
        policy.configure(consolidating(dice));
        return policy;
    }

    /** What a policy that empties hosts is told, so that a storm of minutes sees it at work. */
    static PropertyList consolidating(Dice dice) {
        return PropertyList.of("by", dice.pick(List.of("best-fit", "first-fit", "worst-fit", "dot-product", "least-fragments")))
                .with("price", dice.between(0, 150)).with("min-left", new PropertyValue.Span(Duration.ofSeconds(10)))
                .with("pause", new PropertyValue.Span(Duration.ofSeconds(dice.between(1, 20))))
                .with("at-once", dice.between(1, 5));
    }

    /** A policy that asks an operator about much. */
    static ProvisioningPolicy askFirst(Dice dice) {
        AskFirst policy = new AskFirst();
        policy.configure(asking(dice));
        return policy;
    }

    /** What such a policy is told. */
    static PropertyList asking(Dice dice) {
        return PropertyList.NONE.with("units-above", dice.between(1, 3))
                .with("longer-than", new PropertyValue.Span(Duration.ofMinutes(3)))
                .with("answer-within", new PropertyValue.Span(Duration.ofSeconds(dice.between(5, 40))));
    }

    /** The family of records of one kind of actor. */
    enum Records {
        AUTHORITY(AuthorityRecord.class),
        BROKER(BrokerRecord.class),
        GUEST(GuestRecord.class);

        private final Class<? extends JournalRecord> root;

        Records(Class<? extends JournalRecord> root) {
            this.root = root;
        }

        RecordCodec codec() {
            return RecordCodec.of(root);
        }
    }

    /**
     * The inventory that a site is given at first, and its delegations to {@code brokers}.
     *
     * @param promised in which terms its machines are delegated; those that are promised by host stay on their hosts
     * @param moving whether the others move
     */
    static List<Command> founding(Node site, List<Node> brokers, Promised promised, boolean moving, Dice dice) {
        List<Command> commands = new ArrayList<>();
        commands.add(new Command.DefineType(VM, "simulated",
                moving && promised == Promised.BY_SUM ? Optional.of(Mobility.BY_HOLDER) : Optional.empty(), promised));
        commands.add(new Command.DefineType(LICENCE, "simulated"));
        int hosts = 2 + dice.index(3);
        for (int i = 1; i <= hosts; i++) {
            commands.add(new Command.SetHost(
                    site.name() + "-h" + i, VM.name(), HOST, PropertyList.of("rack", "r" + i), true));
        }
        commands.add(new Command.SetHost(site.name() + "-pool", LICENCE.name(), POOL, PropertyList.NONE, true));
        int share = brokers.size();
        for (Node broker : brokers) {
            commands.add(new Command.Delegate(
                    Optional.of(new DelegationId(site.name() + "-vm-" + broker.name())), broker.self(), VM.name(),
                    Amounts.of(7L * hosts / share, 3500L * hosts / share, 7168L * hosts / share), Amounts.of(2000, 4096),
                    SEASON, 100, PropertyList.NONE));
            commands.add(new Command.Delegate(
                    Optional.of(new DelegationId(site.name() + "-licence-" + broker.name())), broker.self(), LICENCE.name(),
                    Amounts.of(5L / share), Amounts.EMPTY, SEASON, 100, PropertyList.NONE));
        }
        return commands;
    }
}
