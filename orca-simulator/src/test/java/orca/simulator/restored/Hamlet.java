package orca.simulator.restored;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import orca.authority.Authority;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.AuthorityTables;
import orca.broker.Broker;
import orca.broker.ledger.BrokerSettings;
import orca.broker.ledger.BrokerTables;
import orca.core.actor.Actor;
import orca.core.actor.Effects;
import orca.core.actor.Engine;
import orca.core.actor.Event;
import orca.core.actor.Outgoing;
import orca.core.actor.Repeat;
import orca.core.contract.Assurance;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.handler.Action;
import orca.core.handler.Outcome;
import orca.core.journal.Group;
import orca.core.lease.LeasedUnit;
import orca.core.lease.UnitId;
import orca.core.lease.UnitState;
import orca.core.policy.AssignmentView;
import orca.core.policy.Budget;
import orca.core.policy.GuestPlan;
import orca.core.policy.GuestView;
import orca.core.policy.PolicyView;
import orca.core.policy.Proposal;
import orca.core.policy.ProvisioningView;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.Demand;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.policies.assignment.BestFit;
import orca.policies.provisioning.FirstComeCalendar;
import orca.servicemanager.GuestSettings;
import orca.servicemanager.GuestTables;
import orca.servicemanager.ServiceManager;
import orca.servicemanager.record.ReservationImage;

/**
 * A site with a few units, a broker and two guests in virtual time, with their journals: each can be put back to what it was at
 * an earlier moment. What really is on the hosts is kept apart, and after every step it is looked whether some unit serves two,
 * or one that serves somebody is gone.
 */
final class Hamlet {
    static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    static final Principal SITE = new Principal("site");
    static final Principal BROKER = new Principal("broker");
    static final Principal ALICE = new Principal("alice");
    static final Principal BOB = new Principal("bob");
    static final TypeName VM = new TypeName("vm");
    private static final Duration SETUP = Duration.ofSeconds(20);
    private static final ResourceType TYPE = new ResourceType(VM, List.of(new Dimension("cpu", "cores")),
            new Turnaround(Duration.ZERO, Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(1)));

    private final Map<Principal, LongFunction<Actor>> births = new LinkedHashMap<>();
    private final Map<Principal, Engine> engines = new LinkedHashMap<>();
    private final Map<Principal, List<Group>> journals = new LinkedHashMap<>();
    private final Map<Principal, Long> lives = new LinkedHashMap<>();
    private final Set<Principal> away = new LinkedHashSet<>();
    private final PriorityQueue<Later> later = new PriorityQueue<>(Comparator.comparing(Later::at).thenComparing(Later::number));
    private final Deque<Later> soon = new ArrayDeque<>();
    /** What is on the hosts. */
    private final Set<UnitId> there = new TreeSet<>(Comparator.comparing(UnitId::value));
    /** Every unit that was ever set up. */
    private final List<UnitId> made = new ArrayList<>();
    private Instant now = NOON;
    private long numbers;
    private long epochs = 1;

    private record Later(Instant at, long number, Principal to, long life, Event event) {}

    /** A journal as it was. */
    record Backup(Principal of, int groups) {}

    Hamlet(long units) {
        born(SITE, epoch -> new Authority(AuthoritySettings.usual(SITE), AuthorityTables.STANDARD, epoch));
        born(BROKER, epoch -> new Broker(BrokerSettings.usual(BROKER), BrokerTables.STANDARD, epoch));
        for (Principal guest : List.of(ALICE, BOB)) {
            born(guest, epoch -> new ServiceManager(GuestSettings.usual(guest), GuestTables.STANDARD, epoch));
        }
        order(SITE, new Command.DefineType(TYPE, "none"));
        order(SITE, new Command.SetHost("h1", VM, Amounts.of(units, units), PropertyList.NONE, true));
        order(SITE, new Command.Delegate(Optional.empty(), BROKER, VM, Amounts.of(units, units), Amounts.of(1),
                new Term(NOON.minus(Duration.ofHours(1)), NOON.plus(Duration.ofDays(9))), 100, PropertyList.NONE));
    }

    private void born(Principal self, LongFunction<Actor> birth) {
        births.put(self, birth);
        journals.put(self, new ArrayList<>());
        lives.put(self, 1L);
        Engine engine = new Engine(birth.apply(1), 1, 0, now, Repeat.USUAL);
        engines.put(self, engine);
        take(self, engine.resume());
        run();
    }

    Backup backup(Principal actor) {
        return new Backup(actor, journals.get(actor).size());
    }

    /** The actor is put back, as a runtime does it: it hears of its loss before anything else. */
    Hamlet restore(Backup backup) {
        return restore(backup, true);
    }

    /** Planted: the actor is put back, and nobody tells it. */
    Hamlet restoreUntold(Backup backup) {
        return restore(backup, false);
    }

    private Hamlet restore(Backup backup, boolean told) {
        Principal self = backup.of();
        List<Group> journal = journals.get(self);
        journal.subList(backup.groups(), journal.size()).clear();
        lives.merge(self, 1L, Long::sum);
        epochs += 7;
        Actor actor = births.get(self).apply(epochs);
        journal.forEach(group -> group.records().forEach(actor::apply));
        Instant stamp = journal.get(journal.size() - 1).stampedAt();
        Engine engine = new Engine(actor, epochs, journal.size(), stamp, Repeat.USUAL);
        engines.put(self, engine);
        if (told) {
            engine.offer(new Event.Lost(stamp, "it was restored"), now);
            engine.seal().ifPresent(journal::add);
            take(self, engine.release());
        }
        take(self, engine.resume());
        run();
        return this;
    }

    /** Nobody hears of {@code actor}, and it of nobody. */
    Hamlet cut(Principal actor) {
        away.add(actor);
        return this;
    }

    Hamlet heal() {
        away.clear();
        return this;
    }

    Reply order(Principal to, Command command) {
        Reply reply = offer(to, new Event.Ordered("operator", command)).orElseThrow();
        run();
        return reply;
    }

    Reply settle(Principal actor, boolean anyway) {
        return order(actor, new Command.Settle(anyway, "looked at"));
    }

    /** A guest asks for one unit. */
    Hamlet request(Principal guest, String id, Duration length) {
        return request(guest, id, Duration.ZERO, length);
    }

    /** A guest asks for one unit, {@code ahead} of its use. */
    Hamlet request(Principal guest, String id, Duration ahead, Duration length) {
        Instant from = Term.grain(now.plus(ahead));
        Demand demand = new Demand(VM, 1, 1, Amounts.of(1), Term.of(from, length), from.plusSeconds(3600),
                Optional.empty(), Assurance.RESERVED, Optional.empty(), PropertyList.NONE);
        Command.Wish wish = new Command.Wish(Optional.of(new ReservationId(id)), BROKER, demand, Optional.empty(), List.of(),
                List.of());
        order(guest, new Command.Request(Optional.empty(), "s", List.of(wish), false, Optional.empty()));
        return this;
    }

    Hamlet extend(Principal guest, String id, Duration by) {
        order(guest, new Command.Change(Optional.empty(), new ReservationId(id), Optional.empty(), Optional.of(by),
                Optional.empty(), Optional.empty(), List.of()));
        return this;
    }

    Hamlet close(Principal guest, String id) {
        order(guest, new Command.Close(new ReservationId(id)));
        return this;
    }

    ReservationImage reservation(Principal guest, String id) {
        return ((ServiceManager) actor(guest)).reservations().stream().filter(r -> r.id().value().equals(id)).findFirst()
                .orElseThrow();
    }

    Actor actor(Principal self) {
        return engines.get(self).actor();
    }

    Authority site() {
        return (Authority) actor(SITE);
    }

    Broker broker() {
        return (Broker) actor(BROKER);
    }

    static ContractKey key(Principal guest, String id) {
        return new ContractKey(guest, new ReservationId(id));
    }

    Set<UnitId> there() {
        return there;
    }

    List<UnitId> made() {
        return made;
    }

    Instant now() {
        return now;
    }

    private Optional<Reply> offer(Principal to, Event event) {
        Engine engine = engines.get(to);
        Optional<Reply> reply = engine.offer(event, now);
        engine.seal().ifPresent(journals.get(to)::add);
        take(to, engine.release());
        return reply;
    }

    private void take(Principal from, Effects effects) {
        effects.messages().forEach(outgoing -> send(from, outgoing));
        effects.runs().forEach(run -> {
            Instant begin = run.notBefore().isAfter(now) ? run.notBefore() : now;
            later.add(new Later(begin.plus(SETUP), ++numbers, from, lives.get(from),
                    new Event.Ended(run.name().unit(), run.name().action(), run.name().attempt(), Outcome.done())));
        });
        // A call that does not run, or does no more when it is stopped, has ended without having done anything.
        effects.stops().forEach(stop -> later.add(new Later(now.plusSeconds(1), ++numbers, from, lives.get(from),
                new Event.Ended(stop.unit(), stop.action(), stop.attempt(), new Outcome.Trouble("stopped", true)))));
        effects.question().ifPresent(asked ->
                soon.add(new Later(now, ++numbers, from, lives.get(from), new Event.Proposed(answer(asked.view())))));
    }

    private void send(Principal from, Outgoing outgoing) {
        if (engines.containsKey(outgoing.to()) && !away.contains(from) && !away.contains(outgoing.to())) {
            soon.add(new Later(now, ++numbers, outgoing.to(), 0, new Event.Arrived(from, outgoing.message())));
        }
    }

    private static Proposal answer(PolicyView view) {
        return switch (view) {
            case ProvisioningView v -> new FirstComeCalendar().propose(v, Budget.UNLIMITED);
            case AssignmentView v -> new BestFit().propose(v, Budget.UNLIMITED);
            case GuestView v -> new GuestPlan(v.whose(), List.of(), Optional.empty());
        };
    }

    private void happen(Later one) {
        if (one.life() != 0 && one.life() != lives.get(one.to())) {
            // What an earlier life had called for is on the hosts all the same.
            ended(one.event());
            return;
        }
        ended(one.event());
        offer(one.to(), one.event());
    }

    private void ended(Event event) {
        if (event instanceof Event.Ended(UnitId unit, Action action, int attempt, Outcome outcome)) {
            if (outcome instanceof Outcome.Trouble) {
                return;
            }
            if (action == Action.SETUP) {
                there.add(unit);
                made.add(unit);
            } else if (action == Action.TEARDOWN) {
                there.remove(unit);
            }
        }
    }

    private void run() {
        for (int steps = 0; !soon.isEmpty(); steps++) {
            if (steps > 100_000) {
                throw new AssertionError("it does not come to rest at " + now + ": " + soon.peek());
            }
            happen(soon.poll());
        }
        check();
    }

    Hamlet advance(Duration by) {
        Instant until = now.plus(by);
        while (true) {
            Instant next = until;
            for (Engine engine : engines.values()) {
                next = engine.nextWake().filter(next::isAfter).orElse(next);
            }
            next = !later.isEmpty() && later.peek().at().isBefore(next) ? later.peek().at() : next;
            now = next.isAfter(now) ? next : now;
            boolean idle = tick();
            if (idle && !now.isBefore(until)) {
                return this;
            }
        }
    }

    private boolean tick() {
        List<Later> due = new ArrayList<>();
        while (!later.isEmpty() && !later.peek().at().isAfter(now)) {
            due.add(later.poll());
        }
        due.forEach(this::happen);
        boolean idle = due.isEmpty();
        for (Map.Entry<Principal, Engine> entry : List.copyOf(engines.entrySet())) {
            for (Event event : entry.getValue().due(now)) {
                offer(entry.getKey(), event);
                idle = false;
            }
            for (Outgoing outgoing : entry.getValue().repeats(now)) {
                send(entry.getKey(), outgoing);
                idle = false;
            }
        }
        run();
        return idle;
    }

    /** A unit serves one at most, and one that serves is there. */
    private void check() {
        Map<UnitId, String> serving = new LinkedHashMap<>();
        for (Principal guest : List.of(ALICE, BOB)) {
            if (!engines.containsKey(guest)) {
                continue;
            }
            for (ReservationImage r : ((ServiceManager) actor(guest)).reservations()) {
                List<LeasedUnit> units = r.inUse() ? r.lease().map(l -> l.units()).orElse(List.of()) : List.of();
                for (LeasedUnit unit : units) {
                    String who = guest + "/" + r.id();
                    String other = serving.put(unit.id(), who);
                    if (other != null && !other.equals(who)) {
                        throw new AssertionError(now + ": unit " + unit.id() + " serves " + other + " and " + who);
                    }
                    if (unit.state() == UnitState.READY && !there.contains(unit.id())) {
                        throw new AssertionError(now + ": unit " + unit.id() + " serves " + who + " and is gone");
                    }
                }
            }
        }
        engines.forEach((self, engine) -> {
            if (!engine.actor().broken().isEmpty()) {
                throw new AssertionError(now + ": " + self + ": " + engine.actor().broken());
            }
        });
    }
}
