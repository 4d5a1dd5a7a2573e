package orca.policies.guest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import orca.core.policy.Budget;
import orca.core.policy.GuestController;
import orca.core.policy.GuestPlan;
import orca.core.policy.GuestView;
import orca.core.policy.PolicyState;
import orca.core.resource.PropertyList;
import orca.policies.settings.Given;

/**
 * Keeps a number of units of one type in a slice.
 *
 * <p><b>Goals.</b> There are {@code count} units, in use or on their way. What is lost or refused is asked for again; what is
 * too many is given back.
 *
 * <p><b>Constraints.</b> One unit is one reservation, so that losing or refusing one costs one. Reservations of other types in
 * the slice are left alone. One with several units, made by an operator, is counted, and given back only whole.
 *
 * <p><b>Settings.</b>
 * <ul>
 *   <li>{@code broker}: whom to ask; several with commas between take turns when one refuses; must be given
 *   <li>{@code type}: of what; must be given
 *   <li>{@code count}: how many, 0 to {@link #MOST}; must be given
 *   <li>{@code sliver}: how large each, whole numbers with commas between them in the order of the type's dimensions (none)
 *   <li>{@code length}: how long a lease is, a length of time (1 hour); it is renewed by that again and again
 *   <li>{@code until}: no unit is asked for or renewed beyond this instant (none)
 *   <li>{@code retry}: how long to wait before asking again for what was refused or lost, a length of time (1 minute); it
 *       doubles each time until all are in use, up to 16 times itself
 *   <li>{@code image}, or any other name that begins with {@code property-}: handed on with the demand, without that beginning
 * </ul>
 *
 * <p><b>Algorithm.</b> Count the units that are in use or may come: those of leases that are not gone, and those asked for. When
 * they are too few and the pause is over, ask for as many as are missing; when they are too many, close whole reservations:
 * first those that are not in use yet, the newest first, then those in use, the newest first.
 *
 * <p><b>State.</b> When it asked last, and how often since all were in use. Nothing else: what is there is in the view.
 *
 * <p><b>Example.</b> {@code count: 3}. At first it asks for three. The broker grants two and refuses one: two are in use, and one
 * is asked for again after a minute, then after two, four, eight and every sixteen minutes. A host dies with one unit: two
 * are missing, and both are asked for when the pause is over. The count is set to 1: two are closed, the newest first.
 */
public final class KeepCount implements GuestController {
    /** The most units that are kept. */
    public static final long MOST = Wants.MOST;

    private Optional<Settings> settings = Optional.empty();

    private record Settings(Wants wants, long count) {}

    /** What it remembers. Each time that it asks in vain the next broker has its turn. */
    private record Memory(Instant askedAt, int times) {
        static final Memory NONE = new Memory(Instant.EPOCH, 0);

        /** What it wrote once; anything else counts as nothing. */
        static Memory of(Optional<PolicyState> state) {
            String[] words = state.filter(s -> s.policy().equals("keep-count") && s.version() == 1)
                    .map(s -> s.text().split(" ")).orElse(new String[0]);
            boolean good = words.length == 2 && words[0].matches("[0-9]{1,15}") && words[1].matches("[0-9]{1,9}");
            return good ? new Memory(Instant.ofEpochMilli(Long.parseLong(words[0])), Integer.parseInt(words[1])) : NONE;
        }

        static Memory of(Fleet.Pace pace) {
            return new Memory(Instant.ofEpochMilli(pace.askedAt().toEpochMilli()), pace.times());
        }

        Fleet.Pace pace() {
            return new Fleet.Pace(askedAt, times, Math.max(0, times - 1) % Wants.MOST_BROKERS);
        }

        PolicyState text() {
            return new PolicyState("keep-count", 1, askedAt.toEpochMilli() + " " + times);
        }
    }

    @Override
    public String name() {
        return "keep-count";
    }

    @Override
    public void configure(PropertyList given) {
        Given read = new Given(name(), given);
        List<String> known = new ArrayList<>(Wants.KNOWN);
        known.add("count");
        read.onlyAndHandedOn(known);
        settings = Optional.of(new Settings(Wants.of(read), read.whole("count", 0, MOST, Optional.empty())));
    }

    @Override
    public GuestPlan propose(GuestView view, Budget budget) {
        if (settings.isEmpty() || budget.spent()) {
            return new GuestPlan(view.slice(), List.of(), Optional.empty());
        }
        Settings set = settings.get();
        Memory before = Memory.of(view.state());
        Fleet.Step step = new Fleet(set.wants(), view).towards(set.count(), before.pace());
        Memory after = Memory.of(step.pace());
        return new GuestPlan(view.slice(), step.moves(), after.equals(before) ? Optional.empty() : Optional.of(after.text()));
    }
}
