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

class FirstFitTest extends AssignmentPolicyContract {
    @Override
    protected AssignmentPolicy policy() {
        return new FirstFit();
    }

    @Test
    void theExampleOnItsPage() {
        List<Host> hosts = List.of(host("a", 4, 9, 0, 0), host("b", 4, 9, 0, 0));

        var choices = choices(policy(), hosts, need("x", 1, 3, 1), need("y", 1, 2, 1), need("z", 1, 1, 1));

        assertThat(choices.stream().flatMap(c -> placed(c).stream())).containsExactly("a", "b", "a");
    }

    @Test
    void itIsFoundByItsNameAndRefusesAStrangeSetting() {
        assertThat(found("first-fit")).isInstanceOf(FirstFit.class);
        assertThatThrownBy(() -> policy().configure(PropertyList.of("spread", "yes"))).hasMessageContaining("spread");
    }
}
