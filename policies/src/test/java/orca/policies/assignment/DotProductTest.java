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

class DotProductTest extends AssignmentPolicyContract {
    @Override
    protected AssignmentPolicy policy() {
        return new DotProduct();
    }

    @Test
    void theExampleOnItsPage() {
        List<Host> hosts = List.of(host("a", 8, 8, 2, 6), host("b", 8, 8, 5, 2));

        assertThat(placed(choices(policy(), hosts, need("x", 1, 2, 1)).getFirst())).containsExactly("a");
        assertThat(placed(choices(policy(), hosts, need("x", 1, 1, 2)).getFirst())).containsExactly("b");
    }

    @Test
    void itComparesAsManyHostsAsItIsTold() {
        AssignmentPolicy one = policy();
        one.configure(PropertyList.NONE.with("look", 1));
        List<Host> hosts = List.of(host("a", 8, 8, 2, 6), host("b", 8, 8, 5, 2));

        assertThat(placed(choices(one, hosts, need("x", 1, 2, 1)).getFirst())).containsExactly("b");
        assertThatThrownBy(() -> policy().configure(PropertyList.of("look", "some"))).hasMessageContaining("look");
    }

    @Test
    void itIsFoundByItsNameAndRefusesAStrangeSetting() {
        assertThat(found("dot-product")).isInstanceOf(DotProduct.class);
        assertThatThrownBy(() -> policy().configure(PropertyList.of("spread", "yes"))).hasMessageContaining("spread");
    }
}
