package orca.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import orca.core.policy.Budget;
import orca.core.policy.ProvisioningPlan;
import orca.core.policy.ProvisioningPlan.Choice;
import orca.core.policy.ProvisioningPlan.Grant;
import orca.core.policy.ProvisioningPolicy;
import orca.core.policy.ProvisioningView;
import orca.core.policy.ProvisioningView.Bid;
import orca.core.policy.ProvisioningView.Source;
import org.junit.jupiter.api.Test;

/** The contract is seen to catch policies that break it. */
class ProvisioningPolicyContractTest {
    @Test
    void whoGrantsWithoutLookingAtTheCalendarsIsCaught() {
        ProvisioningPolicyContract contract = contract(view -> fromItsOwn(view, 0));

        assertThatThrownBy(contract::itsGrantsFitTheCalendarsOneAfterAnother).isInstanceOf(AssertionError.class);
        assertThatCode(contract::itAnswersTheSameToTheSameView).doesNotThrowAnyException();
    }

    @Test
    void whoGrantsMoreThanWasAskedForIsCaught() {
        assertThatThrownBy(contract(view -> fromItsOwn(view,
                1))::itGrantsNothingOutsideTheDemand).isInstanceOf(AssertionError.class);
    }

    @Test
    void whoAnswersTwiceIsCaught() {
        ProvisioningPolicyContract contract = contract(view -> Stream.concat(
                fromItsOwn(view, 0).stream(), fromItsOwn(view, 0).stream()).toList());

        assertThatThrownBy(contract::itAnswersEachBidOnceAtMostAndNoneThatItWasNotShown).isInstanceOf(AssertionError.class);
    }

    @Test
    void whoCountsItsCallsIsCaught() {
        int[] calls = {0};
        ProvisioningPolicyContract contract = contract(view -> calls[0]++ % 2 == 0 ? List.of() : fromItsOwn(view, 0));

        assertThatThrownBy(contract::itAnswersTheSameToTheSameView).isInstanceOf(AssertionError.class);
    }

    /** Everything that is asked, from the first source of the right kind. */
    private static List<Choice> fromItsOwn(ProvisioningView view, int more) {
        return view.bids().stream().flatMap(bid -> source(view, bid).map(source -> (Choice) new Grant(bid.key(),
                source.delegation().id(), bid.demand().units() + more, bid.demand().term(), "")).stream()).toList();
    }

    private static Optional<Source> source(ProvisioningView view, Bid bid) {
        return view.sourcesFor(bid.demand()).stream()
                .filter(s -> bid.current().isEmpty() || bid.current().get().delegation().equals(s.delegation().id())).findFirst();
    }

    private static ProvisioningPolicyContract contract(Function<ProvisioningView, List<Choice>> choices) {
        return new ProvisioningPolicyContract() {
            @Override
            protected ProvisioningPolicy policy() {
                return new ProvisioningPolicy() {
                    @Override
                    public String name() {
                        return "wrong";
                    }

                    @Override
                    public ProvisioningPlan propose(ProvisioningView view, Budget budget) {
                        return new ProvisioningPlan(choices.apply(view), Optional.empty());
                    }
                };
            }
        };
    }
}
