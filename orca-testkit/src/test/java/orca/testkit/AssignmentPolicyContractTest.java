package orca.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import orca.core.lease.UnitId;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPlan.Assign;
import orca.core.policy.AssignmentPlan.AskOperator;
import orca.core.policy.AssignmentPlan.Choice;
import orca.core.policy.AssignmentPlan.Move;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView;
import orca.core.policy.Budget;
import org.junit.jupiter.api.Test;

/** The contract is seen to catch policies that break it. */
class AssignmentPolicyContractTest {
    @Test
    void whoPlacesWithoutLookingAtTheCalendarsIsCaught() {
        AssignmentPolicyContract contract = contract(view -> onTheFirst(view, 0));

        assertThatThrownBy(contract::itsPlacesHoldWhenTheyAreTakenOneAfterAnother).isInstanceOf(AssertionError.class);
        assertThatCode(contract::itPlacesUnitsOnHostsOfTheirTypeWithinTheView).doesNotThrowAnyException();
        assertThatCode(contract::itAnswersTheSameToTheSameView).doesNotThrowAnyException();
    }

    @Test
    void whoPlacesMoreThanWasAskedForIsCaught() {
        AssignmentPolicyContract contract = contract(view -> onTheFirst(view, 1));

        assertThatThrownBy(contract::itPlacesUnitsOnHostsOfTheirTypeWithinTheView).isInstanceOf(AssertionError.class);
    }

    @Test
    void whoInventsAHostIsCaught() {
        AssignmentPolicyContract contract = contract(view -> view.needs().stream()
                .map(need -> (Choice) new Assign(need.key(), List.of("elsewhere"))).toList());

        assertThatThrownBy(contract::itPlacesUnitsOnHostsOfTheirTypeWithinTheView).isInstanceOf(AssertionError.class);
    }

    @Test
    void whoAnswersTwiceIsCaught() {
        AssignmentPolicyContract contract = contract(view ->
                Stream.concat(onTheFirst(view, 0).stream(), onTheFirst(view, 0).stream()).toList());

        assertThatThrownBy(contract::itAnswersEachNeedOnceAtMostAndNoneThatItWasNotShown).isInstanceOf(AssertionError.class);
    }

    @Test
    void whoCountsItsCallsIsCaught() {
        int[] calls = {0};
        AssignmentPolicyContract contract = contract(view -> calls[0]++ % 2 == 0 ? List.of() : onTheFirst(view, 0));

        assertThatThrownBy(contract::itAnswersTheSameToTheSameView).isInstanceOf(AssertionError.class);
        assertThatThrownBy(contract::itRemembersNothingButWhatItSays).isInstanceOf(AssertionError.class);
    }

    @Test
    void whoNeverPlacesAnythingIsCaught() {
        assertThatThrownBy(contract(view -> List.of())::itsPlacesHoldWhenTheyAreTakenOneAfterAnother)
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void whoAsksForEverIsCaught() {
        AssignmentPolicyContract contract = contract(view -> view.needs().stream()
                .map(need -> (Choice) new AskOperator(need.key(), view.now().plusSeconds(1), "?")).toList());

        assertThatThrownBy(contract::itAsksNoOperatorAgainWhoSaidYes).isInstanceOf(AssertionError.class);
    }

    @Test
    void whoMovesWhatMayNotBeMovedIsCaught() {
        AssignmentPolicyContract everywhere = moving(view -> view.movable().stream()
                .map(unit -> new Move(unit.unit(), view.hosts().getFirst().name(), "there")).toList());
        AssignmentPolicyContract strangers = moving(view -> view.hosts().stream()
                .map(host -> new Move(new UnitId("nobody"), host.name(), "there")).toList());

        assertThatThrownBy(everywhere::itsPlacesHoldWhenTheyAreTakenOneAfterAnother).isInstanceOf(AssertionError.class)
                .hasMessageContaining("Move");
        assertThatThrownBy(strangers::itsPlacesHoldWhenTheyAreTakenOneAfterAnother).isInstanceOf(AssertionError.class)
                .hasMessageContaining("moves");
        assertThatThrownBy(strangers::itMovesNothingWhereNothingMayBeMoved).isInstanceOf(AssertionError.class);
    }

    /** Every unit on the first host of its type, and some more. */
    private static List<Choice> onTheFirst(AssignmentView view, int more) {
        return view.needs().stream().flatMap(need -> view.hosts().stream()
                .filter(host -> host.type().equals(need.type().name())).findFirst()
                .map(host -> (Choice) new Assign(need.key(), Collections.nCopies((int) need.units() + more, host.name())))
                .stream()).toList();
    }

    private static AssignmentPolicyContract contract(Function<AssignmentView, List<Choice>> choices) {
        return planning(view -> new AssignmentPlan(choices.apply(view), Optional.empty()));
    }

    private static AssignmentPolicyContract moving(Function<AssignmentView, List<Move>> moves) {
        return planning(view -> new AssignmentPlan(List.of(), moves.apply(view), Optional.empty()));
    }

    private static AssignmentPolicyContract planning(Function<AssignmentView, AssignmentPlan> plan) {
        return new AssignmentPolicyContract() {
            @Override
            protected AssignmentPolicy policy() {
                return new AssignmentPolicy() {
                    @Override
                    public String name() {
                        return "wrong";
                    }

                    @Override
                    public AssignmentPlan propose(AssignmentView view, Budget budget) {
                        return plan.apply(view);
                    }
                };
            }
        };
    }
}
