package orca.policies.assignment;

import static orca.policies.assignment.Sites.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import orca.core.contract.Refusal;
import orca.core.policy.AssignmentPlan;
import orca.core.policy.AssignmentPolicy;
import orca.core.policy.AssignmentView.Host;
import orca.core.policy.AssignmentView.Need;
import orca.core.resource.PropertyList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Units that have to leave their hosts to grow, under every policy that places. */
class GrowthTest {
    static Stream<AssignmentPolicy> policies() {
        return Stream.of("best-fit", "first-fit", "worst-fit", "dot-product", "least-fragments", "consolidate").map(Sites::found);
    }

    private static Need growing(long units, long cpu, PropertyList properties, List<String> housed, String... from) {
        Need need = need("web", units, cpu, 4, properties, housed);
        return new Need(need.key(), need.type(), units, need.sliver(), need.occupied(), housed, properties, false, List.of(from));
    }

    private static Need growing(long units, long cpu, String... from) {
        return growing(units, cpu, PropertyList.NONE, List.of(), from);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void theyGoToAHostWithRoomAndNotToOneWithPieces(AssignmentPolicy policy) {
        Host full = host("a", 8, 64, 6, 8);
        Host pieces = host("b", PropertyList.of("site.pieces", "1/2"), 8, 64, 0, 0);
        Host roomy = host("c", 8, 64, 2, 8);
        assertThat(placed(choices(policy, List.of(full, pieces, roomy), growing(1, 4, "a")).get(0))).containsExactly("c");
    }

    @ParameterizedTest
    @MethodSource("policies")
    void whatTheirHolderAskedOfPlacesHoldsWithoutTheHostThatTheyLeave(AssignmentPolicy policy) {
        List<Host> hosts = List.of(host("a", 8, 64, 6, 8), host("b", 8, 64, 1, 8), host("c", 8, 64, 2, 8));
        Need apart = growing(1, 4, PropertyList.of("place.spread", "host"), List.of("b"), "a");
        assertThat(placed(choices(policy, hosts, apart).get(0))).as("its sister is on b").containsExactly("c");
    }

    @ParameterizedTest
    @MethodSource("policies")
    void whereTheyFindNoPlaceTheyDoNotWait(AssignmentPolicy policy) {
        List<Host> hosts = List.of(host("a", 8, 64, 6, 8), host("b", 8, 64, 5, 8));
        Refusal no = refused(choices(policy, hosts, growing(1, 4, "a")).get(0));
        assertThat(no.kind()).isEqualTo(Refusal.Kind.INSUFFICIENT);
        assertThat(no.reason()).contains("units on a have no room there to grow", "room for 0 of 1 units");
        assertThat(choices(policy, hosts, growing(2, 4, "a")).get(0)).as("a new unit does")
                .isInstanceOf(AssignmentPlan.Wait.class);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void allGoOrNone(AssignmentPolicy policy) {
        List<Host> hosts = List.of(host("a", 8, 64, 6, 8), host("b", 8, 64, 4, 8));
        assertThat(refused(choices(policy, hosts, growing(2, 4, "a", "a")).get(0)).reason()).contains("room for 1 of 2 units");
    }
}
