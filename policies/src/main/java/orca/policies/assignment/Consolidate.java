package orca.policies.assignment;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPlan.Choice;
import orca.core.policy.AssignmentPlan.Move;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.AssignmentView.Movable;
import orca.core.policy.Budget;
import orca.core.policy.PolicyState;
import orca.core.resource.Names;
import orca.core.resource.PropertyList;
import orca.core.resource.PropertyValue;

/**
 * Places units as another policy does, and moves those that are up so that hosts become empty.
 *
 * <p><b>Goals.</b> As few hosts in use as can be had for less than they are worth. Nobody waits for it, and a host that is in
 * nobody's way is left alone.
 *
 * <p><b>Constraints.</b> Those of the policy that places: a unit is moved only to a host where that policy would put it. No host
 * that is empty is begun. Drained hosts come first, and while anybody waits for room nothing else is moved.
 *
 * <p><b>Algorithm.</b> A round empties one host: of those on which all that is booked can be moved, the one that costs least, by
 * name where two cost the same. Moving a unit costs {@code price} times the largest share that it takes of its host in any
 * dimension, and {@code price-each} for itself, in hundredths of a host; one freed host is worth 100, and a host that costs as
 * much or more is left alone. So is one with a unit whose time is over in less than {@code min-left}, for it will be gone, and
 * one with a unit that has been as it is for less than {@code pause}. All units of the host must find a place among the other
 * hosts that are in use. At most {@code at-once} are on their way; the rest of the host follows when these have arrived, and the
 * next host after {@code pause}.
 *
 * <p><b>Why it ends.</b> Each host that is emptied makes the hosts in use fewer by one, and none is begun. What was moved is
 * left alone for {@code pause}, and where nothing changes the same view gets the same answer: none.
 *
 * <p><b>Settings.</b> {@code by}, the name of the policy that places (best-fit), and {@code by.NAME} for its settings; {@code
 * price} (100), {@code price-each} (5), {@code min-left} (30m), {@code pause} (1m), {@code at-once} (4).
 *
 * <p><b>Example.</b> Three hosts of cpu 8 have 6, 4 and 2 in use, by units of cpu 2. The third costs 100 * 2/8 + 5 = 30, less
 * than 100: its unit goes to the first, as best fit says. Now the second costs 2 * 30 = 60, but its units find no room on the
 * first, which is full, and there is no other host in use: it stays.
 */
public final class Consolidate implements AssignmentPolicy {
    private static final int VERSION = 1;
    private static final Map<String, Supplier<AssignmentPolicy>> PLACING = Collections.unmodifiableMap(new TreeMap<>(Map.of(
            "best-fit", BestFit::new, "first-fit", FirstFit::new, "worst-fit", WorstFit::new, "dot-product", DotProduct::new,
            "least-fragments", LeastFragments::new)));
    private static final String BY = "by";
    private static final List<String> KNOWN = List.of(BY, "price", "price-each", "min-left", "pause", "at-once");

    private AssignmentPolicy placing = new BestFit();
    private Emptying.Terms terms = new Emptying.Terms(100, 5, Duration.ofMinutes(30), Duration.ofMinutes(1), 4);

    @Override
    public String name() {
        return "consolidate";
    }

    @Override
    public void configure(PropertyList settings) {
        PropertyList theirs = PropertyList.NONE;
        for (Map.Entry<String, PropertyValue> setting : settings) {
            String name = setting.getKey();
            if (name.startsWith(BY + ".")) {
                theirs = theirs.with(name.substring(BY.length() + 1), setting.getValue());
            } else if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException("policy consolidate: there is no setting " + name + ", only "
                        + String.join(", ", KNOWN) + " and " + BY + ".NAME for those of the policy that places");
            }
        }
        String by = settings.text(BY).orElse("best-fit");
        if (!PLACING.containsKey(by)) {
            throw new IllegalArgumentException("policy consolidate: by must be one of " + String.join(", ", PLACING.keySet())
                    + ", got " + Names.quoted(by));
        }
        placing = PLACING.get(by).get();
        if (!theirs.isEmpty()) {
            placing.configure(theirs);
        }
        terms = new Emptying.Terms(whole(settings, "price", 100, 0), whole(settings, "price-each", 5, 0),
                span(settings, "min-left", Duration.ofMinutes(30)), span(settings, "pause", Duration.ofMinutes(1)),
                (int) whole(settings, "at-once", 4, 1));
    }

    private static long whole(PropertyList settings, String name, long usual, long least) {
        return settings.get(name).isEmpty() ? usual : settings.whole(name).filter(n -> n >= least && n <= 10_000)
                .orElseThrow(() -> new IllegalArgumentException("policy consolidate: " + name + " must be a whole number from "
                        + least + " to 10000, got " + settings.get(name).orElseThrow()));
    }

    private static Duration span(PropertyList settings, String name, Duration usual) {
        return settings.get(name).isEmpty() ? usual : settings.span(name)
                .filter(d -> !d.isNegative() && d.compareTo(Duration.ofDays(366)) <= 0)
                .orElseThrow(() -> new IllegalArgumentException("policy consolidate: " + name
                        + " must be a length of time such as 10m, up to 366d, got " + settings.get(name).orElseThrow()));
    }

    @Override
    public AssignmentPlan propose(AssignmentView view, Budget budget) {
        Memory memory = Memory.of(view.state().filter(s -> s.policy().equals(name()) && s.version() == VERSION));
        AssignmentPlan plan = placing.propose(new AssignmentView(
                view.now(), view.needs(), view.hosts(), view.movable(), view.moves(), memory.theirs), budget);
        Memory next = new Memory(memory.round, memory.host, plan.state().or(() -> memory.theirs));
        boolean busy = view.moves() == 0 || budget.spent() || !plan.moves().isEmpty()
                || plan.choices().size() < view.needs().size() || plan.choices().stream().anyMatch(c -> c instanceof Choice other
                        && !(other instanceof AssignmentPlan.Assign) && !(other instanceof AssignmentPlan.Refuse))
                || view.movable().stream().anyMatch(Movable::leaving);
        if (busy) {
            return plan.remembering(state(memory, next));
        }
        Emptying.Round round = new Emptying(terms, placing, view, plan, memory.theirs).round(memory.host, memory.round, budget);
        List<Move> moves = new ArrayList<>(round.moves());
        Memory after = moves.isEmpty() ? next : new Memory(view.now().toEpochMilli(), round.host(), next.theirs);
        return new AssignmentPlan(plan.choices(), moves, plan.stays(), earlier(plan.again(), round.again()),
                state(memory, after));
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && other.isPresent() && other.get().isBefore(one.get()) ? other : one.or(() -> other);
    }

    private Optional<PolicyState> state(Memory before, Memory after) {
        return before.equals(after) ? Optional.empty() : Optional.of(new PolicyState(name(), VERSION, after.text()));
    }

    /**
     * What it remembers.
     *
     * @param round when units of a host were moved last, in milliseconds of the epoch
     * @param host which host that was
     * @param theirs what the policy that places remembers
     */
    private record Memory(long round, String host, Optional<PolicyState> theirs) {
        static final Memory NONE = new Memory(0, "", Optional.empty());

        /** {@code ROUND HOST}, then a line {@code POLICY VERSION}, then the other's text. */
        static Memory of(Optional<PolicyState> state) {
            if (state.isEmpty()) {
                return NONE;
            }
            String[] lines = state.get().text().split("\n", 3);
            String[] own = lines[0].split(" ", 2);
            Optional<PolicyState> theirs = Optional.empty();
            if (lines.length == 3) {
                String[] whose = lines[1].split(" ", 2);
                theirs = Optional.of(new PolicyState(whose[0], Integer.parseInt(whose[1]), lines[2]));
            }
            return new Memory(Long.parseLong(own[0]), own[1], theirs);
        }

        String text() {
            return round + " " + host + theirs.map(s -> "\n" + s.policy() + " " + s.version() + "\n" + s.text()).orElse("");
        }
    }
}
