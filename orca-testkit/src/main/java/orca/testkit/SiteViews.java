package orca.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import orca.core.calendar.Calendar;
import orca.core.contract.ContractKey;
import orca.core.contract.Principal;
import orca.core.contract.ReservationId;
import orca.core.lease.UnitId;
import orca.core.policy.AssignmentView;
import orca.core.resource.Amounts;
import orca.core.resource.Dimension;
import orca.core.resource.PropertyList;
import orca.core.resource.ResourceType;
import orca.core.resource.TypeName;
import orca.core.time.Term;
import orca.core.time.Turnaround;

/**
 * Made-up pictures of a site: the same seed gives the same one. Two types, up to eight hosts, up to ten needs; every other site
 * moves units, up to four at a time, and has drained hosts.
 */
public final class SiteViews {
    /** When all of them were taken. */
    public static final Instant NOW = Instant.parse("2030-01-01T12:00:00.250Z");

    private static final Term ALWAYS = new Term(Term.EARLIEST, Term.LATEST);
    private static final ResourceType VM = new ResourceType(new TypeName("vm"),
            List.of(new Dimension("cpu", "cores"), new Dimension("memory", "GiB")),
            new Turnaround(Duration.ZERO, Duration.ofMinutes(5), Duration.ofMinutes(3), Duration.ofMinutes(2)));
    private static final ResourceType TAG = new ResourceType(new TypeName("vlan"), List.of(), Turnaround.NONE);

    private final SplittableRandom dice;
    private final long seed;
    private final int moves;
    private final List<AssignmentView.Movable> movable = new ArrayList<>();

    private SiteViews(long seed) {
        this.seed = seed;
        this.dice = new SplittableRandom(seed);
        this.moves = seed % 2 == 0 ? 0 : 1 + (int) (seed / 2 % 4);
    }

    /** The picture that {@code seed} gives. */
    public static AssignmentView view(long seed) {
        return new SiteViews(seed).make();
    }

    private AssignmentView make() {
        List<AssignmentView.Host> hosts = new ArrayList<>();
        int count = dice.nextInt(9);
        for (int i = 0; i < count; i++) {
            AssignmentView.Host host = host("host-" + i, drained(i));
            if (!drained(i)) {
                hosts.add(host);
            }
        }
        movable.sort(Comparator.comparing(AssignmentView.Movable::leaving).reversed());
        List<AssignmentView.Need> needs = new ArrayList<>();
        count = dice.nextInt(1, 11);
        for (int i = 0; i < count; i++) {
            needs.add(need("need-" + i, hosts));
        }
        return new AssignmentView(NOW, needs, hosts, moves == 0 ? List.of() : movable, moves, Optional.empty());
    }

    /** Some hosts are drained, where units are moved at all. */
    private boolean drained(int host) {
        return moves > 0 && (seed + host) % 5 == 3;
    }

    private AssignmentView.Host host(String name, boolean drained) {
        ResourceType type = dice.nextInt(4) == 0 ? TAG : VM;
        Amounts capacity = type == TAG ? Amounts.of(1) : Amounts.of(dice.nextInt(1, 9), dice.nextInt(1, 17), dice.nextInt(1, 33));
        Calendar calendar = Calendar.of(capacity, ALWAYS);
        int bookings = dice.nextInt(6);
        for (int i = 0; i < bookings; i++) {
            Amounts load = sliver(type).load(1);
            Term term = type.turnaround().occupied(term());
            if (calendar.fits(load, term)) {
                calendar = calendar.commit(load, term);
                movable(name, drained, type, load, term);
            }
        }
        // A host may have become smaller than what it has to carry.
        if (dice.nextInt(10) == 0) {
            calendar = calendar.withCapacity(type == TAG ? Amounts.of(0) : Amounts.of(1, 1, 1), ALWAYS);
        }
        return new AssignmentView.Host(name, type.name(), calendar, PropertyList.of("name", name));
    }

    private void movable(String host, boolean leaving, ResourceType type, Amounts load, Term term) {
        if (!term.contains(NOW)) {
            return; // it is not up
        }
        String name = "unit-" + movable.size();
        long[] sliver = Arrays.copyOfRange(load.toArray(), 1, load.size());
        movable.add(new AssignmentView.Movable(new UnitId(name), new ContractKey(new Principal("guest"), new ReservationId(name)),
                type, host, leaving, Amounts.of(sliver), term, term.start(), List.of(), PropertyList.NONE));
    }

    private AssignmentView.Need need(String name, List<AssignmentView.Host> hosts) {
        ResourceType type = dice.nextInt(4) == 0 ? TAG : VM;
        List<String> housed = new ArrayList<>();
        hosts.stream().filter(h -> h.type().equals(type.name()) && dice.nextInt(4) == 0).forEach(h -> housed.add(h.name()));
        ContractKey key = new ContractKey(new Principal("guest"), new ReservationId(name));
        return new AssignmentView.Need(key, type, dice.nextInt(1, 6), sliver(type), type.turnaround().occupied(term()), housed,
                PropertyList.NONE, dice.nextBoolean());
    }

    private Amounts sliver(ResourceType type) {
        return type == TAG ? Amounts.EMPTY : Amounts.of(dice.nextInt(0, 6), dice.nextInt(1, 9));
    }

    private Term term() {
        return Term.of(NOW.plus(Duration.ofMinutes(dice.nextInt(-60, 600))), Duration.ofMinutes(dice.nextInt(61, 600)));
    }
}
