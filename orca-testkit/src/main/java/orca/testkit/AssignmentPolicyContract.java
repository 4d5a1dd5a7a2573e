package orca.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import orca.core.calendar.Calendar;
import orca.core.contract.ContractKey;
import orca.core.lease.UnitId;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPlan.Assign;
import orca.core.policy.AssignmentPlan.AskOperator;
import orca.core.policy.AssignmentPlan.Choice;
import orca.core.policy.AssignmentPlan.Move;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.AssignmentView.Host;
import orca.core.policy.AssignmentView.Movable;
import orca.core.policy.AssignmentView.Need;
import orca.core.policy.Budget;
import orca.core.resource.Amounts;
import orca.core.resource.Names;
import org.junit.jupiter.api.Test;

/**
 * What every assignment policy must keep, whatever it prefers. A policy's own test extends this and says how the policy is
 * made; the views are made up from seeds by {@link SiteViews}.
 */
public abstract class AssignmentPolicyContract {
    /** How many made-up views each promise is tried on. */
    public static final int VIEWS = 300;

    /** A new policy, configured as the test wants it. */
    protected abstract AssignmentPolicy policy();

    @Test
    void itsNameCanBeWrittenInAConfiguration() {
        Names.check("policy", policy().name());
    }

    @Test
    void itAnswersNothingWhenNothingIsAsked() {
        AssignmentView view = SiteViews.view(1);
        AssignmentPlan plan = policy().propose(
                new AssignmentView(view.now(), List.of(), view.hosts(), Optional.empty()), Budget.UNLIMITED);

        assertThat(plan.choices()).isEmpty();
    }

    @Test
    void itAnswersEachNeedOnceAtMostAndNoneThatItWasNotShown() {
        for (int seed = 0; seed < VIEWS; seed++) {
            AssignmentView view = SiteViews.view(seed);
            Set<ContractKey> asked = new LinkedHashSet<>(view.needs().stream().map(Need::key).toList());
            List<ContractKey> answered = plan(view).choices().stream().map(Choice::key).toList();

            assertThat(answered).as("seed %s", seed).doesNotHaveDuplicates().isSubsetOf(asked);
        }
    }

    @Test
    void itMovesNothingWhereNothingMayBeMoved() {
        for (int seed = 0; seed < VIEWS; seed++) {
            AssignmentView view = SiteViews.view(seed);
            AssignmentView still = new AssignmentView(view.now(), view.needs(), view.hosts(), view.state());

            assertThat(plan(still).moves()).as("seed %s", seed).isEmpty();
        }
    }

    @Test
    void itPlacesUnitsOnHostsOfTheirTypeWithinTheView() {
        for (int seed = 0; seed < VIEWS; seed++) {
            AssignmentView view = SiteViews.view(seed);
            for (Assign assign : assigns(plan(view))) {
                Need need = need(view, assign);
                List<String> known = view.hosts().stream()
                        .filter(h -> h.type().equals(need.type().name())).map(Host::name).toList();

                assertThat(assign.hosts()).as("seed %s: %s", seed, assign).isNotEmpty().isSubsetOf(known);
                assertThat((long) assign.hosts().size()).as("seed %s: %s", seed, assign).isLessThanOrEqualTo(need.units());
            }
        }
    }

    @Test
    void itsPlacesHoldWhenTheyAreTakenOneAfterAnother() {
        int placed = 0;
        for (int seed = 0; seed < VIEWS; seed++) {
            AssignmentView view = SiteViews.view(seed);
            placed += mustHold("seed " + seed, view, plan(view));
        }
        assertThat(placed).as("units placed in all views").isPositive();
    }

    private static int mustHold(String seed, AssignmentView view, AssignmentPlan plan) {
        Map<String, Calendar> calendars = new LinkedHashMap<>();
        view.hosts().forEach(host -> calendars.put(host.name(), host.calendar()));
        int placed = 0;
        for (Assign assign : assigns(plan)) {
            Need need = need(view, assign);
            Amounts load = need.sliver().load(1);
            for (String host : assign.hosts()) {
                assertThat(calendars.get(host).fits(load, need.occupied())).as("%s: %s on %s", seed, need, host).isTrue();
                calendars.put(host, calendars.get(host).commit(load, need.occupied()));
                placed++;
            }
        }
        mustMove(seed, view, plan, calendars);
        return placed;
    }

    /** What is moved takes its new place before it leaves the old one, beside everything that the plan places. */
    private static void mustMove(String seed, AssignmentView view, AssignmentPlan plan, Map<String, Calendar> calendars) {
        Map<UnitId, Movable> known = new LinkedHashMap<>();
        view.movable().forEach(unit -> known.put(unit.unit(), unit));
        assertThat(plan.moves()).as("%s: moves", seed).hasSizeLessThanOrEqualTo(view.moves());
        assertThat(plan.moves().stream().map(Move::unit).toList()).as("%s: moves", seed).doesNotHaveDuplicates()
                .isSubsetOf(known.keySet());
        for (Move move : plan.moves()) {
            Movable unit = known.get(move.unit());
            Calendar there = calendars.get(move.host());
            Amounts load = unit.sliver().load(1);
            boolean ofItsType = view.hosts().stream()
                    .anyMatch(h -> h.name().equals(move.host()) && h.type().equals(unit.type().name()));
            assertThat(ofItsType && !move.host().equals(unit.host()) && there.fits(load, unit.occupied()))
                    .as("%s: %s for %s", seed, move, unit).isTrue();
            calendars.put(move.host(), there.commit(load, unit.occupied()));
        }
    }

    @Test
    void itAnswersTheSameToTheSameView() {
        for (int seed = 0; seed < VIEWS; seed++) {
            assertThat(plan(SiteViews.view(seed))).as("seed %s", seed).isEqualTo(plan(SiteViews.view(seed)));
        }
    }

    @Test
    void itRemembersNothingButWhatItSays() {
        for (int seed = 0; seed < VIEWS; seed++) {
            AssignmentPolicy used = policy();
            for (int before = 0; before < 3; before++) {
                used.propose(SiteViews.view(seed + 1000 + before), Budget.UNLIMITED);
            }

            assertThat(used.propose(SiteViews.view(seed), Budget.UNLIMITED)).isEqualTo(plan(SiteViews.view(seed)));
        }
    }

    @Test
    void itStopsWhenItsBudgetIsSpentAndWhatItSaidHolds() {
        for (int seed = 0; seed < VIEWS; seed++) {
            AssignmentView view = SiteViews.view(seed);
            for (int most = 0; most < 3; most++) {
                AssignmentPlan plan = policy().propose(view, new Looks(most));

                assertThat(plan.choices()).hasSizeLessThanOrEqualTo(plan(view).choices().size());
                assertThat(plan.moves()).hasSizeLessThanOrEqualTo(plan(view).moves().size());
                mustHold("seed " + seed + " after " + most + " looks", view, plan);
            }
        }
    }

    /** A budget that is spent after so many looks at it. */
    private static final class Looks implements Budget {
        private int left;

        Looks(int most) {
            left = most;
        }

        @Override
        public boolean spent() {
            return left-- <= 0;
        }
    }

    @Test
    void itAsksNoOperatorAgainWhoSaidYes() {
        for (int seed = 0; seed < VIEWS; seed++) {
            AssignmentView view = SiteViews.view(seed);
            List<AskOperator> asks = plan(view).choices().stream()
                    .filter(AskOperator.class::isInstance).map(AskOperator.class::cast).toList();
            for (AskOperator ask : asks) {
                assertThat(need(view, ask).approved()).as("seed %s: %s", seed, ask).isFalse();
                assertThat(ask.deadline()).isAfter(view.now());
            }
        }
    }

    private AssignmentPlan plan(AssignmentView view) {
        return policy().propose(view, Budget.UNLIMITED);
    }

    private static List<Assign> assigns(AssignmentPlan plan) {
        return plan.choices().stream().filter(Assign.class::isInstance).map(Assign.class::cast).toList();
    }

    private static Need need(AssignmentView view, Choice choice) {
        return view.needs().stream().filter(n -> n.key().equals(choice.key())).findFirst().orElseThrow();
    }
}
