package orca.policies.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import orca.core.calendar.Calendar;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.lease.UnitId;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.AssignmentView.Host;
import orca.core.policy.AssignmentView.Movable;
import orca.core.policy.Budget;
import orca.core.policy.PolicyState;
import orca.core.resource.Amounts;
import orca.core.resource.PropertyList;
import orca.core.time.Term;

/** A site with units that are up, where every move that a policy wants is made at once; it fails when one cannot be. */
final class ModelSite {
    private static final Term ALWAYS = new Term(Term.EARLIEST, Term.LATEST);

    /** A unit that is up. */
    record Up(String name, String lease, String host, Amounts sliver, Term term, Instant since, PropertyList properties) {
        Up on(String other, Instant now) {
            return new Up(name, lease, other, sliver, term, now, properties);
        }
    }

    private final Map<String, PropertyList> hosts = new LinkedHashMap<>();
    private final Map<String, Up> units = new LinkedHashMap<>();
    private final Set<String> drained = new TreeSet<>();
    private final Amounts capacity;
    private Optional<PolicyState> state = Optional.empty();
    Instant now = Sites.NOON;
    int moves = 4;
    /** Units that no handler moves. */
    final Set<String> fixed = new TreeSet<>();

    /** @param capacity of each host, without the count of units */
    ModelSite(long cpu, long memory) {
        this.capacity = Amounts.of(100, cpu, memory);
    }

    ModelSite host(String name) {
        hosts.put(name, PropertyList.of("rack", "r" + name.substring(name.length() - 1)));
        return this;
    }

    ModelSite unit(String name, String host, long cpu, long memory) {
        return unit(name, name, host, cpu, memory, Duration.ofHours(2), PropertyList.NONE);
    }

    ModelSite unit(String name, String lease, String host, long cpu, long memory, Duration left, PropertyList properties) {
        units.put(name, new Up(name, lease, host, Amounts.of(cpu, memory), Term.of(now, left), now.minus(Duration.ofHours(1)),
                properties));
        return this;
    }

    ModelSite drain(String host) {
        drained.add(host);
        return this;
    }

    void end(String unit) {
        units.remove(unit);
    }

    String where(String unit) {
        return units.get(unit).host;
    }

    List<Up> on(String host) {
        return units.values().stream().filter(u -> u.host.equals(host)).toList();
    }

    /** How many hosts have units. */
    long inUse() {
        return hosts.keySet().stream().filter(h -> !on(h).isEmpty()).count();
    }

    boolean fits(String host, Amounts sliver) {
        long[] sum = {sliver.get(0), sliver.get(1)};
        on(host).forEach(u -> {
            sum[0] += u.sliver.get(0);
            sum[1] += u.sliver.get(1);
        });
        return sum[0] <= capacity.get(1) && sum[1] <= capacity.get(2);
    }

    private List<String> beside(Up unit) {
        return units.values().stream().filter(u -> u.lease.equals(unit.lease)).map(Up::host).toList();
    }

    AssignmentView view() {
        List<Host> open = new ArrayList<>();
        hosts.forEach((name, properties) -> {
            Calendar calendar = Calendar.of(capacity, ALWAYS);
            for (Up up : on(name)) {
                calendar = calendar.commit(up.sliver.load(1), up.term);
            }
            if (!drained.contains(name)) {
                open.add(new Host(name, Sites.VM.name(), calendar, properties));
            }
        });
        List<Movable> movable = new ArrayList<>();
        for (boolean leaving : new boolean[] {true, false}) {
            units.values().stream().filter(u -> drained.contains(u.host) == leaving && !fixed.contains(u.name))
                    .forEach(u -> movable.add(new Movable(new UnitId(u.name),
                            new ContractKey(new Principal("guest"), new ReservationId(u.lease)), Sites.VM, u.host, leaving,
                            u.sliver, u.term, u.since, beside(u), u.properties)));
        }
        return new AssignmentView(now, List.of(), open, movable, moves, state);
    }

    /** Asks the policy and makes its moves, one after the other, each checked; what it answered. */
    AssignmentPlan round(AssignmentPolicy policy) {
        AssignmentPlan plan = policy.propose(view(), Budget.UNLIMITED);
        state = plan.state().or(() -> state);
        assertThat(plan.moves()).hasSizeLessThanOrEqualTo(moves);
        Map<String, Up> before = new LinkedHashMap<>(units);
        for (AssignmentPlan.Move move : plan.moves()) {
            Up unit = units.get(move.unit().value());
            assertThat(drained).doesNotContain(move.host());
            assertThat(fits(move.host(), unit.sliver)).as("%s on %s, beside all that was there", unit, move.host()).isTrue();
            // Its old place is kept until all have arrived.
            units.put(unit.name + " as it was", unit);
            units.put(unit.name, unit.on(move.host(), now));
        }
        before.keySet().forEach(name -> units.remove(name + " as it was"));
        return plan;
    }

    /** Asks until nothing is moved any more, a minute apart; how many moves there were. */
    int settle(AssignmentPolicy policy, int most) {
        int sum = 0;
        for (int quiet = 0, rounds = 0; quiet < 3; rounds++) {
            assertThat(rounds).as("rounds until it is content").isLessThan(most);
            int made = round(policy).moves().size();
            sum += made;
            quiet = made == 0 ? quiet + 1 : 0;
            now = now.plus(Duration.ofMinutes(1));
        }
        return sum;
    }

    Map<String, Up> units() {
        return units;
    }
}
