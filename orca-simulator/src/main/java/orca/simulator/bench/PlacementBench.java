package orca.simulator.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import orca.core.calendar.Calendar;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.AssignmentView.Host;
import orca.core.policy.AssignmentView.Need;
import orca.core.policy.Budget;
import orca.core.policy.Hosts;
import orca.core.policy.PolicyState;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.core.time.Turnaround;

/**
 * How fast assignment policies place: slivers per second on a site that fills up, and the time of one decision by the number of
 * hosts and of what is booked on them. Policies are called as an authority calls them, and what they place is booked.
 *
 * <p>Arguments: the numbers of hosts to measure decisions at; without any, ten to a hundred thousand.
 */
public final class PlacementBench {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final Term ALWAYS = new Term(Term.EARLIEST, Term.LATEST);
    private static final ResourceType TYPE = new ResourceType(new TypeName("vm"),
            List.of(new Dimension("cpu", "cores"), new Dimension("memory", "GiB")), Turnaround.NONE);
    private static final Amounts[] CAPACITIES = {Amounts.of(64, 32, 128), Amounts.of(64, 64, 256), Amounts.of(64, 64, 512)};
    private static final int SLIVERS = 10_000;
    private static final int DECISIONS = 2_000;
    private static final int MOST_COMMITMENTS = 100_000;

    private final SplittableRandom dice = new SplittableRandom(20_300_101);

    private PlacementBench() {}

    public static void main(String[] arguments) {
        int[] sizes = {10, 100, 1_000, 10_000, 100_000};
        if (arguments.length > 0) {
            sizes = Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
            for (int size : sizes) {
                if (size < 1 || size > 1_000_000) {
                    throw new IllegalArgumentException("hosts: must be from 1 to 1000000, got " + size);
                }
            }
        }
        PlacementBench bench = new PlacementBench();
        bench.filling();
        bench.deciding(sizes);
        System.out.println("\nJava " + Runtime.version() + ".");
    }

    private static List<AssignmentPolicy> policies() {
        return ServiceLoader.load(AssignmentPolicy.class).stream().map(ServiceLoader.Provider::get).toList();
    }

    private static Hosts hosts(int count) {
        Hosts hosts = Hosts.NONE;
        for (int i = 0; i < count; i++) {
            Amounts capacity = CAPACITIES[i % CAPACITIES.length];
            String name = String.format(Locale.ROOT, "host-%06d", i);
            hosts = hosts.with(new Host(name, TYPE.name(), Calendar.of(capacity, ALWAYS), PropertyList.NONE));
        }
        return hosts;
    }

    private Need need(int number) {
        long cpu = 1L << dice.nextInt(4);
        Term term = Term.of(NOW, Duration.ofMinutes(1 + dice.nextInt(600)));
        return new Need(new ContractKey(new Principal("guest"), new ReservationId("r" + number)), TYPE, 1,
                Amounts.of(cpu, cpu * (1 + dice.nextInt(6))), term, List.of(), PropertyList.NONE, false);
    }

    /** What a site is after so many questions. */
    private static final class Site {
        private Hosts hosts;
        private Optional<PolicyState> state = Optional.empty();
        private int placed;

        Site(Hosts hosts) {
            this.hosts = hosts;
        }

        void ask(AssignmentPolicy policy, List<Need> needs) {
            AssignmentPlan plan = policy.propose(
                    new AssignmentView(NOW, needs, hosts, List.of(), 0, state), Budget.UNLIMITED);
            state = plan.state().or(() -> state);
            for (int i = 0; i < plan.choices().size(); i++) {
                if (plan.choices().get(i) instanceof AssignmentPlan.Assign assign) {
                    Need need = needs.get(i);
                    for (String host : assign.hosts()) {
                        hosts = hosts.with(hosts.find(host).orElseThrow().with(need.sliver().load(1), need.occupied(), NOW));
                        placed++;
                    }
                }
            }
        }
    }

    private void filling() {
        System.out.println(SLIVERS + " slivers on 1,000 hosts, one question each: placements per second (best of 5 rounds)\n");
        System.out.println("| policy | per second | placed |\n|---|---:|---:|");
        for (AssignmentPolicy policy : policies()) {
            double best = 0;
            int placed = 0;
            for (int round = 0; round < 5; round++) {
                List<Need> needs = new ArrayList<>();
                for (int i = 0; i < SLIVERS; i++) {
                    needs.add(need(i));
                }
                Site site = new Site(hosts(1_000));
                long begin = System.nanoTime();
                needs.forEach(need -> site.ask(policy, List.of(need)));
                best = Math.max(best, SLIVERS * 1e9 / (System.nanoTime() - begin));
                placed = site.placed;
            }
            System.out.printf(Locale.ROOT, "| %s | %s | %,d |%n", policy.name(), Stopwatch.shown(best), placed);
        }
    }

    private void deciding(int[] sizes) {
        System.out.println("\nOne decision, by hosts; five commitments on each, " + MOST_COMMITMENTS
                + " at most: median / p99\n");
        StringBuilder head = new StringBuilder("| policy |");
        StringBuilder line = new StringBuilder("|---|");
        for (int size : sizes) {
            head.append(String.format(Locale.ROOT, " %,d hosts |", size));
            line.append("---:|");
        }
        System.out.println(head + "\n" + line);
        List<Hosts> sites = new ArrayList<>();
        for (int size : sizes) {
            sites.add(booked(size));
        }
        for (AssignmentPolicy policy : policies()) {
            StringBuilder row = new StringBuilder("| " + policy.name() + " |");
            for (Hosts hosts : sites) {
                row.append(' ').append(decisions(policy, hosts)).append(" |");
            }
            System.out.println(row);
        }
    }

    private Hosts booked(int size) {
        Hosts hosts = hosts(size);
        int commitments = Math.min(5 * size, MOST_COMMITMENTS);
        for (int i = 0; i < commitments; i++) {
            Need need = need(i);
            Host host = hosts.get(dice.nextInt(size));
            if (host.calendar().fits(need.sliver().load(1), need.occupied())) {
                hosts = hosts.with(host.with(need.sliver().load(1), need.occupied(), NOW));
            }
        }
        return hosts;
    }

    private String decisions(AssignmentPolicy policy, Hosts hosts) {
        long[] nanos = new long[DECISIONS];
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < DECISIONS; i++) {
                AssignmentView view = new AssignmentView(NOW, List.of(need(i)), hosts, List.of(), 0, Optional.empty());
                long begin = System.nanoTime();
                policy.propose(view, Budget.UNLIMITED);
                nanos[i] = System.nanoTime() - begin;
            }
        }
        Arrays.sort(nanos);
        return String.format(Locale.ROOT, "%.0f / %.0f µs", nanos[DECISIONS / 2] / 1e3, nanos[DECISIONS * 99 / 100] / 1e3);
    }
}
