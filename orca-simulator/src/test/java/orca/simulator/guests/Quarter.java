package orca.simulator.guests;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Supplier;
import orca.authority.Authority;
import orca.authority.state.AuthoritySettings;
import orca.authority.state.AuthorityTables;
import orca.broker.Broker;
import orca.broker.ledger.BrokerSettings;
import orca.core.actor.Actor;
import orca.core.actor.Effects;
import orca.core.actor.Engine;
import orca.core.actor.Event;
import orca.core.actor.Outgoing;
import orca.core.actor.Repeat;
import orca.core.contract.Principal;
import orca.core.handler.Outcome;
import orca.core.policy.AssignmentView;
import orca.core.policy.Budget;
import orca.core.policy.GuestController;
import orca.core.policy.GuestView;
import orca.core.policy.PolicyView;
import orca.core.policy.Proposal;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.protocol.Command;
import orca.core.protocol.Reply;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.policies.assignment.BestFit;
import orca.policies.provisioning.FirstComeCalendar;
import orca.servicemanager.GuestSettings;
import orca.servicemanager.GuestTables;
import orca.servicemanager.ServiceManager;
import orca.servicemanager.controller.Controllers;
import orca.servicemanager.record.ReservationImage;

/**
 * A guest, and brokers with a site each, in virtual time. Messages take no time, a unit's setup takes half a minute. A
 * controller is made anew for each question, so that none can remember anything but what it says.
 */
final class Quarter {
    static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    static final Principal GUEST = new Principal("guest");
    static final TypeName VM = new TypeName("vm");
    private static final Duration SETUP = Duration.ofSeconds(30);
    private static final ResourceType TYPE = new ResourceType(VM, List.of(new Dimension("cpu", "cores")),
            new Turnaround(Duration.ZERO, Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(1)));

    private final Map<Principal, Engine> engines = new LinkedHashMap<>();
    private final PriorityQueue<Later> later = new PriorityQueue<>(Comparator.comparing(Later::at).thenComparing(Later::number));
    private final Deque<Later> soon = new ArrayDeque<>();
    private final Controllers controllers;
    private final Supplier<GuestController> controller;
    private Supplier<ProvisioningPolicy> provisioning = FirstComeCalendar::new;
    private Instant now = NOON;
    private long numbers;

    private record Later(Instant at, long number, Principal to, Event event) {}

    Quarter(Controllers controllers, Supplier<GuestController> controller) {
        this.controllers = controllers;
        this.controller = controller;
    }

    /** Brokers follow this policy, made anew for each question too. */
    Quarter under(Supplier<ProvisioningPolicy> policy) {
        provisioning = policy;
        return this;
    }

    /** What a broker has promised for some time from now on at most, in units. */
    long booked(String broker) {
        Term ahead = new Term(Term.grain(now), Term.LATEST);
        return ((Broker) engines.get(new Principal(broker)).actor()).holdings().stream()
                .mapToLong(holding -> holding.calendar().peak(ahead).get(0)).sum();
    }

    /** The guest comes when brokers and sites know each other. */
    Quarter open() {
        add(new ServiceManager(GuestSettings.usual(GUEST).with(controllers), GuestTables.STANDARD));
        run();
        return this;
    }

    private void add(Actor actor) {
        Engine engine = new Engine(actor, 1, 0, now, Repeat.USUAL);
        engines.put(actor.self(), engine);
        take(actor.self(), engine.resume());
    }

    /** A broker with a site of its own that gives it so many units until then. */
    Quarter with(String broker, long units, Instant until) {
        Principal self = new Principal(broker);
        Principal site = new Principal(broker + "-site");
        add(new Broker(BrokerSettings.usual(self)));
        add(new Authority(AuthoritySettings.usual(site), AuthorityTables.STANDARD, 1));
        order(site, new Command.DefineType(TYPE, "none"));
        order(site, new Command.SetHost(broker + "-h1", VM, Amounts.of(units, units), PropertyList.NONE, true));
        order(site, new Command.Delegate(Optional.empty(), self, VM, Amounts.of(units, units), Amounts.of(1),
                new Term(NOON.minus(Duration.ofHours(1)), until), 100, PropertyList.NONE));
        run();
        return this;
    }

    Reply order(Principal to, Command command) {
        Reply reply = offer(to, new Event.Ordered("operator", command)).orElseThrow();
        run();
        return reply;
    }

    void sense(String sensor, double value) {
        offer(GUEST, new Event.Sensed(new GuestView.Sample(sensor, now, value)));
        run();
    }

    Instant now() {
        return now;
    }

    List<ReservationImage> reservations() {
        return List.copyOf(((ServiceManager) engines.get(GUEST).actor()).reservations());
    }

    /** Units that serve now, by broker. */
    long inUse(String broker) {
        return reservations().stream().filter(ReservationImage::inUse)
                .filter(r -> r.purpose().broker().value().equals(broker)).count();
    }

    private Optional<Reply> offer(Principal to, Event event) {
        Engine engine = engines.get(to);
        Optional<Reply> reply = engine.offer(event, now);
        engine.seal();
        take(to, engine.release());
        return reply;
    }

    private void take(Principal from, Effects effects) {
        effects.messages().forEach(outgoing -> send(from, outgoing));
        effects.runs().forEach(run -> {
            Instant end = (run.notBefore().isAfter(now) ? run.notBefore() : now).plus(SETUP);
            later.add(new Later(end, ++numbers, from,
                    new Event.Ended(run.name().unit(), run.name().action(), run.name().attempt(), Outcome.done())));
        });
        effects.question().ifPresent(asked ->
                soon.add(new Later(now, ++numbers, from, new Event.Proposed(answer(asked.view())))));
    }

    private void send(Principal from, Outgoing outgoing) {
        if (engines.containsKey(outgoing.to())) {
            soon.add(new Later(now, ++numbers, outgoing.to(), new Event.Arrived(from, outgoing.message())));
        }
    }

    private Proposal answer(PolicyView view) {
        return switch (view) {
            case ProvisioningView v -> provisioning.get().propose(v, Budget.UNLIMITED);
            case AssignmentView v -> new BestFit().propose(v, Budget.UNLIMITED);
            case GuestView v -> controller.get().propose(v, Budget.UNLIMITED);
        };
    }

    /** All that happens at this instant. */
    private void run() {
        for (int steps = 0; !soon.isEmpty(); steps++) {
            if (steps > 100_000) {
                throw new AssertionError("it does not come to rest at " + now);
            }
            Later next = soon.poll();
            offer(next.to(), next.event());
        }
    }

    Quarter advance(Duration by) {
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
                engines.forEach((self, engine) -> sound(self, engine.actor().broken()));
                return this;
            }
        }
    }

    private static void sound(Principal self, List<String> broken) {
        if (!broken.isEmpty()) {
            throw new AssertionError(self + ": " + broken);
        }
    }

    private boolean tick() {
        List<Later> due = new ArrayList<>();
        while (!later.isEmpty() && !later.peek().at().isAfter(now)) {
            due.add(later.poll());
        }
        due.forEach(one -> offer(one.to(), one.event()));
        boolean idle = due.isEmpty();
        for (Map.Entry<Principal, Engine> entry : engines.entrySet()) {
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
}
