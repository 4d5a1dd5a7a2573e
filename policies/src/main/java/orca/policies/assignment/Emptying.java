package orca.policies.assignment;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import orca.core.calendar.Calendar;
import orca.core.contract.ContractKey;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPlan.Assign;
import orca.core.policy.AssignmentPlan.Move;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.AssignmentView.Host;
import orca.core.policy.AssignmentView.Movable;
import orca.core.policy.AssignmentView.Need;
import orca.core.policy.Budget;
import orca.core.policy.Hosts;
import orca.core.policy.PolicyState;
import orca.core.resource.Amounts;
import orca.core.resource.Pieces;

/** Plans one round of {@link Consolidate}: which host is emptied, and where its units go. */
final class Emptying {
    /** What a host in use is worth, in hundredths of it. */
    private static final double WORTH = 100;

    /** As the settings of {@link Consolidate} say. */
    record Terms(long price, long priceEach, Duration minLeft, Duration pause, int atOnce) {}

    /**
     * What comes of a round.
     *
     * @param host which one is emptied; empty when none is
     * @param again when to look again though nothing has changed
     */
    record Round(String host, List<Move> moves, Optional<Instant> again) {}

    /** A host that could be emptied. */
    private record Candidate(Host host, List<Movable> units, double cost) {}

    private final Terms terms;
    private final AssignmentPolicy placing;
    private final AssignmentView view;
    private final Optional<PolicyState> theirs;
    /** The hosts that are in use, with what the plan has placed on them. */
    private final Hosts used;
    private Optional<Instant> calm = Optional.empty();

    /** @param plan what is done besides */
    Emptying(Terms terms, AssignmentPolicy placing, AssignmentView view, AssignmentPlan plan, Optional<PolicyState> theirs) {
        this.terms = terms;
        this.placing = placing;
        this.view = view;
        this.theirs = theirs;
        Hosts all = view.hosts();
        for (Host host : view.hosts()) {
            boolean idle = count(host) == 0 || Pieces.of(host.properties()).isPresent();
            all = idle ? all.without(host.name()) : all;
        }
        Map<ContractKey, Need> needs = new LinkedHashMap<>();
        view.needs().forEach(need -> needs.put(need.key(), need));
        for (AssignmentPlan.Choice choice : plan.choices()) {
            if (choice instanceof Assign(ContractKey key, List<String> names)) {
                for (String name : names) {
                    all = with(all, name, needs.get(key));
                }
            }
        }
        this.used = all;
    }

    private Hosts with(Hosts all, String name, Need need) {
        Optional<Host> host = all.find(name);
        Optional<Amounts> load = host.flatMap(h -> h.load(need.sliver(), need.occupied()));
        return load.isEmpty() ? all : all.with(host.get().with(load.get(), need.occupied(), view.now()));
    }

    /** The most units that are on it at any time. */
    private static long count(Host host) {
        Calendar calendar = host.calendar();
        return calendar.peak(calendar.window()).get(0);
    }

    /**
     * @param begun the host that the round before began to empty, or empty
     * @param last when it moved something, in milliseconds of the epoch
     */
    Round round(String begun, long last, Budget budget) {
        Instant from = Instant.ofEpochMilli(last).plus(terms.pause());
        List<Candidate> candidates = candidates();
        boolean early = from.isAfter(view.now());
        for (Candidate candidate : candidates) {
            if (budget.spent()) {
                break;
            }
            if (early && !candidate.host().name().equals(begun)) {
                continue;
            }
            Optional<List<Move>> moves = moves(candidate);
            if (moves.isPresent()) {
                int most = Math.min(view.moves(), terms.atOnce());
                List<Move> now = moves.get().size() <= most ? moves.get() : moves.get().subList(0, most);
                return new Round(candidate.host().name(), now, Optional.of(view.now().plus(terms.pause())));
            }
        }
        Optional<Instant> again = early && !candidates.isEmpty() ? Optional.of(from) : calm;
        return new Round("", List.of(), again);
    }

    /** The hosts that it would pay to empty, the cheapest first. */
    private List<Candidate> candidates() {
        Map<String, List<Movable>> byHost = new TreeMap<>();
        view.movable().forEach(unit -> byHost.computeIfAbsent(unit.host(), h -> new ArrayList<>()).add(unit));
        List<Candidate> found = new ArrayList<>();
        byHost.forEach((name, units) -> used.find(name).filter(host -> count(host) == units.size())
                .map(host -> new Candidate(host, units, cost(host, units)))
                .filter(candidate -> candidate.cost() < WORTH && units.stream().allMatch(this::lasts)
                        && units.stream().allMatch(this::settled)).ifPresent(found::add));
        found.sort(Comparator.comparingDouble(Candidate::cost).thenComparing(c -> c.host().name()));
        return found;
    }

    private double cost(Host host, List<Movable> units) {
        double sum = 0;
        for (Movable unit : units) {
            double share = 0;
            for (int d = 0; d < unit.sliver().size(); d++) {
                long whole = host.calendar().capacity().get(d + 1);
                share = whole == 0 ? share : Math.max(share, (double) unit.sliver().get(d) / whole);
            }
            sum += terms.price() * share + terms.priceEach();
        }
        return sum;
    }

    private boolean lasts(Movable unit) {
        return !unit.occupied().end().isBefore(view.now().plus(terms.minLeft()));
    }

    /** Whether a unit has been as it is for long enough; if not, that time is worth another look. */
    private boolean settled(Movable unit) {
        Instant at = unit.since().plus(terms.pause());
        if (!at.isAfter(view.now())) {
            return true;
        }
        calm = calm.filter(before -> before.isBefore(at)).or(() -> Optional.of(at));
        return false;
    }

    /** Where all units of a host would go; empty if not all of them find a place. */
    private Optional<List<Move>> moves(Candidate candidate) {
        Hosts left = used.without(candidate.host().name());
        Siblings siblings = new Siblings();
        List<Move> moves = new ArrayList<>();
        for (Movable unit : candidate.units()) {
            Need need = siblings.need(unit);
            AssignmentView asked = new AssignmentView(view.now(), List.of(need), left, List.of(), 0, theirs);
            Optional<String> to = placing.propose(asked, Budget.UNLIMITED).choices().stream()
                    .filter(Assign.class::isInstance).map(c -> ((Assign) c).hosts().getFirst()).findFirst();
            if (to.isEmpty()) {
                return Optional.empty();
            }
            left = with(left, to.get(), need);
            siblings.moved(unit, to.get());
            moves.add(new Move(unit.unit(), to.get(), "so that " + candidate.host().name() + " becomes empty"));
        }
        return Optional.of(moves);
    }
}
