package orca.runtime.hosting;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import orca.authority.Authority;
import orca.authority.state.AuthorityRecord;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.Limits;
import orca.authority.state.AuthorityTables;
import orca.broker.Broker;
import orca.broker.ledger.BrokerRecord;
import orca.broker.ledger.BrokerSettings;
import orca.broker.ledger.BrokerTables;
import orca.core.actor.Event;
import orca.core.contract.Principal;
import orca.core.journal.JournalRecord;
import orca.core.notice.NoticeWish;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.GuestController;
import orca.core.policy.Policy;
import orca.core.policy.PolicyView;
import orca.core.policy.ProvisioningPolicy;
import orca.core.resource.TypeName;
import orca.runtime.config.AuthorityConfig;
import orca.runtime.config.BrokerConfig;
import orca.runtime.config.ConfigFile;
import orca.runtime.config.ContainerConfig;
import orca.runtime.config.GuestConfig;
import orca.runtime.config.PolicyConfig;
import orca.runtime.config.ProbeConfig;
import orca.runtime.config.SensorConfig;
import orca.runtime.config.TellingConfig;
import orca.runtime.handler.HandlerRunner;
import orca.runtime.handler.Prober;
import orca.runtime.handler.UnitOutput;
import orca.runtime.journal.FollowedJournal;
import orca.runtime.journal.RecordCodec;
import orca.runtime.journal.Retention;
import orca.runtime.loop.ActorLoop;
import orca.runtime.loop.Birth;
import orca.runtime.loop.LoopSettings;
import orca.runtime.metrics.ActorWatch;
import orca.runtime.policy.Policies;
import orca.runtime.policy.PolicyRunner;
import orca.runtime.transport.InProcessTransport;
import orca.runtime.transport.Transport;
import orca.servicemanager.GuestSettings;
import orca.servicemanager.GuestTables;
import orca.servicemanager.ServiceManager;
import orca.servicemanager.Telling;
import orca.servicemanager.controller.Controllers;
import orca.servicemanager.host.JoinHandler;
import orca.servicemanager.record.GuestRecord;
import orca.servicemanager.record.SliceName;
import orca.wire.time.WallClock;

/** Puts actors together from their configuration. */
public final class ActorWorkshop {
    private final ContainerConfig config;
    private final Path base;
    private final String digest;
    private final String version;
    private final JournalPlaces journals;
    private final InProcessTransport local;
    private final Transport transport;
    private final Directory directory;
    private final UnitOutput output;
    private final Runnable changed;
    private final boolean acceptLoss;
    private final ActorWatch.Watches watches;
    private final Map<String, Supplier<Optional<FollowedJournal>>> followers = new LinkedHashMap<>();
    /** Terms are whole milliseconds, and so is all that is stamped here. */
    private final InstantSource clock = Clock.tick(WallClock.utc(), Duration.ofMillis(1));

    /**
     * @param journals where theirs are
     * @param local where actors of this container are reached
     * @param transport takes what they say to anybody
     * @param version of the program
     * @param watches what measures each of them
     */
    public ActorWorkshop(ConfigFile file, JournalPlaces journals, Directory directory, InProcessTransport local,
            Transport transport, UnitOutput output, Runnable changed, boolean acceptLoss, String version,
            ActorWatch.Watches watches) {
        this.config = file.config();
        this.digest = file.digest();
        this.version = version;
        this.base = file.path().toAbsolutePath().getParent();
        this.journals = journals;
        this.directory = directory;
        this.local = local;
        this.transport = transport;
        this.output = output;
        this.changed = changed;
        this.acceptLoss = acceptLoss;
        this.watches = watches;
    }

    /** The journal of an actor that was made here, while another container writes it; only a server's can be had. */
    public Optional<FollowedJournal> followed(String actor) {
        return followers.get(actor).get();
    }

    /** The parts of an actor that its role decides. */
    private record Plan(
            HostedActor.Role role,
            Birth birth,
            Class<? extends JournalRecord> records,
            Map<Class<?>, List<Class<?>>> open,
            Map<String, PolicyConfig> policies,
            Map<String, Policy<?, ?>> made,
            ProbeConfig probes) {
        /** Of who has nothing to probe. */
        Plan(HostedActor.Role role, Birth birth, Class<? extends JournalRecord> records, Map<Class<?>, List<Class<?>>> open,
                Map<String, PolicyConfig> policies, Map<String, Policy<?, ?>> made) {
            this(role, birth, records, open, policies, made, ProbeConfig.USUAL);
        }
    }

    public HostedActor authority(String name, AuthorityConfig site) {
        Principal self = directory.self(name);
        AuthoritySettings base = AuthoritySettings.usual(self);
        Limits limits = base.limits();
        AuthoritySettings settings = new AuthoritySettings(self, name,
                new Limits(limits.types(), limits.hosts(), limits.delegations(), limits.leases(), site.perHolder(),
                        limits.tombstones(), limits.proof(), site.moves()),
                site.retries().with(site.callLimit()), site.answerWithin(), base.askAgain(), site.tombstone());
        SiteAgents agents = new SiteAgents(this.base.resolve(config.keys()).resolve(name + ".key"));
        HandlerShelf shelf = new HandlerShelf(config.handlers(), Optional.of(agents));
        site.types().forEach((type, at) -> shelf.put(type, at.handler(), at.settings(), at.services()));
        Policy<?, ?> policy = made(AssignmentPolicy.class, site.policy());
        HostedActor actor = hosted(name, shelf, new Plan(HostedActor.Role.AUTHORITY,
                epoch -> new Authority(settings, AuthorityTables.STANDARD, epoch), AuthorityRecord.class, Map.of(),
                Map.of(PolicyView.OWN, site.policy()), Map.of(PolicyView.OWN, policy), site.probe()));
        agents.of(actor);
        return actor;
    }

    public HostedActor broker(String name, BrokerConfig market) {
        BrokerSettings base = BrokerSettings.usual(directory.self(name));
        Duration askAgain = base.askAgain().compareTo(market.answerWithin()) < 0
                ? base.askAgain() : market.answerWithin().dividedBy(2);
        BrokerSettings settings = new BrokerSettings(base.self(), market.answerWithin(), askAgain, base.longestApproval(),
                market.tombstone(), base.mostTries(), base.mostTickets(), market.perHolder(), base.mostRemembered(),
                base.mostHoldings());
        Policy<?, ?> policy = made(ProvisioningPolicy.class, market.policy());
        return hosted(name, new HandlerShelf(Map.of()), new Plan(HostedActor.Role.BROKER,
                epoch -> new Broker(settings, BrokerTables.STANDARD, epoch), BrokerRecord.class, Map.of(),
                Map.of(PolicyView.OWN, market.policy()), Map.of(PolicyView.OWN, policy)));
    }

    public HostedActor guest(String name, GuestConfig guest) {
        GuestSettings usual = GuestSettings.usual(directory.self(name)).named(name);
        GuestSettings settings = usual.with(new GuestSettings.Times(
                guest.margin(), usual.times().giveUp(), usual.times().hold(), guest.remember(), guest.remind()));
        HandlerShelf shelf = new HandlerShelf(config.handlers());
        for (Map.Entry<String, GuestConfig.JoinConfig> join : guest.joins().entrySet()) {
            shelf.put(join.getKey(), join.getValue().handler(), join.getValue().settings());
            settings = settings.joining(
                    new TypeName(join.getKey()), new JoinHandler(join.getValue().handler(), join.getValue().limit()));
        }
        Map<String, Policy<?, ?>> controllers = new LinkedHashMap<>();
        Controllers ruled = Controllers.NONE;
        for (Map.Entry<String, PolicyConfig> entry : guest.controllers().entrySet()) {
            PolicyConfig chosen = entry.getValue();
            controllers.put(entry.getKey(), made(GuestController.class, chosen));
            Map<SliceName, String> bySlice = new LinkedHashMap<>(ruled.bySlice());
            bySlice.put(new SliceName(entry.getKey()), chosen.name());
            ruled = new Controllers(bySlice, ruled.every(), ruled.retry(), ruled.sensors());
        }
        if (!controllers.isEmpty()) {
            ruled = ruled.asking(guest.askEvery());
        }
        for (Map.Entry<String, SensorConfig> sensor : guest.sensors().entrySet()) {
            ruled = ruled.withSensor(sensor.getKey(), sensor.getValue().slice());
        }
        GuestSettings ready = settings.with(ruled).with(telling(guest));
        GuestSettings complete = guest.purse().map(purse -> PurseFile.with(ready, name, purse, base)).orElse(ready);
        return hosted(name, shelf, new Plan(HostedActor.Role.SERVICE_MANAGER,
                epoch -> new ServiceManager(complete, GuestTables.STANDARD, epoch), GuestRecord.class,
                Map.of(), guest.controllers(), controllers));
    }

    private static Telling telling(GuestConfig guest) {
        Map<SliceName, NoticeWish> slices = new LinkedHashMap<>();
        guest.notices().ifPresent(said -> said.slices().forEach((slice, wish) -> slices.put(new SliceName(slice), wish.wish())));
        return new Telling(guest.notices().flatMap(TellingConfig::usual).map(TellingConfig.WishConfig::wish), slices,
                Telling.NONE.retry(), Telling.NONE.patience());
    }

    private static <P extends Policy<?, ?>> P made(Class<P> kind, PolicyConfig chosen) {
        try {
            return Policies.made(kind, chosen.choice());
        } catch (IllegalArgumentException e) {
            throw new HostingException("A policy of the configuration cannot be made: " + e.getMessage() + ".", e);
        }
    }

    /** How long a policy may think; of several, what the most patient of them has. */
    private static Duration budget(Plan plan) {
        return plan.policies().values().stream().map(PolicyConfig::budget).reduce(PolicyConfig.USUAL,
                (a, b) -> plan.policies().size() == 1 || b.compareTo(a) > 0 ? b : a);
    }

    private HostedActor hosted(String name, HandlerShelf shelf, Plan plan) {
        Principal self = directory.self(name);
        RecordCodec codec = RecordCodec.of(List.of(plan.records()), plan.open());
        Retention retention = new Retention(config.journal().keep(), config.journal().archive()
                .<Retention.Archive>map(folder ->
                        new ArchiveFolder(base.resolve(folder), name, plan.role(), self, version, digest))
                .orElse(Retention.NOWHERE));
        LoopSettings usual = LoopSettings.USUAL;
        LoopSettings settings = new LoopSettings(usual.batch(), usual.inbox(),
                config.journal().snapshotGroups(), config.journal().snapshotRecords(), usual.repeat(), usual.restarts(),
                usual.backOff(), usual.healthy(), acceptLoss);
        AtomicReference<HandlerRunner> runner = new AtomicReference<>();
        AtomicReference<PolicyRunner> asker = new AtomicReference<>();
        AtomicReference<Prober> prober = new AtomicReference<>();
        ActorWatch watch = watches.of(name, plan.role().word(), budget(plan));
        ActorLoop loop = new ActorLoop(name, plan.birth(),
                () -> watch.journal(journals.journal(name, codec, retention)),
                watch.hands(new ContainerHands(self, transport, runner::get, asker::get, prober::get)), clock, settings, changed);
        runner.set(new HandlerRunner(name, config.calls().settings(), watch.handlers(shelf::forRun), output, clock,
                Prober.aside(prober::get, watch.ended(loop::happened))));
        prober.set(new Prober(name, plan.probes().settings(), runner.get(), clock,
                most -> ThreadLocalRandom.current().nextLong(most), loop::happened));
        asker.set(new PolicyRunner(name, budget(plan), plan.made(),
                watch.proposed(proposal -> loop.happened(new Event.Proposed(proposal)))));
        local.connect(self, loop::arrived);
        followers.put(name, () -> journals.followed(name, codec, retention));
        return new HostedActor(name, plan.role(), self, plan.policies(), loop, runner.get(), asker.get(), prober.get(), shelf,
                watch);
    }
}
