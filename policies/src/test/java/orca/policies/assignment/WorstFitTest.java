package orca.policies.assignment;

import static orca.policies.assignment.Sites.choices;
import static orca.policies.assignment.Sites.found;
import static orca.policies.assignment.Sites.host;
import static orca.policies.assignment.Sites.need;
import static orca.policies.assignment.Sites.placed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView.Host;
import orca.core.resource.PropertyList;
import orca.testkit.AssignmentPolicyContract;
import org.junit.jupiter.api.Test;

class WorstFitTest extends AssignmentPolicyContract {
    @Override
    protected AssignmentPolicy policy() {
        return new WorstFit();
    }

    @Test
    void theExampleOnItsPage() {
        List<Host> hosts = List.of(host("a", 4, 4, 1, 0), host("b", 4, 4, 0, 0));

        assertThat(placed(choices(policy(), hosts, need("x", 1, 2, 0)).getFirst())).containsExactly("b");
    }

    @Test
    void unitsOfOneLeaseGoRound() {
        List<Host> hosts = List.of(host("a", 4, 4, 0, 0), host("b", 4, 4, 0, 0), host("c", 4, 4, 0, 0));

        assertThat(placed(choices(policy(), hosts, need("x", 6, 1, 1)).getFirst())).containsExactly("c", "b", "a", "c", "b", "a");
    }

    @Test
    void itIsFoundByItsNameAndRefusesAStrangeSetting() {
        assertThat(found("worst-fit")).isInstanceOf(WorstFit.class);
        assertThatThrownBy(() -> policy().configure(PropertyList.of("spread", "yes"))).hasMessageContaining("spread");
    }
}
