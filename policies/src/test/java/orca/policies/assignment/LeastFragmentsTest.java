package orca.policies.assignment;

import static orca.policies.assignment.Sites.choices;
import static orca.policies.assignment.Sites.found;
import static orca.policies.assignment.Sites.host;
import static orca.policies.assignment.Sites.need;
import static orca.policies.assignment.Sites.placed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentView;
import orca.core.policy.Budget;
import orca.core.policy.PolicyState;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView.Host;
import orca.core.resource.PropertyList;
import orca.testkit.AssignmentPolicyContract;
import org.junit.jupiter.api.Test;

class LeastFragmentsTest extends AssignmentPolicyContract {
    @Override
    protected AssignmentPolicy policy() {
        return new LeastFragments();
    }

    private static AssignmentPlan after(Optional<PolicyState> state, List<Host> hosts, AssignmentView.Need need) {
        return new LeastFragments().propose(new AssignmentView(Sites.NOON, List.of(need), hosts, state), Budget.UNLIMITED);
    }

    @Test
    void theExampleOnItsPage() {
        AssignmentPlan first = after(Optional.empty(), List.of(host("c", 8, 8, 0, 0)), need("x", 1, 4, 0));
        assertThat(first.state()).isPresent();

        List<Host> hosts = List.of(host("a", 8, 8, 3, 0), host("b", 8, 8, 0, 0));
        assertThat(placed(after(first.state(), hosts, need("y", 1, 1, 0)).choices().getFirst())).containsExactly("a");
    }

    @Test
    void itLeavesTheFullestHostAloneWhereThatWouldBreakWhatIsUsuallyAskedFor() {
        AssignmentPlan first = after(Optional.empty(), List.of(host("c", 8, 8, 0, 0)), need("x", 1, 4, 0));
        List<Host> hosts = List.of(host("a", 8, 8, 4, 0), host("b", 8, 8, 3, 0));

        assertThat(placed(choices(new BestFit(), hosts, need("y", 1, 1, 0)).getFirst())).containsExactly("a");
        assertThat(placed(after(first.state(), hosts, need("y", 1, 1, 0)).choices().getFirst())).containsExactly("b");
    }

    @Test
    void whatItRemembersIsBoundedAndFades() {
        Mix mix = Mix.of(Optional.empty());
        for (int i = 0; i < 5_000; i++) {
            mix = mix.seen(need("x", 1, 1 + i % 40, 1));
        }
        assertThat(mix.of(need("x", 1, 1, 1))).hasSizeLessThanOrEqualTo(Mix.MOST);
        assertThat(mix.of(need("x", 1, 1, 1)).stream().mapToLong(Mix.Kind::count).sum()).isLessThan(Mix.MOST_COUNTED);
        assertThat(Mix.of(Optional.of(new PolicyState("least-fragments", Mix.VERSION, mix.text()))).text()).isEqualTo(mix.text());
    }

    @Test
    void itIsFoundByItsNameAndRefusesAStrangeSetting() {
        assertThat(found("least-fragments")).isInstanceOf(LeastFragments.class);
        assertThatThrownBy(() -> policy().configure(PropertyList.of("spread", "yes"))).hasMessageContaining("spread");
    }
}
