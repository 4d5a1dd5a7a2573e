package orca.policies.guest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.core.policy.Budget;
import orca.core.policy.GuestPlan;
import orca.core.policy.GuestView;
import orca.core.policy.PolicyState;
import orca.policies.settings.Given;

/**
 * Lets the units of a slice follow what sensors say. The controllers that follow something are this with another idea of how many
 * units a measurement asks for.
 */
final class Follower {
    private static final int VERSION = 1;

    private final String name;
    private final Wants wants;
    private final Steering steering;

    Follower(Given given, List<String> own) {
        List<String> known = new ArrayList<>(Wants.KNOWN);
        known.addAll(Steering.KNOWN);
        known.addAll(own);
        given.onlyAndHandedOn(known);
        this.name = given.owner();
        this.wants = Wants.of(given);
        this.steering = Steering.of(given);
    }

    /** How many units a measurement asks for. */
    interface Advice {
        /**
         * @param wanted what is wanted by now
         * @param used how many are in use
         * @param tolerance by what part it may differ before that counts
         */
        long units(long wanted, long used, double tolerance);
    }

    /** What is remembered: what is wanted, and how asking goes. */
    private record Memory(Steering.Memory steering, Fleet.Pace pace) {
        PolicyState state(String name) {
            List<Long> numbers = new ArrayList<>(steering.numbers());
            numbers.addAll(List.of(pace.askedAt().toEpochMilli(), (long) pace.times(), (long) pace.turn()));
            return new PolicyState(name, VERSION, String.join(" ", numbers.stream().map(String::valueOf).toList()));
        }
    }

    /** What it wrote once; anything else counts as nothing. */
    private Optional<Memory> memory(Optional<PolicyState> state) {
        String[] words = state.filter(s -> s.policy().equals(name) && s.version() == VERSION).map(s -> s.text().split(" "))
                .orElse(new String[0]);
        List<Long> numbers = new ArrayList<>();
        for (String word : words) {
            if (word.matches("[0-9]{1,15}")) {
                numbers.add(Long.parseLong(word));
            }
        }
        int all = Steering.Memory.WORDS;
        if (words.length != all + 3 || numbers.size() != words.length) {
            return Optional.empty();
        }
        return Optional.of(new Memory(Steering.Memory.of(numbers.subList(0, all)), new Fleet.Pace(
                Instant.ofEpochMilli(numbers.get(all)), (int) Math.min(1_000_000, numbers.get(all + 1)),
                (int) (numbers.get(all + 2) % Wants.MOST_BROKERS))));
    }

    /**
     * The plan for {@code view}.
     *
     * @param sampledAt when what {@code advice} rests on was measured; empty when it was not
     */
    GuestPlan plan(GuestView view, Budget budget, Optional<Instant> sampledAt, Advice advice) {
        return plan(view, budget, sampledAt, true, advice);
    }

    /** The same where what is measured does not depend on how many units are in use. */
    GuestPlan anyTime(GuestView view, Budget budget, Optional<Instant> sampledAt, Advice advice) {
        return plan(view, budget, sampledAt, false, advice);
    }

    private GuestPlan plan(GuestView view, Budget budget, Optional<Instant> sampledAt, boolean ofUnits, Advice advice) {
        if (budget.spent()) {
            return new GuestPlan(view.slice(), List.of(), Optional.empty());
        }
        Instant now = Instant.ofEpochMilli(view.now().toEpochMilli());
        Fleet fleet = new Fleet(wants, view);
        Memory before = memory(view.state()).orElseGet(() -> new Memory(
                Steering.Memory.first(steering.bounded(fleet.all()), fleet.inUse(), Instant.EPOCH), Fleet.Pace.FRESH));
        Steering.Memory steady = before.steering.using(fleet.inUse(), now);
        Steering.Memory next = sampledAt.filter(at -> steering.speaks(steady, at, ofUnits, view.now()))
                .map(at -> steering.advised(
                        steady, advice.units(steering.bounded(steady.wanted()), steady.used(), steering.tolerance()), at, now))
                .orElse(steady);
        long wanted = steering.bounded(next.wanted());
        boolean grown = wanted > steering.bounded(before.steering.wanted());
        Fleet.Step step = fleet.towards(wanted, grown ? before.pace.fresh() : before.pace);
        Memory after = new Memory(next, step.pace());
        PolicyState state = after.state(name);
        boolean news = view.state().filter(state::equals).isEmpty();
        return new GuestPlan(view.slice(), step.moves(), news ? Optional.of(state) : Optional.empty());
    }

    /** The newest sample of a sensor. */
    static Optional<GuestView.Sample> sample(GuestView view, String sensor) {
        return view.samples().stream().filter(s -> s.sensor().equals(sensor) && Double.isFinite(s.value())).findFirst();
    }

    /**
     * {@code load} shared among units that carry {@code each}: as many as it takes, and no fewer than wanted while a little more
     * load would need them.
     */
    static long share(double load, double each, long wanted, double tolerance) {
        long needed = ceil(load / each);
        if (needed > wanted) {
            return needed;
        }
        return Math.min(wanted, ceil(load * (1 + tolerance) / each));
    }

    /** The next whole number, but for what is only the error of the division. */
    static long ceil(double units) {
        return (long) Math.min(Wants.MOST, Math.ceil(units - 1e-9));
    }
}
