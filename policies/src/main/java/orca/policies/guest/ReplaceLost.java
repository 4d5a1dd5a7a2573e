package orca.policies.guest;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orca.core.policy.Budget;
import orca.core.policy.GuestController;
import orca.core.policy.GuestPlan;
import orca.core.policy.GuestView;
import orca.core.policy.GuestView.Holding;
import orca.core.policy.PolicyState;
import orca.core.reservation.ReservationState;
import orca.core.resource.PropertyList;
import orca.policies.settings.Given;

/**
 * Keeps a number of units, and replaces those that will be lost before they are.
 *
 * <p><b>Goals.</b> There are {@code count} units that will last. One whose term will not be extended is replaced while it still
 * serves; one that was revoked, or died, as soon as that is known; each elsewhere, where there is more than one broker.
 *
 * <p><b>Constraints.</b> Never more than twice the count. A unit that will be lost is left alone until its end: it is paid for.
 * One unit is one reservation.
 *
 * <p><b>Algorithm.</b> A unit will be lost when its term ends within {@code ahead} and it is not being extended at this moment,
 * or within {@code warned} when its last word is a reason, as of a renewal that was refused. Such units do not count; what is
 * missing is asked for like in {@code keep-count}. The broker that is asked is the next one after a loss or a refusal. While a
 * refused renewal is tried again nothing is given up. When it is granted after all, there is one too many, and the newest goes.
 *
 * <p><b>State.</b> When it asked last, how often since all were there, whose turn it is, how many units were about to be
 * lost, and how many others were in use.
 *
 * <p><b>Example.</b> {@code count: 2, broker: "east, west", length: 1h}. East refuses to renew one unit twelve minutes before
 * its end: west is asked for one at once. When it is in use there are three for a while; then the term of the first is over.
 */
public final class ReplaceLost implements GuestController {
    private static final int VERSION = 1;
    private static final List<String> OWN = List.of("count", "ahead", "warned");

    private Optional<Settings> settings = Optional.empty();

    private record Settings(Wants wants, long count, Duration ahead, Duration warned) {}

    @Override
    public String name() {
        return "replace-lost";
    }

    @Override
    public void configure(PropertyList given) {
        Given read = new Given(name(), given);
        read.onlyAndHandedOn(Wants.and(OWN));
        Wants wants = Wants.of(read);
        Duration tenth = wants.length().dividedBy(10);
        Duration ahead = read.span("ahead", tenth);
        settings = Optional.of(new Settings(wants, read.whole("count", 0, Wants.MOST / 2, Optional.empty()), ahead,
                read.span("warned", ahead.multipliedBy(3))));
        if (ahead.compareTo(wants.length().dividedBy(2)) > 0) {
            throw read.no("ahead", "must be at most half of the length, got " + ahead);
        }
    }

    /**
     * What it remembers.
     *
     * @param risky how many units were about to be lost
     * @param used how many others were in use
     */
    private record Memory(Fleet.Pace pace, long risky, long used) {
        static final Memory NONE = new Memory(Fleet.Pace.FRESH, 0, 0);
        private static final int WORDS = 5;

        static Memory of(String name, Optional<PolicyState> state) {
            String[] words = state.filter(s -> s.policy().equals(name) && s.version() == VERSION)
                    .map(s -> s.text().split(" ")).orElse(new String[0]);
            for (String word : words) {
                if (words.length != WORDS || !word.matches("[0-9]{1,15}")) {
                    return NONE;
                }
            }
            return words.length == 0 ? NONE : new Memory(new Fleet.Pace(
                    Instant.ofEpochMilli(Long.parseLong(words[0])), (int) Math.min(1_000_000, Long.parseLong(words[1])),
                    (int) (Long.parseLong(words[2]) % Wants.MOST_BROKERS)), Long.parseLong(words[3]), Long.parseLong(words[4]));
        }

        PolicyState state(String name) {
            return new PolicyState(name, VERSION, pace.askedAt().toEpochMilli() + " " + pace.times() + " " + pace.turn() + " "
                    + risky + " " + used);
        }
    }

    /** How a unit looks. */
    private enum Outlook {
        /** It will last. */
        SURE,
        /** Near its end it is being extended at this moment: it counts, but nothing is given up for it. */
        HOPED,
        /** It will be lost. */
        RISKY
    }

    @Override
    public GuestPlan propose(GuestView view, Budget budget) {
        if (settings.isEmpty() || budget.spent()) {
            return new GuestPlan(view.slice(), List.of(), Optional.empty());
        }
        Settings set = settings.get();
        Memory before = Memory.of(name(), view.state());
        Fleet whole = new Fleet(set.wants(), view);
        Fleet hoped = new Fleet(set.wants(), view, holding -> outlook(set, holding, view.now()) != Outlook.RISKY);
        Fleet sure = new Fleet(set.wants(), view, holding -> outlook(set, holding, view.now()) == Outlook.SURE);
        long risky = whole.all() - hoped.all();
        Fleet.Pace pace = before.pace();
        if (risky > before.risky() || hoped.inUse() < before.used()) {
            // News of a loss: the next broker, at once.
            pace = new Fleet.Pace(pace.askedAt(), 0, (pace.turn() + 1) % Wants.MOST_BROKERS);
        }
        long wanted = Math.min(set.count(), Math.max(0, 2 * set.count() - risky));
        Fleet.Step step = sure.all() > wanted ? sure.towards(wanted, pace)
                : hoped.all() > wanted ? new Fleet.Step(List.of(), pace) : hoped.towards(wanted, pace);
        // A refused renewal that is tried again is no other news.
        long remembered = risky > 0 || sure.all() == hoped.all() ? risky : before.risky();
        PolicyState state = new Memory(step.pace(), remembered, hoped.inUse()).state(name());
        boolean news = view.state().filter(state::equals).isEmpty();
        return new GuestPlan(view.slice(), step.moves(), news ? Optional.of(state) : Optional.empty());
    }

    private static Outlook outlook(Settings set, Holding holding, Instant now) {
        if (!Fleet.isUsed(holding.state()) || holding.term().isEmpty()
                || !holding.term().get().end().isBefore(set.wants().until())) {
            return Outlook.SURE;
        }
        Instant end = holding.term().get().end();
        if (holding.state() != ReservationState.ACTIVE) {
            return end.isAfter(now.plus(set.warned())) ? Outlook.SURE : Outlook.HOPED;
        }
        Duration notice = holding.reason().isBlank() ? set.ahead() : set.warned();
        return end.isAfter(now.plus(notice)) ? Outlook.SURE : Outlook.RISKY;
    }
}
