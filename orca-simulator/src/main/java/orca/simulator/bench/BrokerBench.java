package orca.simulator.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import orca.broker.Broker;
import orca.broker.ledger.BrokerSettings;
import orca.core.actor.Effects;
import orca.core.actor.Engine;
import orca.core.actor.Event;
import orca.core.actor.Outgoing;
import orca.core.actor.Question;
import orca.core.actor.Repeat;
import orca.core.calendar.Calendar;
import orca.core.contract.Assurance;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.contract.Stamp;
import orca.core.policy.Budget;
import orca.core.policy.PolicyView;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.protocol.Message;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.ticket.Delegation;
import orca.core.ticket.DelegationChain;
import orca.core.ticket.DelegationId;
import orca.core.ticket.Demand;
import orca.core.ticket.TicketState;
import orca.core.time.Term;
import orca.core.time.Turnaround;
import orca.runtime.policy.Policies;

/**
 * How long a broker takes to decide about a request, by how many tickets it has promised: from the demand's arrival to the answer
 * on its way, policy and all, without the journal, in processor time of the one thread, so that a busy machine does not change
 * the answer much. The tickets lie over 90 days and 10,000 hosts, two thirds of them in use.
 */
public final class BrokerBench {
    private static final Instant ZERO = Instant.parse("2030-01-01T00:00:00Z");
    private static final Duration DAYS = Duration.ofDays(90);
    private static final long UNITS = 160_000;
    private static final int ASKED = 1_000;
    private static final int LINE = 1_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Principal BROKER = new Principal("broker");
    private static final Principal SITE = new Principal("site");
    private static final Principal GUEST = new Principal("guest");
    private static final DelegationId ALL = new DelegationId("all");
    private static final ResourceType VM = new ResourceType(new TypeName("vm"),
            List.of(new Dimension("cpu", "cores"), new Dimension("memory", "GiB")),
            new Turnaround(Duration.ZERO, Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO));
    private static final Amounts SLIVER = Amounts.of(1, 4);

    private final SplittableRandom dice = new SplittableRandom(20_300_101);
    private final Engine engine;
    private Instant now = ZERO;
    private long requests;
    private final List<ReservationId> line = new ArrayList<>();

    private BrokerBench(int commitments) {
        BrokerSettings usual = BrokerSettings.usual(BROKER);
        int most = commitments + 10_000_000;
        this.engine = new Engine(new Broker(new BrokerSettings(BROKER, usual.answerWithin(), usual.askAgain(),
                usual.longestApproval(), Duration.ofMillis(1), usual.mostTries(), most, most, most, usual.mostHoldings())),
                1, 0, ZERO, Repeat.USUAL);
        Delegation delegation = new Delegation(ALL, 1, SITE, BROKER, VM, Amounts.of(UNITS, UNITS, UNITS * 4), Amounts.of(16, 64),
                Term.of(ZERO, DAYS), 100, PropertyList.NONE);
        say(SITE, new Message.DelegationOffer(DelegationChain.of(delegation), new Stamp(1, 1), true, ""));
        promise(delegation, commitments);
        pass(ZERO.plus(Duration.ofDays(3)));
    }

    /** Time passes until as much is in use as on any other day; what is over until then is forgotten. */
    private void pass(Instant until) {
        for (Optional<Instant> next = engine.nextWake(); next.filter(at -> at.isBefore(until)).isPresent();
                next = engine.nextWake()) {
            now = next.get().isAfter(now) ? next.get() : now;
            for (Event due : engine.due(now)) {
                answered(take(due));
            }
            engine.repeats(now);
        }
        now = until;
    }

    public static void main(String[] arguments) {
        int[] sizes = arguments.length == 0 ? new int[] {100, 1_000, 10_000, 100_000, 1_000_000}
                : Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        List<String> policies = List.of("first-come", "fcfs", "easy", "sjbf", "conservative", "edf", "priority", "winks",
                "shares", "auction");
        System.out.println("From a demand to its answer, in microseconds of processor time: median / p99\n");
        System.out.println("| commitments | policy | reserved ahead | now, or waits | the same behind " + LINE + " |");
        System.out.println("|---:|:---|---:|---:|---:|");
        for (int size : sizes) {
            BrokerBench bench = new BrokerBench(size);
            for (String name : policies) {
                ProvisioningPolicy policy = Policies.provisioning(name).orElseThrow();
                policy.configure(PropertyList.NONE);
                String alone = String.format(Locale.ROOT, "%s | %s", bench.row(policy, false), bench.row(policy, true));
                int waiting = bench.lineUp(policy);
                System.out.printf(Locale.ROOT, "| %,d | %s | %s | %s |%n", size, name, alone,
                        waiting == 0 ? "-" : bench.row(policy, true));
                bench.dismiss(policy);
            }
        }
        System.out.println("\nJava " + Runtime.version() + ".");
    }

    private Effects take(Event event) {
        engine.offer(event, now);
        engine.seal();
        return engine.release();
    }

    /** Somebody says something; the site answers at once. What the policy is to be asked is given back. */
    private Optional<PolicyView> say(Principal from, Message message) {
        return answered(take(new Event.Arrived(from, message)));
    }

    private Optional<PolicyView> answered(Effects effects) {
        Optional<PolicyView> question = effects.question().map(Question::view);
        for (Outgoing outgoing : effects.messages()) {
            if (outgoing.message() instanceof Message.TicketStanding standing) {
                question = question.or(() -> say(SITE, new Message.StandingView(standing.key(), standing.stamp(), true)));
            }
        }
        return question;
    }

    /** Grants as many tickets as fit of {@code commitments}, as a policy that looks for nothing would. */
    private void promise(Delegation delegation, int commitments) {
        Calendar calendar = Calendar.of(delegation.promisable(), VM.turnaround().occupied(delegation.term()));
        long each = Math.max(1, UNITS * DAYS.toMinutes() * 4 / 3 / commitments / 1440);
        Map<ContractKey, ProvisioningPlan.Choice> wanted = new LinkedHashMap<>();
        Optional<PolicyView> question = Optional.empty();
        for (int i = 0; i < commitments; i++) {
            long from = dice.nextLong(DAYS.toMillis() - 60_000);
            long length = Math.min(DAYS.toMillis() - from, 60_000 + dice.nextLong(Duration.ofDays(2).toMillis()));
            Term term = Term.of(ZERO.plusMillis(from), Duration.ofMillis(length));
            Amounts load = SLIVER.load(Math.min(Demand.MOST_UNITS, 1 + dice.nextLong(each)));
            if (calendar.fits(load, VM.turnaround().occupied(term))) {
                calendar = calendar.commit(load, VM.turnaround().occupied(term));
                ReservationId id = new ReservationId("c" + i);
                wanted.put(new ContractKey(GUEST, id), new ProvisioningPlan.Grant(
                        new ContractKey(GUEST, id), ALL, load.get(0), term, ""));
                Optional<PolicyView> asked = say(GUEST, demand(id, load.get(0), term, term.start()));
                question = question.or(() -> asked);
            }
            if (wanted.size() == 1_000 || i == commitments - 1) {
                grant(question, wanted);
                question = Optional.empty();
                wanted.clear();
            }
        }
    }

    /** Whoever is asked about is granted what is meant for it. */
    private void grant(Optional<PolicyView> question, Map<ContractKey, ProvisioningPlan.Choice> wanted) {
        Optional<PolicyView> open = question;
        while (open.isPresent()) {
            List<ProvisioningPlan.Choice> choices = new ArrayList<>();
            ((ProvisioningView) open.get()).bids().forEach(bid -> choices.add(wanted.get(bid.key())));
            open = take(new Event.Proposed(new ProvisioningPlan(choices, Optional.empty()))).question().map(Question::view);
        }
    }

    private static Message.TicketDemand demand(ReservationId id, long units, Term term, Instant latest) {
        return demand(id, new Stamp(1, 1), true, units, term, latest);
    }

    private static Message.TicketDemand demand(
            ReservationId id, Stamp stamp, boolean open, long units, Term term, Instant latest) {
        return new Message.TicketDemand(id, stamp, open, new Demand(VM.name(), units, units, SLIVER, term, latest,
                Optional.empty(), Assurance.RESERVED, Optional.empty(), PropertyList.NONE), Stamp.NONE);
    }

    /** Has a line form of demands so large that a few of them fill what is free; how many wait then. */
    private int lineUp(ProvisioningPolicy policy) {
        for (int i = 0; i < LINE; i++) {
            ReservationId id = new ReservationId("l" + requests++);
            Message.TicketDemand message = waiting(id, new Stamp(1, 1), true);
            line.add(id);
            settle(policy, say(GUEST, message));
        }
        return (int) ((Broker) engine.actor()).tickets().stream()
                .filter(ticket -> ticket.state() == TicketState.REQUESTED).count();
    }

    private void dismiss(ProvisioningPolicy policy) {
        line.forEach(id -> settle(policy, say(GUEST, waiting(id, new Stamp(1, 2), false))));
        line.clear();
    }

    private Message.TicketDemand waiting(ReservationId id, Stamp stamp, boolean open) {
        return demand(id, stamp, open, Demand.MOST_UNITS, Term.of(now, Duration.ofDays(1)), now.plus(DAYS.minusDays(10)));
    }

    private void settle(ProvisioningPolicy policy, Optional<PolicyView> asked) {
        Optional<PolicyView> question = asked;
        while (question.isPresent()) {
            question = take(new Event.Proposed(
                    policy.propose((ProvisioningView) question.get(), Budget.UNLIMITED))).question().map(Question::view);
        }
    }

    /** Median and p99 of so many requests, each given up before the next comes. */
    private String row(ProvisioningPolicy policy, boolean patient) {
        long[] nanos = new long[ASKED];
        for (int i = -ASKED; i < ASKED; i++) {
            ReservationId id = new ReservationId("r" + requests++);
            Instant start = patient ? now : now.plusMillis(dice.nextLong(Duration.ofDays(40).toMillis()));
            Term term = Term.of(start, Duration.ofMinutes(1 + dice.nextLong(240)));
            long units = 1 + dice.nextLong(200);
            Instant latest = patient ? start.plus(Duration.ofDays(10)) : start;
            Message.TicketDemand message = demand(id, units, term, latest);
            long begun = THREADS.getCurrentThreadCpuTime();
            Optional<PolicyView> question = take(new Event.Arrived(GUEST, message)).question().map(Question::view);
            settle(policy, question);
            if (i >= 0) {
                nanos[i] = THREADS.getCurrentThreadCpuTime() - begun;
            }
            settle(policy, say(GUEST, demand(id, new Stamp(1, 2), false, units, term, latest)));
        }
        Arrays.sort(nanos);
        return String.format(Locale.ROOT, "%.0f / %.0f", nanos[ASKED / 2] / 1e3, nanos[ASKED * 99 / 100] / 1e3);
    }
}
